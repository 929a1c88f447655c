#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# up.sh [a] [b]   starts cloud-a and cloud-b (or the one named) and what both stand on. What already runs is left
# alone, what was set up before is not set up again. Everything lives under $LAB; see docs/lab.md.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
. "$HERE/conf.sh"
. "$HERE/swift.sh"
[ $# -gt 0 ] || set -- a b
[ "$(id -u)" = 0 ] || { echo "the lab must run as root" >&2; exit 1; }
umask 022
mkdir -p "$LAB"; chmod 755 "$LAB"

infra_up() {
  local I=$LAB/infra
  mkdir -p "$I/run" "$I/log" "$I/mysql" "$I/rabbit" "$I/tmp"
  # --- MariaDB
  if ! alive "$I/run/mariadb.pid"; then
    chown mysql:mysql "$I/mysql" "$I/tmp"
    [ -d "$I/mysql/data/mysql" ] || { log "infra: new database"; "${CLEAN[@]}" mariadb-install-db --no-defaults \
      --user=mysql --datadir="$I/mysql/data" --skip-test-db --auth-root-authentication-method=normal >"$I/log/mariadb-install.out" 2>&1; }
    start "$I" mariadb mariadbd --no-defaults --user=mysql --datadir="$I/mysql/data" --tmpdir="$I/tmp" \
      --socket="$DB_SOCK" --bind-address=$INFRA_IP --port=$DB_PORT --skip-name-resolve --skip-log-bin \
      --max-connections=800 --innodb-buffer-pool-size=192M --innodb-log-file-size=96M --performance-schema=OFF \
      --innodb-flush-log-at-trx-commit=0 --sync-binlog=0 --character-set-server=utf8mb3 --collation-server=utf8mb3_general_ci
    for _ in $(seq 100); do sql -e 'select 1' >/dev/null 2>&1 && break; sleep .2; done
    sql -e "create user if not exists lab@'127.0.0.1' identified by 'lab'; grant all on *.* to lab@'127.0.0.1';"
  fi
  # --- RabbitMQ (its epmd runs under our own pid file)
  start "$I" epmd epmd -port $EPMD_PORT -address $INFRA_IP
  if ! alive "$I/run/rabbit.pid"; then
    cat > "$I/rabbit/definitions.json" <<X
{"users":[{"name":"lab","password":"lab","tags":"administrator"}],
 "vhosts":[{"name":"/"},{"name":"cloud-a"},{"name":"cloud-b"}],
 "permissions":[{"user":"lab","vhost":"cloud-a","configure":".*","write":".*","read":".*"},
  {"user":"lab","vhost":"cloud-b","configure":".*","write":".*","read":".*"}]}
X
    cat > "$I/rabbit/rabbitmq.conf" <<X
listeners.tcp.1 = $INFRA_IP:$MQ_PORT
load_definitions = $I/rabbit/definitions.json
vm_memory_high_watermark.absolute = 512MB
disk_free_limit.absolute = 50MB
log.console = true
log.file = false
X
    echo '[].' > "$I/rabbit/enabled_plugins"
    start "$I" rabbit env HOME="$I/rabbit" RABBITMQ_NODENAME=scslab@localhost ERL_EPMD_PORT=$EPMD_PORT \
      ERL_EPMD_ADDRESS=$INFRA_IP RABBITMQ_DIST_PORT=$MQ_DIST_PORT RABBITMQ_MNESIA_BASE="$I/rabbit/mnesia" \
      RABBITMQ_LOG_BASE="$I/log" RABBITMQ_CONFIG_FILE="$I/rabbit/rabbitmq.conf" RABBITMQ_CONF_ENV_FILE=/dev/null \
      RABBITMQ_ENABLED_PLUGINS_FILE="$I/rabbit/enabled_plugins" RABBITMQ_PID_FILE="$I/rabbit/pid" \
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="-kernel inet_dist_use_interface {127,0,0,1} +S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none" \
      /usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin/rabbitmq-server
  fi
  wait_tcp 90 $INFRA_IP $MQ_PORT
}

# One schema migration, once per cloud; a marker file says it was done.
once() { # name command...
  local n=$1; shift
  [ -e "$D/state/done.$n" ] && return 0
  local t=$SECONDS
  "${CLEAN[@]}" $PYL "$@" >>"$D/log/migrate-$n.out" 2>&1 || { log "$CLOUD: $n FAILED (log/migrate-$n.out)"; tail -5 "$D/log/migrate-$n.out" >&2; return 1; }
  touch "$D/state/done.$n"; log "$CLOUD: $n ($((SECONDS-t)) s)"
}
migrate_nova() {
  once nova-api-db nova-manage --config-file "$D/etc/nova/nova.conf" api_db sync
  once nova-cell0 nova-manage --config-file "$D/etc/nova/nova.conf" cell_v2 map_cell0 --database_connection "$(db_url nova_cell0)"
  once nova-db nova-manage --config-file "$D/etc/nova/nova.conf" db sync
  once nova-cell1 nova-manage --config-file "$D/etc/nova/nova.conf" cell_v2 create_cell --name cell1
}
uw() { # name wsgi-file socket and env/pyargv args...
  local name=$1 file=$2 model; shift 2
  # The eventlet-patched APIs must not get several threads in a process ("greenlet.error:
  # cannot switch to a different thread", and the request hangs until the proxy gives up).
  case $name in placement) model="--processes 1 --threads 4" ;; *) model="--processes 2 --threads 1" ;; esac
  start "$D" "$name" uwsgi-core --plugin python3 --master $model --enable-threads \
    --lazy-apps --die-on-term --no-orphans --buffer-size 65535 --need-app --log-master --disable-logging \
    --env $PYL --wsgi-file "$file" "$@"
}

# What the page on joining tells the cloud's administrator to do, done by the stock client. Again where the page has changed since,
# or where this is a repair (JOIN_AGAIN=1: logins did not come through).
federate() {
  local rules=$D/etc/keystone/scs-gateway-mapping.json sum
  from_page sh | sed -n 's/^openstack //p' > "$D/state/federation.commands"
  sum=$(cat "$D/state/federation.commands" "$rules" | sha256sum)
  [ "${JOIN_AGAIN:-0}" = 0 ] && [ "$sum" = "$(cat "$D/state/done.federation" 2>/dev/null)" ] && return 0
  as_admin /usr/bin/python3 "$HERE/commands.py" "$D/state/federation.commands" hub openid "$HUB_ISSUER" "$rules" > "$D/log/federation.out" 2>&1 ||
    { log "$CLOUD: joining FAILED"; tail -20 "$D/log/federation.out" >&2; return 1; }
  echo "$sum" > "$D/state/done.federation"; log "$CLOUD: joined by the commands of $(basename "$JOIN_PAGE")"
}

cloud_up() {
  cloud_vars "$1"
  local t=$SECONDS
  mkdir -p "$D/run" "$D/log" "$D/state" "$D/keys"
  for s in keystone glance placement nova neutron cinder apache uwsgi; do conf_$s; done
  # A repair begins with empty caches and a Keystone that is started anew.
  if [ "${JOIN_AGAIN:-0}" != 0 ]; then stop_one memcached; stop_one apache; fi
  start "$D" memcached memcached -u nobody -l $INFRA_IP -p $MC_PORT -m 32 -t 1 -c 512
  for d in keystone glance placement nova_api nova nova_cell0 neutron cinder; do
    sql -e "create database if not exists ${DBP}$d"
  done
  # --- Keystone first
  wait_tcp 20 $INFRA_IP $MC_PORT
  alive "$D/run/memcached.pid" || { log "$CLOUD: memcached died, and something else has its port; the end of $D/log/memcached.out:"; tail -5 "$D/log/memcached.out" >&2; return 1; }
  local K=(--config-file "$D/etc/keystone/keystone.conf")
  once keystone-db keystone-manage "${K[@]}" db_sync
  install -d -m 700 -o nobody -g nogroup "$D/keys/fernet" "$D/keys/receipts" "$D/keys/credential"
  once fernet keystone-manage "${K[@]}" fernet_setup --keystone-user nobody --keystone-group nogroup
  once credential keystone-manage "${K[@]}" credential_setup --keystone-user nobody --keystone-group nogroup
  once bootstrap keystone-manage "${K[@]}" bootstrap --bootstrap-password "$ADMIN_PW" --bootstrap-region-id $REGION \
    --bootstrap-public-url $URL_identity --bootstrap-internal-url $URL_identity --bootstrap-admin-url $URL_identity
  restart_if_changed apache "$D/etc/apache/apache.conf" "$D/etc/keystone/keystone.conf"
  start "$D" apache apache2 -DFOREGROUND -f "$D/etc/apache/apache.conf"
  # --- the other schemas, two at a time
  ( once placement-db placement-manage --config-file "$D/etc/placement/placement.conf" db sync
    once glance-db glance-manage --config-file "$D/etc/glance/glance-api.conf" db_sync
    # Without them Horizon's panel of images has a red banner.
    once glance-metadefs glance-manage --config-file "$D/etc/glance/glance-api.conf" db_load_metadefs /etc/glance/metadefs
    migrate_nova ) & local m1=$!
  ( once neutron-db neutron-db-manage --config-file "$D/etc/neutron/neutron.conf" upgrade heads
    once cinder-db cinder-manage --config-file "$D/etc/cinder/cinder.conf" db sync ) & local m2=$!
  wait_http 60 $KS_PUBLIC/v3 apache
  federate
  seed identity
  wait $m1; wait $m2
  # --- services
  if [ "$C" = a ]; then
    uw placement /usr/bin/placement-api --env OS_PLACEMENT_CONFIG_DIR="$D/etc/placement" --http-socket $IP:8778 --add-header "Connection: close"
    start "$D" nova-api env $PYL nova-api --config-file "$D/etc/nova/nova.conf"
    start "$D" neutron-api env $PYL neutron-server --config-file "$D/etc/neutron/neutron.conf"
    start "$D" cinder-api env $PYL cinder-api --config-file "$D/etc/cinder/cinder.conf"
  else
    uw placement /usr/bin/placement-api --env OS_PLACEMENT_CONFIG_DIR="$D/etc/placement" --uwsgi-socket "$D/run/placement.sock" --chmod-socket=666
    uw nova-api /usr/bin/nova-api-wsgi --env OS_NOVA_CONFIG_DIR="$D/etc/nova" --env "OS_NOVA_CONFIG_FILES=api-paste.ini;nova.conf;uwsgi.conf" --uwsgi-socket "$D/run/nova-api.sock" --chmod-socket=666
    uw neutron-api /usr/bin/neutron-api --pyargv "--config-file $D/etc/neutron/neutron.conf --config-file $D/etc/uwsgi.conf" --uwsgi-socket "$D/run/neutron-api.sock" --chmod-socket=666
    uw cinder-api /usr/bin/cinder-wsgi --pyargv "--config-file $D/etc/cinder/cinder.conf --config-file $D/etc/uwsgi.conf" --uwsgi-socket "$D/run/cinder-api.sock" --chmod-socket=666
  fi
  start "$D" glance-api env $PYL glance-api --config-file "$D/etc/glance/glance-api.conf"
  wait_http 90 $URL_placement/ placement
  start "$D" nova-conductor env $PYL nova-conductor --config-file "$D/etc/nova/nova.conf"
  start "$D" nova-scheduler env $PYL nova-scheduler --config-file "$D/etc/nova/nova.conf"
  start "$D" nova-compute env $PYL nova-compute --config-file "$D/etc/nova/nova-compute.conf"
  start "$D" cinder-scheduler env $PYL cinder-scheduler --config-file "$D/etc/cinder/cinder.conf"
  start "$D" cinder-volume env $PYL cinder-volume --config-file "$D/etc/cinder/cinder.conf"
  wait_http 120 ${URL_compute%/v2.1}/ nova-api
  wait_http 120 $URL_image/versions glance-api
  wait_http 120 $URL_network/ neutron-api
  wait_http 120 $VOLUME_ROOT/ cinder-api
  swift_up
  seed resources
  log "$CLOUD is up ($((SECONDS - t)) s)"
}

log "infra: starting MariaDB and RabbitMQ"
infra_up
log "infra is up"
# Side by side: much of a start is waiting for first reports.
pids=()
for c in "$@"; do cloud_up "$c" & pids+=($!); done
for p in "${pids[@]}"; do wait "$p"; done
log "all up after $SECONDS s"
