#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# newest-client.sh FOLDER   the newest python-openstackclient, in a virtual environment of its own.
set -euo pipefail
[ -x "$1/bin/openstack" ] && exit 0
"$(dirname "$0")/../install-packages.sh" python3-venv
/usr/bin/python3 -m venv "$1"
"$1/bin/pip" install -q --disable-pip-version-check python-openstackclient
"$1/bin/openstack" --version
