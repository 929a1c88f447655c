# SPDX-License-Identifier: Apache-2.0
"""The tour with what openapi-python-client has made of the document."""
import json
import os
import sys
from urllib.parse import parse_qs, urlsplit

import httpx
from scs_api_client import AuthenticatedClient
from scs_api_client.api.flavors import list_flavors
from scs_api_client.api.me import get_me
from scs_api_client.api.operations import get_operation
from scs_api_client.api.servers import create_server, delete_server, get_server, list_servers
from scs_api_client.models import (
    CreateServerNetworksChoice,
    CreateServerRequest,
    FlavorList,
    FlavorQuery,
    Image,
    ImageQuery,
    Me,
    Operation,
    OperationStarted,
    Problem,
    Server,
    ServerCreated,
    ServerList,
)
from scs_api_client.types import UNSET, Unset

client = AuthenticatedClient(
    base_url=os.environ["SCS_GATEWAY_URL"],
    token=os.environ["SCS_TOKEN"],
    verify_ssl=os.environ["SCS_CA"],
    timeout=httpx.Timeout(60),
)


def wait(operation: Operation | Unset) -> str:
    assert isinstance(operation, Operation)
    while operation.status == "running":
        seen = get_operation.sync(operation.id, client=client, wait=10)
        assert isinstance(seen, Operation), seen
        operation = seen
    return operation.status.value


if sys.argv[1] == "whole":
    me = get_me.sync(client=client)
    assert isinstance(me, Me), me
    print("me", me.user.name)

    flavors, pages, cursor = 0, 0, ""
    while True:
        page = list_flavors.sync(client=client, limit=5, cursor=cursor or UNSET)
        assert isinstance(page, FlavorList), page
        flavors, pages = flavors + len(page.items), pages + 1
        if isinstance(page.next_, Unset):
            break
        cursor = parse_qs(urlsplit(page.next_).query)["cursor"][0]
    print("flavors", flavors, "pages", pages)

    with open(os.environ["SCS_IMAGE"]) as file:
        print("bytes", Image.from_dict(json.load(file)).size_bytes)

    created = create_server.sync(
        client=client,
        idempotency_key=f"tour of {sys.argv[2]}",
        body=CreateServerRequest(
            cloud="cloud-a",
            name=sys.argv[2],
            flavor=FlavorQuery(vcpus=2, ram_gi_b=4, disk_gi_b=20),
            image=ImageQuery(distro="ubuntu", version="24.04"),
            networks=CreateServerNetworksChoice.NONE,
        ),
    )
    assert isinstance(created, ServerCreated), created
    print("created", created.item.cloud, wait(created.operation))
    server = get_server.sync(created.item.cloud, created.item.id, client=client)
    assert isinstance(server, Server), server
    print("server", server.status.value, server.flavor.vcpus, server.image is not None)

    nobody = get_server.sync("cloud-a", "nobody", client=client)
    assert isinstance(nobody, Problem), nobody
    print("error", nobody.status, nobody.code)

    deleted = delete_server.sync(server.cloud, server.id, client=client)
    assert isinstance(deleted, OperationStarted), deleted
    print("deleted", wait(deleted.operation))
else:
    servers = list_servers.sync(client=client, timeout=5)
    assert isinstance(servers, ServerList), servers
    for report in servers.clouds:
        print("cloud", report.cloud, report.status.value, not isinstance(report.error, Unset))
