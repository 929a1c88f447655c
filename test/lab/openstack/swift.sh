# SPDX-License-Identifier: Apache-2.0
# Object storage, one replica on a local directory. Sourced by up.sh. Cloud-b's proxy sits behind Apache.
swift_up() {
  local S=$D/etc/swift base pport svc
  case $C in a) base=26000 pport=8888 ;; b) base=27000 pport=27888 ;; c) base=28000 pport=8888 ;; d) base=29000 pport=8888 ;; esac
  local s3api='' s3token=''; [ -z "${URL_s3:-}" ] || s3api='s3api ' s3token='s3token '
  mkdir -p "$S" "$D/state/swift/d1"
  if [ ! -e "$D/state/done.swift" ]; then
    printf '[swift-hash]\nswift_hash_path_prefix = lab%s\nswift_hash_path_suffix = lab%s\n' $C $C > "$S/swift.conf"
    local i=0
    for svc in account container object; do
      i=$((i+1))
      ( cd "$S"; rm -f $svc.builder
        "${CLEAN[@]}" swift-ring-builder $svc.builder create 6 1 1
        "${CLEAN[@]}" swift-ring-builder $svc.builder add r1z1-$IP:$((base+i))/d1 1
        "${CLEAN[@]}" swift-ring-builder $svc.builder rebalance ) >> "$D/log/swift-ring.out" 2>&1
    done
    touch "$D/state/done.swift"
  fi
  local i=0
  for svc in account container object; do
    i=$((i+1))
    cat > "$S/$svc-server.conf" <<X
[DEFAULT]
bind_ip = $IP
bind_port = $((base+i))
user = root
swift_dir = $S
devices = $D/state/swift
mount_check = false
workers = 0
log_name = $svc
[pipeline:main]
pipeline = $svc-server
[app:$svc-server]
use = egg:swift#$svc
X
    start "$D" swift-$svc swift-$svc-server "$S/$svc-server.conf" --verbose
  done
  cat > "$S/proxy-server.conf" <<X
[DEFAULT]
bind_ip = $IP
bind_port = $pport
user = root
swift_dir = $S
workers = 0
[pipeline:main]
pipeline = catch_errors gatekeeper healthcheck proxy-logging listing_formats bulk tempurl ${s3api}authtoken ${s3token}keystoneauth copy slo dlo versioned_writes proxy-logging proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:gatekeeper]
use = egg:swift#gatekeeper
[filter:healthcheck]
use = egg:swift#healthcheck
[filter:proxy-logging]
use = egg:swift#proxy_logging
[filter:listing_formats]
use = egg:swift#listing_formats
[filter:bulk]
use = egg:swift#bulk
[filter:tempurl]
use = egg:swift#tempurl
[filter:copy]
use = egg:swift#copy
[filter:slo]
use = egg:swift#slo
[filter:dlo]
use = egg:swift#dlo
[filter:versioned_writes]
use = egg:swift#versioned_writes
allow_versioned_writes = true
[filter:authtoken]
paste.filter_factory = keystonemiddleware.auth_token:filter_factory
www_authenticate_uri = $KS_PUBLIC
auth_url = $KS_PUBLIC
auth_type = password
username = swift
password = $SVC_PW
project_name = service
user_domain_name = Default
project_domain_name = Default
${MC_PORT:+memcached_servers = $INFRA_IP:$MC_PORT}
service_type = object-store
delay_auth_decision = true
[filter:keystoneauth]
use = egg:swift#keystoneauth
operator_roles = admin, member, swiftoperator
reseller_prefix = AUTH
[filter:s3api]
use = egg:swift#s3api
location = $REGION
[filter:s3token]
use = egg:swift#s3token
reseller_prefix = AUTH_
auth_uri = $KS_PUBLIC/v3
http_timeout = 60
auth_type = password
auth_url = $KS_PUBLIC
username = swift
password = $SVC_PW
project_name = service
user_domain_name = Default
project_domain_name = Default
X
  start "$D" swift-proxy swift-proxy-server "$S/proxy-server.conf" --verbose
  wait_http 60 http://$IP:$pport/healthcheck swift-proxy
}
