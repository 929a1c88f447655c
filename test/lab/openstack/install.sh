#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Installs what the two clouds and their clients need: about 210 MB to fetch, 1 GB on disk, one to five minutes.
set -euo pipefail
pkgs=(
  mariadb-server rabbitmq-server memcached python3-pymysql python3-memcache
  apache2 libapache2-mod-wsgi-py3 libapache2-mod-auth-openidc uwsgi-core uwsgi-plugin-python3
  keystone glance-api placement-api nova-api nova-conductor nova-scheduler nova-compute
  neutron-api neutron-rpc-server neutron-common cinder-api cinder-scheduler cinder-volume
  swift-proxy swift-account swift-container swift-object
  python3-openstackclient python3-openstacksdk python3-neutronclient curl procps
)
exec "$(dirname "$0")/../install-packages.sh" "${pkgs[@]}"
