# SPDX-License-Identifier: Apache-2.0
# keystoneauth fails with a TypeError where the document at an auth URL is JSON with a text in its field "version".
# Run: python3 keystoneauth_root_document.py
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

from keystoneauth1 import session
from keystoneauth1.identity import generic


class Root(BaseHTTPRequestHandler):
    def do_GET(self):
        body = json.dumps({"name": "a service", "version": "1.2.3"}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


root = HTTPServer(("127.0.0.1", 0), Root)
threading.Thread(target=root.serve_forever, daemon=True).start()
auth = generic.Token(f"http://127.0.0.1:{root.server_port}", token="token")
try:
    session.Session(auth=auth).get_token()
    print("not seen")
except TypeError as error:
    print("seen:", error)
except Exception as error:
    print("not seen:", type(error).__name__, error)
