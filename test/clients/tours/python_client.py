# SPDX-License-Identifier: Apache-2.0
"""The tour with clients/python."""
import json
import os
import sys
from typing import cast

from scs_gateway_client import ApiError, Client, PartialResult
from scs_gateway_client.models import Image

client = Client(os.environ["SCS_GATEWAY_URL"], token=lambda: os.environ["SCS_TOKEN"], ca=os.environ["SCS_CA"])

if sys.argv[1] == "whole":
    print("me", client.get_me()["user"]["name"])
    pages = list(client.list_flavors(limit=5).pages())
    flavors = list(client.list_flavors(limit=5))
    print("flavors", len(flavors), "pages", len(pages))
    assert len(list(client.list_flavors().stream())) == len(flavors)

    with open(os.environ["SCS_IMAGE"]) as file:
        print("bytes", cast(Image, json.load(file))["sizeBytes"])

    created = client.create_server(
        {
            "cloud": "cloud-a",
            "name": sys.argv[2],
            "flavor": {"vcpus": 2, "ramGiB": 4, "diskGiB": 20},
            "image": {"distro": "ubuntu", "version": "24.04"},
            "networks": "none",
        }
    )
    done = client.wait(created)
    print("created", created["item"]["cloud"], done["status"] if done else None)
    server = client.get_server("cloud-a", created["item"]["id"])
    print("server", server["status"], server["flavor"]["vcpus"], server["image"] is not None)

    try:
        client.get_server("cloud-a", "nobody")
    except ApiError as error:
        print("error", error.status, error.code)

    ended = client.wait(client.delete_server("cloud-a", server["id"]))
    print("deleted", ended["status"] if ended else None)
else:
    for report in client.list_servers(timeout=5).whole().clouds:
        print("cloud", report["cloud"], report["status"], "error" in report)
    for listing in (client.list_servers(timeout=5), client.list_servers(timeout=5).stream()):
        try:
            list(listing)
        except PartialResult as missing:
            assert missing.clouds == ["cloud-b"], missing.clouds
        else:
            raise AssertionError("a cloud was missing without a word")
