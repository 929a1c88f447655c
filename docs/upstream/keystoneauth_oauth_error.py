# SPDX-License-Identifier: Apache-2.0
# keystoneauth says "Unrecognized schema in response body" where an identity provider refuses a login with an OAuth error (RFC 6749,
# 5.2), which says why. Run: python3 keystoneauth_oauth_error.py
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

from keystoneauth1 import session
from keystoneauth1.identity import v3


class Provider(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = json.dumps(
            {"error": "invalid_grant", "error_description": "Invalid user credentials"}
        ).encode()
        self.send_response(400)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


provider = HTTPServer(("127.0.0.1", 0), Provider)
threading.Thread(target=provider.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{provider.server_port}"
auth = v3.OidcPassword(
    auth_url=f"{url}/v3",
    identity_provider="idp",
    protocol="openid",
    client_id="client",
    client_secret="secret",
    access_token_endpoint=f"{url}/token",
    username="alice",
    password="wrong",
)
try:
    session.Session(auth=auth).get_token()
    print("not seen: it has logged in")
except Exception as error:
    told = str(error)
    print("not seen:" if "invalid_grant" in told or "Invalid user" in told else "seen:", told)
