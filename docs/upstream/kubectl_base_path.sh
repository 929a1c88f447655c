#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# kubectl get --raw leaves out the path of the server's URL (before 1.36); every other command keeps it.
# Run: sh kubectl_base_path.sh; needs kubectl and python3.
set -eu
folder=$(mktemp -d)
trap 'kill "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT
python3 - "$folder" >"$folder/out" 2>&1 <<'END' &
import http.server, sys
class Cluster(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        open(sys.argv[1] + "/paths", "a").write(self.path + "\n")
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")
    def log_message(self, *_):
        pass
server = http.server.HTTPServer(("127.0.0.1", 0), Cluster)
open(sys.argv[1] + "/port", "w").write(str(server.server_port))
server.serve_forever()
END
server=$!
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do [ -s "$folder/port" ] && break; sleep 0.5; done
cat >"$folder/config" <<END
apiVersion: v1
kind: Config
current-context: c
clusters: [{ name: c, cluster: { server: "http://127.0.0.1:$(cat "$folder/port")/k8s/prod-a" } }]
contexts: [{ name: c, context: { cluster: c, user: u } }]
users: [{ name: u, user: {} }]
END
KUBECONFIG="$folder/config" kubectl get --raw /version >/dev/null
# Debian's dispatcher asks for the version first, by the right path.
if [ "$(tail -1 "$folder/paths")" = /version ]; then echo seen; else echo "not seen: $(cat "$folder/paths")"; fi
