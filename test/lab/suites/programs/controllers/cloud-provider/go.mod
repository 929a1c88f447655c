module lab/cloud-provider

go 1.26.0

require (
	github.com/gophercloud/gophercloud/v2 v2.12.0
	k8s.io/api v0.36.0
	k8s.io/cloud-provider-openstack v1.36.0
)
