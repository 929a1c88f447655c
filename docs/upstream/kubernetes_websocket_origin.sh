#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A kube-apiserver refuses a watch by WebSocket whose request has no Origin, which only browsers must send (RFC 6455 4.1).
# Run: sh kubernetes_websocket_origin.sh; needs curl, and a token that may watch namespaces:
#   SERVER=https://127.0.0.1:6443 CACERT=ca.pem TOKEN=… sh kubernetes_websocket_origin.sh
set -eu
ask() {
  curl -sS --http1.1 --max-time 5 --cacert "$CACERT" -o /dev/null -w '%{http_code}' -H "Authorization: Bearer $TOKEN" \
    -H 'Connection: Upgrade' -H 'Upgrade: websocket' -H 'Sec-WebSocket-Version: 13' -H 'Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==' \
    "$@" "$SERVER/api/v1/namespaces?watch=true" || true
}
without=$(ask)
with=$(ask -H "Origin: $SERVER")
if [ "$without" = 403 ] && [ "$with" = 101 ]; then echo seen; else echo "not seen: $without without, $with with"; fi
