// SPDX-License-Identifier: Apache-2.0

// gophercloud cuts a service's URL at the first "v" before a digit or a dot, wherever it stands. Run: go run .
package main

import (
	"fmt"

	"github.com/gophercloud/gophercloud/v2/openstack/utils"
)

func main() {
	base, err := utils.BaseEndpoint("https://gateway.example.org/clouds/prov1/compute/v2.1")
	if err != nil {
		fmt.Println("not seen:", err)
		return
	}
	if base == "https://gateway.example.org/clouds/pro" {
		fmt.Println("seen:", base)
		return
	}
	fmt.Println("not seen:", base)
}
