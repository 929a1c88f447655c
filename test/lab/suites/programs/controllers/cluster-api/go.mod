module lab/cluster-api

go 1.24.0

require (
	github.com/go-logr/logr v1.4.3
	github.com/gophercloud/gophercloud/v2 v2.10.0
	github.com/gophercloud/utils/v2 v2.0.0-20241220104409-2e0af06694a1
	sigs.k8s.io/cluster-api-provider-openstack v0.14.2
	sigs.k8s.io/yaml v1.6.0
)
