# SPDX-License-Identifier: Apache-2.0
# Writes the configuration of one cloud. Sourced by up.sh, called after cloud_vars.
authtoken() { # service user
  local type
  case $1 in
    glance) type=image ;; placement) type=placement ;; nova) type=compute ;; neutron) type=network ;; cinder) type=$TYPE_volume ;;
  esac
  cat <<X
[keystone_authtoken]
www_authenticate_uri = $KS_PUBLIC
auth_url = $KS_PUBLIC
auth_type = password
username = $1
password = $SVC_PW
project_name = service
user_domain_name = Default
project_domain_name = Default
region_name = $REGION
memcached_servers = $INFRA_IP:$MC_PORT
service_token_roles_required = true
# without it the middleware refuses each token that has access rules
service_type = $type
[service_user]
send_service_user_token = true
auth_url = $KS_PUBLIC
auth_type = password
username = $1
password = $SVC_PW
project_name = service
user_domain_name = Default
project_domain_name = Default
X
}
client_auth() { # section user
  cat <<X
[$1]
auth_url = $KS_PUBLIC
auth_type = password
username = $2
password = $SVC_PW
project_name = service
user_domain_name = Default
project_domain_name = Default
region_name = $REGION
X
}
db_section() { cat <<X
[$1]
connection = $(db_url "$2")
max_pool_size = 5
max_overflow = 20
X
}
mq_section() { cat <<X
[oslo_messaging_rabbit]
heartbeat_in_pthread = false
rabbit_retry_interval = 1
[oslo_messaging_notifications]
driver = noop
[oslo_concurrency]
lock_path = $D/lock
X
}
default_log() { cat <<X
use_stderr = true
debug = false
log_options = false
log_color = false
X
}

conf_keystone() {
  mkdir -p "$D/etc/keystone"
  cat > "$D/etc/keystone/keystone.conf" <<X
[DEFAULT]
$(default_log)
public_endpoint = $KS_PUBLIC
# Big catalogs and many groups
max_token_size = 255
[database]
connection = $(db_url keystone)
max_pool_size = 5
max_overflow = 20
[token]
provider = fernet
expiration = 3600
[fernet_tokens]
key_repository = $D/keys/fernet
[fernet_receipts]
key_repository = $D/keys/receipts
[credential]
key_repository = $D/keys/credential
[cache]
# seconds, and not ten minutes, which [identity] has besides: claims change for how long groups are remembered and take users
# away, and Keystone caches who there is and who has which roles
enabled = true
expiration_time = 5
$([ -z "$MC_PORT" ] && echo 'backend = dogpile.cache.memory_pickle' || printf 'backend = dogpile.cache.memcached\nmemcache_servers = %s' "$INFRA_IP:$MC_PORT")
$(from_page ini | sed "s/^methods = .*/&${MORE_METHODS:-}/")
[identity]
# cheap password hashes: this is a lab
password_hash_rounds = 4
cache_time = 5
[oslo_policy]
policy_file = $D/etc/keystone/policy.yaml
[oslo_middleware]
enable_proxy_headers_parsing = true
X
  : > "$D/etc/keystone/policy.yaml"
  from_page json > "$D/etc/keystone/scs-gateway-mapping.json"
  mkdir -p "$D/wsgi"
  cat > "$D/wsgi/keystone.py.new" <<X
import os, sys
os.environ['OS_KEYSTONE_CONFIG_DIR'] = '$D/etc/keystone'
os.environ['OS_KEYSTONE_CONFIG_FILES'] = 'keystone.conf'
sys.argv = ['keystone']
from keystone.server.wsgi import initialize_public_application
application = initialize_public_application()
X
  # mod_wsgi reloads the whole process when this file's time changes
  cmp -s "$D/wsgi/keystone.py.new" "$D/wsgi/keystone.py" || cp "$D/wsgi/keystone.py.new" "$D/wsgi/keystone.py"
  rm -f "$D/wsgi/keystone.py.new"
}

conf_apache() {
  mkdir -p "$D/etc/apache" "$D/run/wsgi" "$D/state/apache"
  local extra=''
  if [ "$C" = b ]; then
    extra=$(cat <<X
# The other services: uwsgi over unix sockets, glance over HTTP (it needs chunked uploads)
ProxyTimeout 300
SetEnv proxy-sendchunked 1
ProxyPass /compute    "unix:$D/run/nova-api.sock|uwsgi://nova-api" retry=0 acquire=1
ProxyPass /placement  "unix:$D/run/placement.sock|uwsgi://placement" retry=0 acquire=1
ProxyPass /networking "unix:$D/run/neutron-api.sock|uwsgi://neutron-api" retry=0 acquire=1
ProxyPass /volume     "unix:$D/run/cinder-api.sock|uwsgi://cinder-api" retry=0 acquire=1
ProxyPass /image      "http://$IP:27992" retry=0
ProxyPass /object-store "http://$IP:27888" retry=0
X
)
  fi
  cat > "$D/etc/apache/apache.conf" <<X
ServerRoot /usr/lib/apache2
ServerName $IP
Listen $IP:$KS_PORT
PidFile $D/state/apache/httpd.pid
DefaultRuntimeDir $D/run
Mutex file:$D/run default
ErrorLog $D/log/apache-error.log
LogLevel warn
LogFormat "%h %t \"%r\" %>s %b %D" lab
CustomLog $D/log/apache-access.log lab
User nobody
Group nogroup
LoadModule mpm_event_module modules/mod_mpm_event.so
LoadModule authn_core_module modules/mod_authn_core.so
LoadModule authz_core_module modules/mod_authz_core.so
LoadModule authz_user_module modules/mod_authz_user.so
LoadModule auth_basic_module modules/mod_auth_basic.so
LoadModule env_module modules/mod_env.so
LoadModule setenvif_module modules/mod_setenvif.so
LoadModule alias_module modules/mod_alias.so
LoadModule headers_module modules/mod_headers.so
LoadModule proxy_module modules/mod_proxy.so
LoadModule proxy_http_module modules/mod_proxy_http.so
LoadModule proxy_uwsgi_module modules/mod_proxy_uwsgi.so
LoadModule wsgi_module modules/mod_wsgi.so
LoadModule auth_openidc_module modules/mod_auth_openidc.so
StartServers 1
ServerLimit 2
ThreadsPerChild 25
MaxRequestWorkers 50
MinSpareThreads 5
MaxSpareThreads 50
KeepAlive On
KeepAliveTimeout 15
MaxKeepAliveRequests 0
LimitRequestBody 0
LimitRequestFieldSize 65536
AllowEncodedSlashes NoDecode
<Directory />
  Require all granted
</Directory>

# Keystone
WSGISocketPrefix $D/run/wsgi/s
WSGIDaemonProcess keystone-$C processes=1 threads=6 display-name=keystone-$C user=nobody group=nogroup${KS_HOME:+ python-home=$KS_HOME}
WSGIScriptAlias ${KS_PREFIX:-/} $D/wsgi/keystone.py
WSGIProcessGroup keystone-$C
WSGIApplicationGroup %{GLOBAL}
WSGIPassAuthorization On
WSGIChunkedRequest On

# Federation, as the page on joining a cloud has it
$(from_page "${JOIN_BLOCK:-apache}")
$extra
X
}

conf_glance() {
  local port=9292; [ "$C" = b ] && port=27992
  mkdir -p "$D/etc/glance" "$D/state/glance/images" "$D/state/glance/staging" "$D/state/glance/tasks" "$D/lock"
  cat > "$D/etc/glance/glance-api.conf" <<X
[DEFAULT]
$(default_log)
bind_host = $IP
bind_port = $port
workers = 1
transport_url = $(mq_url)
public_endpoint = $URL_image
show_image_direct_url = false
show_multiple_locations = false
enabled_backends = store:file
enabled_import_methods = [glance-direct,web-download,copy-image]
node_staging_uri = file://$D/state/glance/staging
[os_glance_staging_store]
filesystem_store_datadir = $D/state/glance/staging
[os_glance_tasks_store]
filesystem_store_datadir = $D/state/glance/tasks
[glance_store]
default_backend = store
[store]
filesystem_store_datadir = $D/state/glance/images
[paste_deploy]
flavor = keystone
config_file = /etc/glance/glance-api-paste.ini
[oslo_policy]
policy_file = $D/etc/glance/policy.yaml
[oslo_middleware]
enable_proxy_headers_parsing = true
$(db_section database glance)
$(authtoken glance)
$(mq_section)
X
  : > "$D/etc/glance/policy.yaml"
}

conf_placement() {
  mkdir -p "$D/etc/placement"
  cat > "$D/etc/placement/placement.conf" <<X
[DEFAULT]
$(default_log)
[api]
auth_strategy = keystone
$(db_section placement_database placement)
$(authtoken placement)
[oslo_policy]
policy_file = $D/etc/placement/policy.yaml
X
  : > "$D/etc/placement/policy.yaml"
}

conf_nova() {
  mkdir -p "$D/etc/nova" "$D/state/nova/instances" "$D/lock"
  cp /etc/nova/api-paste.ini "$D/etc/nova/api-paste.ini"
  cat > "$D/etc/nova/nova.conf" <<X
[DEFAULT]
$(default_log)
host = $CLOUD-compute-1
my_ip = $IP
state_path = $D/state/nova
instances_path = $D/state/nova/instances
enabled_apis = osapi_compute
osapi_compute_listen = $IP
osapi_compute_listen_port = 8774
osapi_compute_workers = 1
transport_url = $(mq_url)
compute_driver = fake.FakeDriver
# Neutron tells Nova of no changes here; Nova looks itself, one server each time (60 s by default)
heal_instance_info_cache_interval = 5
cpu_allocation_ratio = 16
ram_allocation_ratio = 1.5
allow_resize_to_same_host = true
vif_plugging_is_fatal = false
vif_plugging_timeout = 0
service_down_time = 120
[api]
auth_strategy = keystone
$(db_section api_database nova_api)
$(db_section database nova)
$(authtoken nova)
$(client_auth neutron neutron | sed 's/^username = .*/username = nova/')
service_metadata_proxy = false
default_floating_pool = public
$(client_auth placement nova)
$(client_auth cinder nova)
os_region_name = $REGION
[glance]
region_name = $REGION
endpoint_override = $URL_image
[wsgi]
api_paste_config = $D/etc/nova/api-paste.ini
[conductor]
workers = 1
[scheduler]
workers = 1
discover_hosts_in_cells_interval = 10
[filter_scheduler]
# without ImagePropertiesFilter: the fake driver is no "qemu", but SCS images say hypervisor_type=qemu
enabled_filters = ComputeFilter,ComputeCapabilitiesFilter,ServerGroupAntiAffinityFilter,ServerGroupAffinityFilter
[vnc]
enabled = false
[key_manager]
fixed_key = 00000000000000000000000000000000
[oslo_policy]
policy_file = $D/etc/nova/policy.yaml
[oslo_middleware]
enable_proxy_headers_parsing = true
$(mq_section)
X
  # the compute agent must not see the databases
  sed '/^\[api_database\]/,/^\[keystone_authtoken\]/{/^\[keystone_authtoken\]/!d}' "$D/etc/nova/nova.conf" > "$D/etc/nova/nova-compute.conf"
  # SCS flavors without a disk are meant for boot from volume; here they may boot an image too
  echo '"os_compute_api:servers:create:zero_disk_flavor": "rule:admin_or_owner"' > "$D/etc/nova/policy.yaml"
}

conf_neutron() {
  mkdir -p "$D/etc/neutron" "$D/state/neutron" "$D/lock"
  cat > "$D/etc/neutron/neutron.conf" <<X
[DEFAULT]
$(default_log)
# A green thread for each connection that a client keeps open: the tests of openstacksdk keep each, and the 101st hangs.
wsgi_default_pool_size = 1000
host = $CLOUD-net-1
bind_host = $IP
bind_port = 9696
api_workers = 1
rpc_workers = 0
rpc_state_report_workers = 0
state_path = $D/state/neutron
core_plugin = ml2
service_plugins = router,qos,segments
api_paste_config = /etc/neutron/api-paste.ini
api_extensions_path =
auth_strategy = keystone
transport_url = $(mq_url)
allow_overlapping_ips = true
network_auto_schedule = false
router_auto_schedule = false
notify_nova_on_port_status_changes = false
notify_nova_on_port_data_changes = false
global_physnet_mtu = 1500
max_routes = 100
[quotas]
quota_network = 200
quota_subnet = 200
quota_port = 500
quota_router = 100
quota_security_group = 200
quota_security_group_rule = 1000
quota_floatingip = 100
$(db_section database neutron)
$(authtoken neutron)
$(client_auth nova neutron)
$(client_auth placement neutron)
[oslo_policy]
policy_file = $D/etc/neutron/policy.yaml
[oslo_middleware]
enable_proxy_headers_parsing = true
[ml2]
type_drivers = flat,vlan,vxlan,local
tenant_network_types = vxlan
mechanism_drivers = lab
extension_drivers = port_security,qos
path_mtu = 1500
[ml2_type_flat]
flat_networks = public
[ml2_type_vlan]
network_vlan_ranges = physnet1:100:300
[ml2_type_vxlan]
vni_ranges = 1:5000
$(mq_section)
X
  : > "$D/etc/neutron/policy.yaml"
}

# Extra configuration of the APIs that run under uwsgi (cloud-b): nothing turns eventlet's
# wheel between two requests there, so the heartbeat to RabbitMQ needs a thread of its own.
conf_uwsgi() {
  printf '[oslo_messaging_rabbit]\nheartbeat_in_pthread = true\n' > "$D/etc/uwsgi.conf"
  cp "$D/etc/uwsgi.conf" "$D/etc/nova/uwsgi.conf"
}

conf_cinder() {
  mkdir -p "$D/etc/cinder" "$D/state/cinder" "$D/lock"
  cat > "$D/etc/cinder/cinder.conf" <<X
[DEFAULT]
$(default_log)
host = $CLOUD-vol-1
my_ip = $IP
osapi_volume_listen = $IP
osapi_volume_listen_port = 8776
osapi_volume_workers = 1
state_path = $D/state/cinder
api_paste_config = /etc/cinder/api-paste.ini
auth_strategy = keystone
transport_url = $(mq_url)
enabled_backends = fake
default_volume_type = __DEFAULT__
backend_stats_polling_interval = 10
glance_api_servers = $URL_image
enable_v3_api = true
[fake]
volume_driver = scs_lab.volume.LabVolumeDriver
volume_backend_name = fake
$(db_section database cinder)
$(authtoken cinder)
$(client_auth nova cinder)
[coordination]
backend_url = file://$D/state/cinder
[key_manager]
fixed_key = 00000000000000000000000000000000
[oslo_policy]
policy_file = $D/etc/cinder/policy.yaml
[oslo_middleware]
enable_proxy_headers_parsing = true
$(mq_section)
X
  : > "$D/etc/cinder/policy.yaml"
}
