# SPDX-License-Identifier: Apache-2.0
"""A create of which both answers are lost: the cloud's, and then the gateway's."""
import os
import sys
from typing import Any

import urllib3

from scs_gateway_client import Client


class Losing(urllib3.PoolManager):
    """Loses the first answer to a POST, as a proxy does that is restarted."""

    posts = 0

    def request(self, method: str, *args: Any, **more: Any) -> urllib3.BaseHTTPResponse:
        response = super().request(method, *args, **more)
        if method == "POST":
            self.posts += 1
            if self.posts == 1:
                raise urllib3.exceptions.ProtocolError("Connection broken")
        return response


http = Losing(ca_certs=os.environ["SCS_CA"])
client = Client(os.environ["SCS_GATEWAY_URL"], token=lambda: os.environ["SCS_TOKEN"], http=http, delay=0.01)
made = client.create_volume({"cloud": "cloud-a", "name": sys.argv[1], "sizeGiB": 1})
there = list(client.list_volumes(name=[sys.argv[1]]))
print("sent", http.posts, "made", len(there), [one["id"] for one in there] == [made["item"]["id"]])
