#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# image-base.sh FOLDER NODE: what stands in for the base image where there is no registry: this machine's shell and core programs
# with their libraries, Node.js at its place there, npm, and the user `node`.
set -euo pipefail
to=$1 node=$2
mkdir -p "$to"/{etc/ssl/certs,tmp,root,proc,dev,sys,var/lib,opt,run} "$to"/usr/{bin,lib,lib64,sbin} "$to"/usr/local/{bin,etc,lib/node_modules}
for name in bin lib lib64 sbin; do ln -s "usr/$name" "$to/$name"; done
libraries() { ldd "$1" 2>/dev/null | grep -oE '/[^ ]+' || true; }
copy() { mkdir -p "$to$(dirname "$1")"; cp -n "$(readlink -f "$1")" "$to$1"; }
for name in bash sh ls cat ln install rm mkdir chmod chown env id; do
  program=$(type -P "$name")
  cp "$(readlink -f "$program")" "$to/usr/bin/$name"
  for one in $(libraries "$program"); do copy "$one"; done
done
cp "$node" "$to/usr/local/bin/node"
for one in $(libraries "$node") $(dpkg -L libc6 libgcc-s1 libstdc++6 | grep -E '^(/usr)?/lib.*\.so(\.[0-9]+)*$'); do copy "$one"; done
cp -R "$(dirname "$(dirname "$(readlink -f "$(type -P npm)")")")" "$to/usr/local/lib/node_modules/npm"
ln -s ../lib/node_modules/npm/bin/npm-cli.js "$to/usr/local/bin/npm"
printf 'root:x:0:0::/root:/bin/bash\nnode:x:1000:1000::/home/node:/bin/bash\n' >"$to/etc/passwd"
printf 'root:x:0:\nnode:x:1000:\n' >"$to/etc/group"
cp -L "${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}" "$to/etc/ssl/certs/ca-certificates.crt"
printf 'cafile=/etc/ssl/certs/ca-certificates.crt\nprefer-offline=true\nupdate-notifier=false\n' >"$to/usr/local/etc/npmrc"
chmod 1777 "$to/tmp"
