# SPDX-License-Identifier: Apache-2.0
# keystoneauth follows a redirect to another host with the user's token. Run: python3 keystoneauth_token_after_redirect.py
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

from keystoneauth1 import session, token_endpoint

SEEN = []


class Other(BaseHTTPRequestHandler):
    def do_GET(self):
        SEEN.append(self.headers.get("X-Auth-Token"))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


class Cloud(Other):
    def do_GET(self):
        self.send_response(302)
        # Another name, so another origin: localhost instead of 127.0.0.1.
        self.send_header("Location", f"http://localhost:{other.server_port}/elsewhere")
        self.end_headers()


def serve(handler):
    server = HTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


other, cloud = serve(Other), serve(Cloud)
auth = token_endpoint.Token(f"http://127.0.0.1:{cloud.server_port}", "secret-token")
session.Session(auth=auth).get("/servers", endpoint_filter={"service_type": "compute"})
print("seen" if SEEN == ["secret-token"] else f"not seen: {SEEN}")
