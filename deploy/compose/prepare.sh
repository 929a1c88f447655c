#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Makes what compose.yaml needs and no repository may hold: passwords, an authority and one certificate by it.
# Needs openssl. What is there already stays; to have it all anew, remove the folder and the volumes.
set -eu
cd "$(dirname "$0")"
# Containers read these as users of their own, by single-file mounts: hence readable files in a closed folder.
mkdir -p -m 0700 secrets
cd secrets
umask 022

secret() { openssl rand -hex 16; }

if [ ! -e ca.crt ]; then
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 825 -subj "/CN=scs-gateway compose" \
    -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign \
    -keyout ca.key -out ca.crt 2>/dev/null
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=localhost" \
    -keyout server.key -out server.csr 2>/dev/null
  printf '%s\n' "subjectAltName=DNS:localhost,DNS:keycloak,IP:127.0.0.1" "extendedKeyUsage=serverAuth" \
    "basicConstraints=CA:FALSE" >server.ext
  openssl x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 397 -extfile server.ext \
    -out server.crt 2>/dev/null
  rm -f server.csr server.ext
  chmod 0600 ca.key
  chmod 0644 server.key
fi

if [ ! -e redis-url ]; then
  password=$(secret)
  # The rights that docs/redis-keys.md names; nobody else may do more than ask whether Redis is there.
  {
    echo "user default on nopass resetkeys resetchannels -@all +ping"
    echo "user scs-gateway on >$password resetkeys ~scs:* resetchannels &scs:* -@all +hello +auth +ping +select +info +client|setname +get +set +del +incr +incrby +pexpire +multi +exec +publish +subscribe +eval +evalsha +hget +hmget +hset +hdel +zadd +zrem +zscore +zrange +zrevrange +zrangebyscore +zremrangebyscore +zremrangebyrank"
  } >redis-users
  printf 'redis://scs-gateway:%s@redis:6379/0' "$password" >redis-url
fi

if [ ! -e keycloak.env ]; then
  {
    echo "KC_BOOTSTRAP_ADMIN_PASSWORD=$(secret)"
    echo "OPENSTACK_CLIENT_SECRET=$(secret)"
    echo "ALICE_PASSWORD=$(secret)"
    echo "BOB_PASSWORD=$(secret)"
  } >keycloak.env
fi

[ -e grafana-password ] || secret >grafana-password

echo "Made in $PWD: keycloak.env has the passwords of alice, bob and Keycloak's admin, grafana-password that of Grafana's admin."
