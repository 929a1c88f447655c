# SPDX-License-Identifier: Apache-2.0
# Sourced by up.sh and down.sh: where things are, how processes are started, watched and stopped.
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
: "${LAB:=/tmp/scs-gateway-lab}"
: "${JOIN_PAGE:=$HERE/../../../docs/joining-an-openstack-cloud.md}"
# The gateway as the clouds know it: issuer of the tokens they trust, and the CA its certificate is from.
: "${HUB_ISSUER:=https://127.0.0.1:18443}" "${HUB_CA:=$LAB/ca.pem}"
ADMIN_PW=admin-pw USER_PW=demo-pw SVC_PW=service-pw
# MariaDB and RabbitMQ serve both clouds; schemas, message hosts, memcached and all else are a cloud's own.
INFRA_IP=127.0.0.1 DB_PORT=23306 MQ_PORT=25682 MQ_DIST_PORT=25692 EPMD_PORT=24369
DB_SOCK=$LAB/infra/mysql/mysqld.sock
PYL=PYTHONPATH=$HERE/pylib
# A clean environment for everything started here: no other Python, no proxy of the caller's shell.
CLEAN=(env -i PYTHONDONTWRITEBYTECODE=1 PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 LC_ALL=C.UTF-8)

# The two shapes: cloud-a has a port for each service, cloud-b one port and a path for each service.
cloud_vars() { # a|b
  C=$1 D=$LAB/$1 CLOUD=cloud-$1 DBP=lab_$1_ KS_PORT=5000
  case $C in
    a) IP=127.0.0.2 REGION=RegionA MC_PORT=21211 KS_PREFIX='' NET=203.0.113.0/24
       URL_identity=http://$IP:5000/v3
       URL_compute=http://$IP:8774/v2.1
       URL_image=http://$IP:9292
       URL_placement=http://$IP:8778
       URL_network=http://$IP:9696
       VOLUME_ROOT=http://$IP:8776 TYPE_volume=volumev3
       URL_volume="$VOLUME_ROOT/v3/%(project_id)s"
       URL_object="http://$IP:8888/v1/AUTH_%(project_id)s" ;;
    b) IP=127.0.0.3 REGION=RegionB MC_PORT=21212 KS_PREFIX=/identity NET=198.51.100.0/24
       URL_identity=http://$IP:5000/identity
       URL_compute=http://$IP:5000/compute/v2.1
       URL_image=http://$IP:5000/image
       URL_placement=http://$IP:5000/placement
       URL_network=http://$IP:5000/networking
       VOLUME_ROOT=http://$IP:5000/volume TYPE_volume=block-storage
       URL_volume=$VOLUME_ROOT/v3
       URL_object="http://$IP:5000/object-store/v1/AUTH_%(project_id)s" ;;
    # Small ones, of Keystone and Swift alone: the newest Keystone of the Python package index, with SQLite (small.sh).
    c) IP=127.0.0.4 REGION=RegionC MC_PORT='' KS_PREFIX=''
       URL_identity=http://$IP:5000/v3
       URL_object="http://$IP:8888/v1/AUTH_%(project_id)s" URL_s3=http://$IP:8888 ;;
    d) IP=127.0.0.5 REGION=RegionD MC_PORT='' KS_PREFIX=/identity
       URL_identity=http://$IP:5000/identity
       URL_object="http://$IP:8888/v1/AUTH_%(project_id)s" URL_s3=http://$IP:8888 ;;
    *) echo "unknown cloud '$C' (a, b, c or d)" >&2; return 1 ;;
  esac
  KS_PUBLIC=http://$IP:$KS_PORT$KS_PREFIX
}
db_url() { case $C in c|d) echo "sqlite:///$D/state/db/$1.sqlite"; return ;; esac; echo "mysql+pymysql://lab:lab@$INFRA_IP:$DB_PORT/$DBP$1?charset=utf8"; }
mq_url() { echo "rabbit://lab:lab@$INFRA_IP:$MQ_PORT/$CLOUD"; }

# A fenced block of the page that tells operators how to join: the lab does what that page says.
# The example's names become the lab's.
from_page() { # info string of the fence, e.g. "apache"
  awk -v open="^\`\`\`$1\$" '$0 ~ open {on = 1; next} /^```/ {on = 0} on' "$JOIN_PAGE" | sed \
    -e "s#https://gateway.example.org#$HUB_ISSUER#g" \
    -e "s#https://keystone.cloud-a.example/v3#$KS_PUBLIC/v3#g" \
    -e "s#https://idp.example.org/realms/scs#${IDP_ISSUER:-}#g" \
    -e "s#/etc/ssl/certs/ca-certificates.crt#$HUB_CA#g" \
    -e "s#/etc/keystone/scs-gateway-mapping.json#$D/etc/keystone/scs-gateway-mapping.json#g"
}

log() { printf '%s %s\n' "$(date +%T)" "$*" >&2; }
alive() { local p; p=$(cat "$1" 2>/dev/null) && [ -n "$p" ] && kill -0 "$p" 2>/dev/null; } # pidfile
# Its own process group, so that stopping takes the children along.
start() { # directory name command...
  local dir=$1 name=$2; shift 2
  alive "$dir/run/$name.pid" && return 0
  setsid "${CLEAN[@]}" "$@" >>"$dir/log/$name.out" 2>&1 </dev/null &
  echo $! > "$dir/run/$name.pid"
}
stop_one() { # name, of the current cloud
  alive "$D/run/$1.pid" || return 0
  kill -TERM -- "-$(cat "$D/run/$1.pid")"
  for _ in $(seq 50); do alive "$D/run/$1.pid" || return 0; sleep .2; done
  kill -KILL -- "-$(cat "$D/run/$1.pid")"
}
# A kept lab takes up a changed page or address: the process goes, `start` brings it back.
restart_if_changed() { # name files...
  local name=$1 sum; shift
  sum=$(cat "$@" | sha256sum)
  if [ "$sum" != "$(cat "$D/run/$name.sum" 2>/dev/null)" ] && alive "$D/run/$name.pid"; then
    log "$CLOUD: $name has a new configuration"
    stop_one "$name"
  fi
  echo "$sum" > "$D/run/$name.sum"
}
wait_http() { # seconds url process-of-this-cloud
  local end=$(( SECONDS + $1 )) code='' t=$SECONDS
  while [ $SECONDS -lt $end ]; do
    code=$(curl --noproxy '*' -s -o /dev/null -m 5 -w '%{http_code}' "$2" || true)
    case $code in 2??|300|401|404) log "$CLOUD: $3 answers ($((SECONDS - t)) s)"; return 0 ;; esac
    alive "$D/run/$3.pid" || { log "$CLOUD: $3 died; the end of $D/log/$3.out:"; tail -20 "$D/log/$3.out" >&2; return 1; }
    sleep .5
  done
  log "$CLOUD: $2 is not healthy after $1 s (last status $code)"; return 1
}
wait_tcp() { # seconds host port
  local end=$(( SECONDS + $1 ))
  until (exec 3<>"/dev/tcp/$2/$3") 2>/dev/null; do
    [ $SECONDS -lt $end ] || { log "nothing listens on $2:$3 after $1 s"; return 1; }
    sleep .3
  done
}
sql() { mariadb --no-defaults -uroot -S "$DB_SOCK" "$@"; }
as_admin() { # a client of the current cloud, as its administrator
  "${CLEAN[@]}" HOME="$D" OS_AUTH_URL="$KS_PUBLIC/v3" OS_IDENTITY_API_VERSION=3 OS_USERNAME=admin OS_PASSWORD=$ADMIN_PW \
    OS_PROJECT_NAME=admin OS_USER_DOMAIN_NAME=Default OS_PROJECT_DOMAIN_NAME=Default OS_REGION_NAME=$REGION "$@"
}
seed() { # identity|resources
  "${CLEAN[@]}" /usr/bin/python3 "$HERE/seed.py" "$1" cloud=$CLOUD region=$REGION keystone="$KS_PUBLIC/v3" \
    admin_pw=$ADMIN_PW user_pw=$USER_PW svc_pw=$SVC_PW compute="$URL_compute" image="$URL_image" \
    placement="$URL_placement" network="$URL_network" volume="$URL_volume" volume_type=$TYPE_volume \
    object="$URL_object" public_net=$NET mc_port="$MC_PORT" out="$D" 2>&1 | while read -r line; do log "$CLOUD: $line"; done
}
