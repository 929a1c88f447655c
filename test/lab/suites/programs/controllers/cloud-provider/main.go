// SPDX-License-Identifier: Apache-2.0

// What the cloud controller manager and the Cinder CSI driver of cloud-provider-openstack do with a cloud.conf, by their own
// packages: both read the file, look for the server of a node, make and delete a volume; after WAIT, when the token has
// ended, once more with the same clients. Arguments: the cloud.conf, the name of a server. Each step is a record as that of steps.sh.
package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/gophercloud/gophercloud/v2/openstack/blockstorage/v3/volumes"
	v1 "k8s.io/api/core/v1"
	csi "k8s.io/cloud-provider-openstack/pkg/csi/cinder/openstack"
	"k8s.io/cloud-provider-openstack/pkg/openstack"
)

func step(title string, work func() (string, error)) {
	output, err := work()
	code, said := 0, ""
	if err != nil {
		code, said = 1, err.Error()
	}
	fmt.Printf("\x1e%s\x1f%d\x1f%s\x1f%s", title, code, output, said)
}

func main() {
	ctx := context.Background()
	file, name := os.Args[1], os.Args[2]
	var manager *openstack.OpenStack
	var driver csi.IOpenStack
	step("the controller manager logs in by cloud.conf", func() (string, error) {
		config, err := os.Open(file)
		if err != nil {
			return "", err
		}
		defer config.Close()
		read, err := openstack.ReadConfig(config)
		if err != nil {
			return "", err
		}
		manager, err = openstack.NewOpenStack(read)
		return "", err
	})
	step("the CSI driver logs in by cloud.conf", func() (string, error) {
		csi.InitOpenStackProvider([]string{file}, "")
		var err error
		driver, err = csi.GetOpenStackProvider("")
		return "", err
	})
	if manager == nil || driver == nil {
		os.Exit(1)
	}
	work := func(when string) {
		step("the controller manager finds the server of a node"+when, func() (string, error) {
			instances, _ := manager.InstancesV2()
			node := &v1.Node{}
			node.Name = name
			found, err := instances.InstanceMetadata(ctx, node)
			if err != nil {
				return "", err
			}
			exists, err := instances.InstanceExists(ctx, node)
			return fmt.Sprintln(found.ProviderID, found.InstanceType, found.Zone, exists), err
		})
		step("the CSI driver makes, finds and deletes a volume"+when, func() (string, error) {
			made, err := driver.CreateVolume(ctx, &volumes.CreateOpts{Name: "pvc-of-the-lab", Size: 1}, nil)
			if err != nil {
				return "", err
			}
			if err := driver.WaitVolumeTargetStatus(ctx, made.ID, []string{"available"}); err != nil {
				return "", err
			}
			found, err := driver.GetVolumesByName(ctx, "pvc-of-the-lab")
			if err != nil {
				return "", err
			}
			listed, _, err := driver.ListVolumes(ctx, 0, "")
			if err != nil {
				return "", err
			}
			return fmt.Sprintln(len(found), len(listed) > 0, made.AvailabilityZone), driver.DeleteVolume(ctx, made.ID)
		})
	}
	work("")
	if wait, err := time.ParseDuration(os.Getenv("WAIT")); err == nil {
		time.Sleep(wait)
		work(", after the end of the token")
	}
}
