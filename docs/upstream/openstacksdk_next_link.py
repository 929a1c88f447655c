# SPDX-License-Identifier: Apache-2.0
# openstacksdk follows the link to the next page of a list to any host, with the user's token.
# Run: python3 openstacksdk_next_link.py
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import openstack

SEEN = []


class Other(BaseHTTPRequestHandler):
    def answer(self, body):
        text = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def do_GET(self):
        SEEN.append(self.headers.get("X-Auth-Token"))
        self.answer({"networks": []})

    def log_message(self, *_):
        pass


class Cloud(Other):
    def do_GET(self):
        base = f"http://127.0.0.1:{self.server.server_port}"
        if "networks" in self.path:
            links = [{"rel": "next", "href": f"http://localhost:{other.server_port}/v2.0/networks?marker=n"}]
            self.answer({"networks": [{"id": "n", "name": "n"}], "networks_links": links})
        else:
            href = [{"rel": "self", "href": f"{base}/v2.0/"}]
            self.answer({"versions": [{"id": "v2.0", "status": "CURRENT", "links": href}]})


def serve(handler):
    server = HTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


other, cloud = serve(Other), serve(Cloud)
connection = openstack.connect(
    auth_type="admin_token",
    auth={"endpoint": f"http://127.0.0.1:{cloud.server_port}", "token": "secret-token"},
    network_endpoint_override=f"http://127.0.0.1:{cloud.server_port}/v2.0",
)
list(connection.network.networks())
print("seen" if "secret-token" in SEEN else f"not seen: {SEEN}")
