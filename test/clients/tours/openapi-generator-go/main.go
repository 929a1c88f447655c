// SPDX-License-Identifier: Apache-2.0

// The tour with what openapi-generator has made of the document for Go.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"

	api "tour/api"
)

var (
	ctx    = context.WithValue(context.Background(), api.ContextAccessToken, os.Getenv("SCS_TOKEN"))
	client = func() *api.APIClient {
		settings := api.NewConfiguration()
		settings.Servers = api.ServerConfigurations{{URL: os.Getenv("SCS_GATEWAY_URL")}}
		return api.NewAPIClient(settings)
	}()
)

func must[T any](value T, _ any, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func wait(operation api.Operation) string {
	for operation.Status == "running" {
		operation = *must(client.OperationsAPI.GetOperation(ctx, operation.Id).Wait(10).Execute())
	}
	return operation.Status
}

func whole(name string) {
	fmt.Println("me", must(client.MeAPI.GetMe(ctx).Execute()).User.Name)

	flavors, pages := 0, 0
	request := client.FlavorsAPI.ListFlavors(ctx).Limit(5)
	for {
		page := must(request.Execute())
		flavors, pages = flavors+len(page.Items), pages+1
		if page.Next == nil {
			break
		}
		next, err := url.Parse(*page.Next)
		if err != nil {
			panic(err)
		}
		request = request.Cursor(next.Query().Get("cursor"))
	}
	fmt.Println("flavors", flavors, "pages", pages)

	text, err := os.ReadFile(os.Getenv("SCS_IMAGE"))
	if err != nil {
		panic(err)
	}
	var image api.Image
	if err := json.Unmarshal(text, &image); err != nil {
		panic(err)
	}
	fmt.Println("bytes", image.GetSizeBytes())

	flavor := api.NewFlavorQuery()
	flavor.SetVcpus(2)
	flavor.SetRamGiB(4)
	flavor.SetDiskGiB(20)
	wanted := api.NewImageQuery()
	wanted.SetDistro("ubuntu")
	wanted.SetVersion("24.04")
	none := api.CreateServerNetworksChoice("none")
	body := api.NewCreateServerRequest(name, api.CreateServerFlavor{FlavorQuery: flavor})
	body.SetCloud("cloud-a")
	body.SetImage(api.CreateServerImage{ImageQuery: wanted})
	body.SetNetworks(api.CreateServerNetworks{CreateServerNetworksChoice: &none})
	created := must(client.ServersAPI.CreateServer(ctx).IdempotencyKey("tour of " + name).CreateServerRequest(*body).Execute())
	fmt.Println("created", created.Item.Cloud, wait(created.GetOperation()))
	server := must(client.ServersAPI.GetServer(ctx, created.Item.Cloud, created.Item.Id).Execute())
	fmt.Println("server", server.Status, server.Flavor.GetVcpus(), server.Image.IsSet() && server.Image.Get() != nil)

	_, _, err = client.ServersAPI.GetServer(ctx, "cloud-a", "nobody").Execute()
	var refused *api.GenericOpenAPIError
	if !errors.As(err, &refused) {
		panic(err)
	}
	problem := refused.Model().(api.Problem)
	fmt.Println("error", problem.Status, problem.Code)

	deleted := must(client.ServersAPI.DeleteServer(ctx, server.Cloud, server.Id).Execute())
	fmt.Println("deleted", wait(deleted.Operation))
}

func main() {
	if os.Args[1] == "whole" {
		whole(os.Args[2])
		return
	}
	servers := must(client.ServersAPI.ListServers(ctx).Timeout(5).Execute())
	for _, report := range servers.Clouds {
		fmt.Println("cloud", report.Cloud, report.Status, report.Error != nil)
	}
}
