#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Installs the Debian 12 packages that the lab needs, without letting any of them start a daemon.
# Looks first: when all are there, apt is not touched.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
pkgs=(
  mariadb-server rabbitmq-server memcached python3-pymysql python3-memcache
  apache2 libapache2-mod-wsgi-py3 libapache2-mod-auth-openidc uwsgi-core uwsgi-plugin-python3
  keystone glance-api placement-api nova-api nova-conductor nova-scheduler nova-compute
  neutron-api neutron-rpc-server neutron-common cinder-api cinder-scheduler cinder-volume
  swift-proxy swift-account swift-container swift-object
  python3-openstackclient python3-openstacksdk python3-neutronclient curl procps
)
missing=()
for p in "${pkgs[@]}"; do
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$p" 2>/dev/null)" = installed ] || missing+=("$p")
done
if [ ${#missing[@]} = 0 ]; then echo "all ${#pkgs[@]} Debian packages are installed"; exit 0; fi
[ "$(id -u)" = 0 ] || { echo "these packages are missing and only root can install them: ${missing[*]}" >&2; exit 1; }

policy=/usr/sbin/policy-rc.d
[ -e $policy ] && mv $policy $policy.before-lab
trap 'rm -f $policy; [ ! -e $policy.before-lab ] || mv $policy.before-lab $policy' EXIT
printf '#!/bin/sh\nexit 101\n' > $policy
chmod 755 $policy

echo "apt-get update"
apt-get update -q </dev/null
echo "installing ${#missing[@]} packages and what they need (about 210 MB to fetch, 1 GB on disk; one to five minutes)"
apt-get install -y -q --no-install-recommends "${missing[@]}" </dev/null
