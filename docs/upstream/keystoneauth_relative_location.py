# SPDX-License-Identifier: Apache-2.0
# keystoneauth takes a relative Location (RFC 9110 10.2.2 allows it) for the whole URL of the next request, and fails.
# Run: python3 keystoneauth_relative_location.py
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

from keystoneauth1 import session, token_endpoint


class Cloud(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/there":
            self.send_response(200)
        else:
            self.send_response(302)
            self.send_header("Location", "/there")
        self.end_headers()

    def log_message(self, *_):
        pass


cloud = HTTPServer(("127.0.0.1", 0), Cloud)
threading.Thread(target=cloud.serve_forever, daemon=True).start()
auth = token_endpoint.Token(f"http://127.0.0.1:{cloud.server_port}", "token")
try:
    session.Session(auth=auth).get("/servers", endpoint_filter={"service_type": "compute"})
    print("not seen")
except Exception as error:
    print("seen" if "/there" in str(error) else f"not seen: {error}")
