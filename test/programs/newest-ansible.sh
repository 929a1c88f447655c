#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The newest Ansible with the collection openstack.cloud and an openstacksdk that it takes, in the lab's cache, once: Debian 12's
# collection refuses Debian 12's openstacksdk. Of the package with all collections (54 MB) that one is kept.
set -euo pipefail
folder=${LAB_CACHE:-$HOME/.cache/scs-gateway-lab}/ansible
[ ! -e "$folder/ready" ] || exit 0
"$(dirname "$0")/../lab/install-packages.sh" python3-venv
rm -rf "$folder"
/usr/bin/python3 -m venv "$folder"
pip() { "$folder/bin/python" -m pip "$@" -q --disable-pip-version-check; }
pip install ansible-core 'openstacksdk<4.8'
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
pip download --no-deps -d "$work" ansible
"$folder/bin/python" - "$work"/ansible-*.whl "$folder/collections" <<'PYTHON'
import sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as package:
    wanted = [name for name in package.namelist() if name.startswith('ansible_collections/openstack/')]
    package.extractall(sys.argv[2], wanted)
PYTHON
touch "$folder/ready"
