#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# small.sh   starts cloud-c and cloud-d: each a Keystone of the Python package index (KEYSTONE: its virtual environment) behind
# Apache, and Debian's Swift with S3. Cloud-c trusts the gateway (HUB_ISSUER), cloud-d an identity provider (IDP_ISSUER).
# down.sh c d stops them.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$HERE/conf.sh"
. "$HERE/swift.sh"
umask 022
mkdir -p "$LAB"; chmod 755 "$LAB"

once() { # name command...
  local n=$1; shift
  [ -e "$D/state/done.$n" ] && return 0
  "${CLEAN[@]}" "$@" >>"$D/log/once-$n.out" 2>&1 || { log "$CLOUD: $n FAILED"; tail -5 "$D/log/once-$n.out" >&2; return 1; }
  touch "$D/state/done.$n"
}

# What only cloud-c and cloud-d have of their own: the mapping, and who may do what.
mapping() {
  case $C in
    # The page's, with the names of a gateway that has several domains.
    c) from_page json | sed -e 's#"name": "hub"#"name": "acme"#' \
         -e 's#"whitelist": \[.*\]#"whitelist": ["acme/acme-research", "acme/acme-operations", "tools/tools"]#' ;;
    d) from_page 'json passthrough' ;;
  esac > "$D/etc/keystone/scs-gateway-mapping.json"
}
seed_small() {
  local idp research issuer
  case $C in
    c) idp=hub research=acme/acme-research issuer=$HUB_ISSUER ;;
    d) idp=keycloak research=acme-research issuer=$IDP_ISSUER ;;
  esac
  { echo "domain create acme
project create --domain acme research
group create --domain acme $research
role add --group $research --group-domain acme --project research --project-domain acme member
mapping create --rules $D/etc/keystone/scs-gateway-mapping.json $idp
identity provider create --remote-id $issuer --domain acme $idp
federation protocol create --identity-provider $idp --mapping $idp openid
project create --domain Default service
user create --domain Default --password $SVC_PW swift
role add --user swift --user-domain Default --project service --project-domain Default admin
role add --user swift --user-domain Default --project service --project-domain Default service
service create --name swift object-store
endpoint create --region $REGION object-store public $URL_object
service create --name s3 s3
endpoint create --region $REGION s3 public $URL_s3"
    # A domain manager, accounts of another cluster, and a domain that is nobody's here.
    [ "$C" = d ] || echo "group create --domain acme acme/acme-operations
role add --group acme/acme-operations --group-domain acme --domain acme manager
group create --domain acme tools/tools
role add --group tools/tools --group-domain acme --project research --project-domain acme member
domain create other
project create --domain other theirs
user create --domain other --password not-ours-at-all zoe"
  } > "$D/state/seed.commands"
  as_admin /usr/bin/python3 "$HERE/commands.py" "$D/state/seed.commands" $idp openid "$issuer" "$D/etc/keystone/scs-gateway-mapping.json" \
    > "$D/log/seed.out" 2>&1 || { tail -20 "$D/log/seed.out" >&2; return 1; }
}

small_up() {
  cloud_vars "$1"
  # Apache's children run as nobody, who may not read another's home.
  KS_HOME=$LAB/keystone JOIN_BLOCK=apache
  # As the page says of a cloud with S3.
  MORE_METHODS=,ec2credential
  [ "$C" = c ] || JOIN_BLOCK='apache passthrough'
  mkdir -p "$D/run" "$D/log" "$D/state" "$D/keys"
  conf_keystone; mapping
  conf_apache
  install -d -m 700 -o nobody -g nogroup "$D/state/db" "$D/keys/fernet" "$D/keys/receipts" "$D/keys/credential"
  local K=("$KS_HOME/bin/python3" "$KS_HOME/bin/keystone-manage" --config-file "$D/etc/keystone/keystone.conf")
  local nobody=(--keystone-user nobody --keystone-group nogroup)
  once keystone-db "${K[@]}" db_sync
  once fernet "${K[@]}" fernet_setup "${nobody[@]}"
  once credential "${K[@]}" credential_setup "${nobody[@]}"
  once bootstrap "${K[@]}" bootstrap --bootstrap-password "$ADMIN_PW" --bootstrap-region-id $REGION \
    --bootstrap-public-url $URL_identity --bootstrap-internal-url $URL_identity
  chown -R nobody:nogroup "$D/state/db"
  start "$D" apache apache2 -DFOREGROUND -f "$D/etc/apache/apache.conf"
  wait_http 60 $KS_PUBLIC/v3 apache
  [ -e "$D/state/done.seed" ] || { seed_small; touch "$D/state/done.seed"; }
  swift_up
  log "$CLOUD is up"
}

[ -d "$LAB/keystone" ] || cp -a "$KEYSTONE" "$LAB/keystone"
pids=()
for c in c d; do small_up "$c" & pids+=($!); done
for p in "${pids[@]}"; do wait "$p"; done
