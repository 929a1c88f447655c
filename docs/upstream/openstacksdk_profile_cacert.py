# SPDX-License-Identifier: Apache-2.0
# openstacksdk fetches a vendor profile (profile: https://host) without the entry's own cacert.
# Run: python3 openstacksdk_profile_cacert.py; needs openssl.
import json
import os
import ssl
import subprocess
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

from openstack.config import OpenStackConfig

ASKED = []


class Gateway(BaseHTTPRequestHandler):
    def do_GET(self):
        ASKED.append(self.path)
        body = json.dumps({"name": "g", "profile": {"auth": {"auth_url": "https://localhost/v3"}}}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


with tempfile.TemporaryDirectory() as folder:
    cert, key, clouds = (os.path.join(folder, name) for name in ("cert.pem", "key.pem", "clouds.yaml"))
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", cert],
        check=True, stderr=subprocess.DEVNULL,
    )
    server = HTTPServer(("127.0.0.1", 0), Gateway)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *_: None
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with open(clouds, "w") as file:
        json.dump({"clouds": {"scs": {
            "profile": f"https://localhost:{server.server_port}", "cacert": cert,
            "auth_type": "token", "auth": {"token": "token"},
        }}}, file)
    try:
        OpenStackConfig(config_files=[clouds], vendor_files=[], secure_files=[]).get_one("scs")
        print("not seen")
    except Exception as error:
        print("seen" if ASKED == [] and "CERTIFICATE_VERIFY_FAILED" in str(error) else f"not seen: {error}")
