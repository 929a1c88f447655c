// SPDX-License-Identifier: Apache-2.0

// What Cluster API's provider for OpenStack does with the clouds.yaml of its secret, by its own packages: logs in, asks for
// its token's end as it does for its cache, makes and deletes network, router, security group, port, volume and server; after
// WAIT, when the token has ended, once more with the same clients. Arguments: the secret's manifest, the name of the cloud in
// it, the region, the flavor, the image. Each step is a record as that of steps.sh.
package main

import (
	"fmt"
	"os"
	"time"

	"github.com/go-logr/logr"
	"github.com/gophercloud/gophercloud/v2/openstack/blockstorage/v3/volumes"
	"github.com/gophercloud/gophercloud/v2/openstack/compute/v2/servers"
	"github.com/gophercloud/gophercloud/v2/openstack/image/v2/images"
	"github.com/gophercloud/gophercloud/v2/openstack/networking/v2/extensions/layer3/routers"
	"github.com/gophercloud/gophercloud/v2/openstack/networking/v2/extensions/security/groups"
	"github.com/gophercloud/gophercloud/v2/openstack/networking/v2/networks"
	"github.com/gophercloud/gophercloud/v2/openstack/networking/v2/ports"
	"github.com/gophercloud/gophercloud/v2/openstack/networking/v2/subnets"
	"github.com/gophercloud/utils/v2/openstack/clientconfig"
	"sigs.k8s.io/cluster-api-provider-openstack/pkg/scope"
	"sigs.k8s.io/yaml"
)

func step(title string, work func() (string, error)) {
	output, err := work()
	code, said := 0, ""
	if err != nil {
		code, said = 1, err.Error()
	}
	fmt.Printf("\x1e%s\x1f%d\x1f%s\x1f%s", title, code, output, said)
}

type secret struct {
	StringData map[string]string `json:"stringData"`
}

func login(file, cloud, region string) (scope.Scope, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var read secret
	if err := yaml.Unmarshal(text, &read); err != nil {
		return nil, err
	}
	var clouds clientconfig.Clouds
	if err := yaml.Unmarshal([]byte(read.StringData[scope.CloudsSecretKey]), &clouds); err != nil {
		return nil, err
	}
	var ca []byte
	if text, there := read.StringData[scope.CASecretKey]; there {
		ca = []byte(text)
	}
	return scope.NewProviderScope(clouds.Clouds[cloud], region, ca, logr.Discard())
}

func main() {
	var provider scope.Scope
	step("logs in by the clouds.yaml of the secret", func() (string, error) {
		var err error
		provider, err = login(os.Args[1], os.Args[2], os.Args[3])
		return "", err
	})
	if provider == nil {
		os.Exit(1)
	}
	step("learns the end of its token, for its cache", func() (string, error) {
		token, err := provider.ExtractToken()
		if err == nil && !token.ExpiresAt.After(time.Now()) {
			err = fmt.Errorf("it has ended: %v", token.ExpiresAt)
		}
		return "", err
	})
	work(provider, "")
	if wait, err := time.ParseDuration(os.Getenv("WAIT")); err == nil {
		time.Sleep(wait)
		work(provider, ", after the end of the token")
	}
}

func work(provider scope.Scope, when string) {
	step("finds flavor and image"+when, func() (string, error) {
		_, _, err := findings(provider)
		return "", err
	})
	step("makes and deletes network, router, security group, port and server"+when, func() (string, error) { return life(provider) })
	step("makes and deletes a volume"+when, func() (string, error) {
		client, err := provider.NewVolumeClient()
		if err != nil {
			return "", err
		}
		volume, err := client.CreateVolume(volumes.CreateOpts{Name: "capo-volume", Size: 1})
		if err != nil {
			return "", err
		}
		for tries := 0; tries < 60 && volume.Status != "available" && err == nil; tries++ {
			time.Sleep(time.Second)
			volume, err = client.GetVolume(volume.ID)
		}
		if err != nil {
			return "", err
		}
		return fmt.Sprintln(volume.Status), client.DeleteVolume(volume.ID, volumes.DeleteOpts{})
	})
}

func findings(provider scope.Scope) (flavor, image string, err error) {
	compute, err := provider.NewComputeClient()
	if err != nil {
		return
	}
	flavors, err := compute.ListFlavors()
	if err != nil {
		return
	}
	for _, each := range flavors {
		if each.Name == os.Args[4] {
			flavor = each.ID
		}
	}
	glance, err := provider.NewImageClient()
	if err != nil {
		return
	}
	found, err := glance.ListImages(images.ListOpts{Name: os.Args[5]})
	if err != nil {
		return
	}
	if len(found) == 0 || flavor == "" {
		err = fmt.Errorf("%d images, flavor %q", len(found), flavor)
		return
	}
	return flavor, found[0].ID, nil
}

// What was made is taken away whatever comes of it, last first.
func life(provider scope.Scope) (output string, err error) {
	var undo []func() error
	defer func() {
		for i := len(undo) - 1; i >= 0; i-- {
			if failed := undo[i](); failed != nil && err == nil {
				err = failed
			}
		}
	}()
	flavor, image, err := findings(provider)
	if err != nil {
		return
	}
	client, err := provider.NewNetworkClient()
	if err != nil {
		return
	}
	network, err := client.CreateNetwork(networks.CreateOpts{Name: "capo-network"})
	if err != nil {
		return
	}
	undo = append(undo, func() error { return client.DeleteNetwork(network.ID) })
	subnet, err := client.CreateSubnet(subnets.CreateOpts{Name: "capo-subnet", NetworkID: network.ID, IPVersion: 4, CIDR: "10.66.0.0/24"})
	if err != nil {
		return
	}
	undo = append(undo, func() error { return client.DeleteSubnet(subnet.ID) })
	router, err := client.CreateRouter(routers.CreateOpts{Name: "capo-router"})
	if err != nil {
		return
	}
	undo = append(undo, func() error { return client.DeleteRouter(router.ID) })
	if _, err = client.AddRouterInterface(router.ID, routers.AddInterfaceOpts{SubnetID: subnet.ID}); err != nil {
		return
	}
	undo = append(undo, func() error {
		_, failed := client.RemoveRouterInterface(router.ID, routers.RemoveInterfaceOpts{SubnetID: subnet.ID})
		return failed
	})
	group, err := client.CreateSecGroup(groups.CreateOpts{Name: "capo-group"})
	if err != nil {
		return
	}
	undo = append(undo, func() error { return client.DeleteSecGroup(group.ID) })
	port, err := client.CreatePort(ports.CreateOpts{Name: "capo-port", NetworkID: network.ID, SecurityGroups: &[]string{group.ID}})
	if err != nil {
		return
	}
	undo = append(undo, func() error { return client.DeletePort(port.ID) })

	compute, err := provider.NewComputeClient()
	if err != nil {
		return
	}
	server, err := compute.CreateServer(servers.CreateOpts{
		Name: "capo-machine", FlavorRef: flavor, ImageRef: image, Networks: []servers.Network{{Port: port.ID}},
	}, nil)
	if err != nil {
		return
	}
	id := server.ID
	undo = append(undo, func() error {
		if failed := compute.DeleteServer(id); failed != nil {
			return failed
		}
		for tries := 0; tries < 60; tries++ {
			if _, gone := compute.GetServer(id); gone != nil {
				return nil
			}
			time.Sleep(time.Second)
		}
		return fmt.Errorf("the server stays")
	})
	for tries := 0; tries < 90; tries++ {
		if server, err = compute.GetServer(id); err != nil || server.Status == "ACTIVE" {
			break
		}
		time.Sleep(time.Second)
	}
	if err != nil {
		return
	}
	interfaces, err := compute.ListAttachedInterfaces(id)
	return fmt.Sprintln(server.Status, len(interfaces)), err
}
