#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# install.sh FOLDER   Horizon 23 from Debian, without a web server, and Horizon 27 of the Python package index in FOLDER,
# static files collected and compressed as Debian's package does that when it is installed.
set -euo pipefail
"$(dirname "$0")/../install-packages.sh" openstack-dashboard python3-pymemcache memcached python3-openstackclient python3-venv
[ -e "$1/done" ] && exit 0
rm -rf "$1"
/usr/bin/python3 -m venv "$1"
"$1/bin/pip" install -q --disable-pip-version-check horizon==27.0.0 pymemcache
settings=$(echo "$1"/lib/python3*/site-packages/openstack_dashboard/local)/local_settings.py
printf 'STATIC_ROOT = "%s/static"\nSECRET_KEY = "of the lab"\n' "$1" > "$settings"
ln -s "$settings" "$1/local_settings.py"
export DJANGO_SETTINGS_MODULE=openstack_dashboard.settings PYTHONWARNINGS=ignore
"$1/bin/python" -m django collectstatic --noinput -v 0
touch "$1/done"
