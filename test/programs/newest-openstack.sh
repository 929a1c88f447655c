#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The newest `openstack` in the lab's cache, once: Debian 12's keystoneauth has no v3oidcdeviceauthz.
set -euo pipefail
folder=${LAB_CACHE:-$HOME/.cache/scs-gateway-lab}/openstack
[ ! -e "$folder/ready" ] || exit 0
"$(dirname "$0")/../lab/install-packages.sh" python3-venv
rm -rf "$folder"
/usr/bin/python3 -m venv "$folder"
"$folder/bin/python" -m pip install -q --disable-pip-version-check python-openstackclient
touch "$folder/ready"
