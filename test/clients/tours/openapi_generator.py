# SPDX-License-Identifier: Apache-2.0
"""The tour with what openapi-generator has made of the document for Python."""
import json
import os
import sys
from urllib.parse import parse_qs, urlsplit

import scs_api
from scs_api import (
    CreateServerFlavor,
    CreateServerImage,
    CreateServerNetworks,
    CreateServerNetworksChoice,
    CreateServerRequest,
    FlavorQuery,
    Image,
    ImageQuery,
)

settings = scs_api.Configuration(
    host=os.environ["SCS_GATEWAY_URL"], access_token=os.environ["SCS_TOKEN"], ssl_ca_cert=os.environ["SCS_CA"]
)
client = scs_api.ApiClient(settings)
servers, flavors = scs_api.ServersApi(client), scs_api.FlavorsApi(client)


def wait(operation: scs_api.Operation) -> str:
    while operation.status == "running":
        operation = scs_api.OperationsApi(client).get_operation(operation.id, wait=10)
    return operation.status


if sys.argv[1] == "whole":
    print("me", scs_api.MeApi(client).get_me().user.name)

    count, pages, cursor = 0, 0, None
    while pages == 0 or cursor:
        page = flavors.list_flavors(limit=5, cursor=cursor)
        count, pages = count + len(page.items), pages + 1
        cursor = parse_qs(urlsplit(page.next).query)["cursor"][0] if page.next else None
    print("flavors", count, "pages", pages)
    # A line each, as the clouds answer.
    lines = flavors.list_flavors_without_preload_content(_headers={"Accept": "application/x-ndjson"})
    assert sum("item" in json.loads(line) for line in lines) == count

    with open(os.environ["SCS_IMAGE"]) as file:
        print("bytes", Image.from_json(file.read()).size_bytes)

    created = servers.create_server(
        CreateServerRequest(
            cloud="cloud-a",
            name=sys.argv[2],
            flavor=CreateServerFlavor(FlavorQuery(vcpus=2, ramGiB=4, diskGiB=20)),
            image=CreateServerImage(ImageQuery(distro="ubuntu", version="24.04")),
            networks=CreateServerNetworks(CreateServerNetworksChoice.NONE),
        ),
        idempotency_key=f"tour of {sys.argv[2]}",
    )
    print("created", created.item.cloud, wait(created.operation))
    server = servers.get_server("cloud-a", created.item.id)
    print("server", server.status, server.flavor.vcpus, server.image is not None)

    try:
        servers.get_server("cloud-a", "nobody")
    except scs_api.ApiException as error:
        print("error", error.status, error.data.code)

    print("deleted", wait(servers.delete_server("cloud-a", server.id).operation))
else:
    for report in servers.list_servers(timeout=5).clouds:
        print("cloud", report.cloud, report.status, report.error is not None)
