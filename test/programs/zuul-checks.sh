#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# ansible-lint, and Zuul for its schema of jobs and projects, in the lab's cache, once.
set -euo pipefail
folder=${LAB_CACHE:-$HOME/.cache/scs-gateway-lab}/zuul
[ ! -e "$folder/ready" ] || exit 0
"$(dirname "$0")/../lab/install-packages.sh" python3-venv
rm -rf "$folder"
/usr/bin/python3 -m venv "$folder"
"$folder/bin/python" -m pip install -q --disable-pip-version-check ansible-lint zuul
touch "$folder/ready"
