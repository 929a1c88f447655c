// SPDX-License-Identifier: Apache-2.0

// Package openstack: stands in for gophercloud's own file of this name while its acceptance tests are compiled. Theirs
// reads passwords and application credentials; this one a token, which is then used as it is.
package openstack

import (
	"os"

	"github.com/gophercloud/gophercloud/v2"
)

// AuthOptionsFromEnv takes the place of the function that every client of the acceptance tests begins with.
func AuthOptionsFromEnv() (gophercloud.AuthOptions, error) {
	return gophercloud.AuthOptions{
		IdentityEndpoint: os.Getenv("OS_AUTH_URL"),
		TokenID:          os.Getenv("OS_TOKEN"),
	}, nil
}
