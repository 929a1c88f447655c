// SPDX-License-Identifier: Apache-2.0

// The tour with what oapi-codegen has made of the document.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"

	"tour/api"
)

var (
	ctx    = context.Background()
	client = must(api.NewClientWithResponses(os.Getenv("SCS_GATEWAY_URL"), api.WithRequestEditorFn(
		func(_ context.Context, request *http.Request) error {
			request.Header.Set("Authorization", "Bearer "+os.Getenv("SCS_TOKEN"))
			return nil
		})))
)

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func ptr[T any](value T) *T { return &value }

func wait(operation *api.Operation) api.OperationStatus {
	seen := *operation
	for seen.Status == api.OperationStatusRunning {
		seen = *must(client.GetOperationWithResponse(ctx, seen.Id, &api.GetOperationParams{Wait: ptr(10.0)})).JSON200
	}
	return seen.Status
}

// A line each, as the clouds answer.
func streamed() (flavors int) {
	answer := must(client.ListFlavors(ctx, nil, func(_ context.Context, request *http.Request) error {
		request.Header.Set("Accept", "application/x-ndjson")
		return nil
	}))
	defer answer.Body.Close()
	lines := bufio.NewScanner(answer.Body)
	for lines.Scan() {
		var line struct{ Item *api.Flavor }
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			panic(err)
		}
		if line.Item != nil {
			flavors++
		}
	}
	return flavors
}

func whole(name string) {
	fmt.Println("me", must(client.GetMeWithResponse(ctx)).JSON200.User.Name)

	flavors, pages := 0, 0
	params := api.ListFlavorsParams{Limit: ptr(int32(5))}
	for {
		page := must(client.ListFlavorsWithResponse(ctx, &params)).JSON200
		flavors, pages = flavors+len(page.Items), pages+1
		if page.Next == nil {
			break
		}
		params.Cursor = ptr(must(url.Parse(*page.Next)).Query().Get("cursor"))
	}
	fmt.Println("flavors", flavors, "pages", pages)
	if lines := streamed(); lines != flavors {
		panic(fmt.Sprint("lines ", lines))
	}

	var image api.Image
	if err := json.Unmarshal(must(os.ReadFile(os.Getenv("SCS_IMAGE"))), &image); err != nil {
		panic(err)
	}
	fmt.Println("bytes", *image.SizeBytes)

	body := api.CreateServerRequest{Cloud: ptr("cloud-a"), Name: name}
	if err := body.Flavor.FromFlavorQuery(api.FlavorQuery{Vcpus: ptr(int64(2)), RamGiB: ptr(4.0), DiskGiB: ptr(20.0)}); err != nil {
		panic(err)
	}
	body.Image = &api.CreateServerImage{}
	if err := body.Image.FromImageQuery(api.ImageQuery{Distro: ptr("ubuntu"), Version: ptr("24.04")}); err != nil {
		panic(err)
	}
	body.Networks = &api.CreateServerNetworks{}
	if err := body.Networks.FromCreateServerNetworksChoice("none"); err != nil {
		panic(err)
	}
	key := api.CreateServerParams{IdempotencyKey: ptr("tour of " + name)}
	answer := must(client.CreateServerWithResponse(ctx, &key, body))
	created := answer.JSON202
	if created == nil {
		// It was there before the answer was.
		created = answer.JSON201
	}
	if created == nil {
		panic(string(answer.Body))
	}
	server := created.Item
	fmt.Println("created", server.Cloud, wait(created.Operation))
	now := must(client.GetServerWithResponse(ctx, server.Cloud, server.Id, nil)).JSON200
	fmt.Println("server", now.Status, *now.Flavor.Vcpus, now.Image != nil)

	nobody := must(client.GetServerWithResponse(ctx, "cloud-a", "nobody", nil)).ApplicationproblemJSON404
	fmt.Println("error", nobody.Status, nobody.Code)

	deleted := must(client.DeleteServerWithResponse(ctx, server.Cloud, server.Id, nil)).JSON202
	fmt.Println("deleted", wait(&deleted.Operation))
}

func main() {
	if os.Args[1] == "whole" {
		whole(os.Args[2])
		return
	}
	servers := must(client.ListServersWithResponse(ctx, &api.ListServersParams{Timeout: ptr(5.0)})).JSON200
	for _, report := range servers.Clouds {
		fmt.Println("cloud", report.Cloud, report.Status, report.Error != nil)
	}
}
