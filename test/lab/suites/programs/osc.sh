# SPDX-License-Identifier: Apache-2.0
# osc, the OpenStack client in Rust: what each service's commands do as a member of a project. OSC: the program; IMAGE,
# FLAVOR: names. It finds an object by name where it has a name for it, else by id: the id is taken from its JSON.
. "$(dirname "$0")/steps.sh"
osc() { "$OSC" --cloud-config-from-env "$@"; }
# It prints headers in the order of a hash map, which is another each time.
headers() { local title=$1; shift; unordered "$title" "$OSC" --cloud-config-from-env object-store "$@"; }
# Of the last step's JSON.
id() { printf '%s' "$last" | grep -oE '"id":"[^"]+"' | tail -1 | cut -d'"' -f4; }
head -c 300000 /dev/urandom > file.bin

step 'auth show' osc auth show -f project
step 'catalog list' osc catalog list -f name -f service_type
step 'identity auth project list' osc identity auth project list -f name
step 'identity auth catalog list' osc identity auth catalog list -f name -f type
step 'identity project show, missing' osc identity project show nothing-of-this-name
step 'identity user list' osc identity user list
step 'identity role list' osc identity role list
step 'identity region list' osc identity region list
step 'identity application-credential list' osc identity application-credential list --current-user
step 'api identity' osc api identity auth/projects

step 'image create' osc image image create --name o-image --disk-format raw --container-format bare --property colour=blue --tags one -o json
image=$(id)
step 'image upload' osc image image upload "$image" --file file.bin
step 'image show' osc image image show "$image" -f name -f status -f size -f tags
step 'image show, by name' osc image image show o-image -f name -f status
step 'image list' osc image image list --name o-image -f name -f status
step 'image set' osc image image set "$image" --min-ram 64 -f min_ram
step 'image download' osc image image download "$image" --file saved.bin
step 'image download: the same bytes' cmp file.bin saved.bin
step 'image delete' osc image image delete "$image"
step 'image show, deleted' osc image image show "$image"
step 'image metadef namespace list' osc image metadef namespace list -f namespace
step 'image schema image' osc image schema image show -o json

step 'network create' osc network network create --name o-net --description 'a "net" %5C' -o json
network=$(id)
step 'subnet create' osc network subnet create --name o-subnet --network-id "$network" --ip-version 4 --cidr 10.40.0.0/24 -o json
subnet=$(id)
step 'network list' osc network network list --name o-net -f name -f status
step 'network show' osc network network show o-net -f name -f description -f mtu
step 'network show, missing' osc network network show nothing-of-this-name
step 'network tag add' osc network network tag add 'b c' "$network"
step 'network tag list' osc network network tag list "$network"
step 'port create' osc network port create --name o-port --network-id "$network" --fixed-ips '{"ip_address":"10.40.0.20"}' -o json
port=$(id)
step 'port set' osc network port set "$port" --description words -f description
step 'port list' osc network port list --network-id "$network" -f name -f status
# Neutron makes its two rules in any order, and osc prints them whatever it is asked for.
step 'security-group create' bash -o pipefail -c '"$@" | grep -oE "\"(name|description)\":\"[^\"]*\"" | LC_ALL=C sort' - \
  "$OSC" --cloud-config-from-env network security-group create --name o-group --description text -o json
group=$(osc network security-group list --name o-group -f id 2>/dev/null | grep -oE '[0-9a-f-]{36}' | head -1)
step 'security-group list' osc network security-group list --name o-group -f name
step 'router create' osc network router create --name o-router -o json
router=$(id)
step 'router add-router-interface' osc network router add-router-interface "$router" --subnet-id "$subnet"
step 'router show' osc network router show o-router -f name -f status
step 'quota show' osc network quota show "$OS_PROJECT_NAME"
step 'extension list' osc network extension list -f alias
step 'availability-zone list' osc network availability-zone list
step 'agent list' osc network agent list

step 'flavor list' osc compute flavor list -o json
step 'flavor show' osc compute flavor show "$FLAVOR" -o json
flavor=$(id)
step 'flavor show, missing' osc compute flavor show nothing-of-this-name
image=$(osc image image list --name "$IMAGE" -o json 2>/dev/null | grep -oE '"id":"[^"]+"' | head -1 | cut -d'"' -f4)
step 'limit list' osc compute limit list
step 'hypervisor list' osc compute hypervisor list
step 'server-group create' osc compute server-group create264 --name o-servers --policy anti-affinity -o json
servers=$(id)
step 'server-group list' osc compute server-group list -f name
step 'server create' osc compute server create290 --name o-server --image-ref "$image" --flavor-ref "$flavor" --networks "{\"port\":\"$port\"}" --metadata a=b -f name
server=$(osc compute server list --name o-server -f id 2>/dev/null | grep -oE '[0-9a-f-]{36}' | head -1)
await 60 ACTIVE "$OSC" --cloud-config-from-env compute server show o-server -f status
step 'server list' osc compute server list --name o-server -f name -f status
step 'server show' osc compute server show o-server -f name -f status -f metadata
step 'server metadata list' osc compute server metadata list "$server"
step 'server instance-action list' osc compute server instance-action list "$server" -f action
step 'server get-console-output' osc compute server get-console-output "$server"
step 'server remote-console create' osc compute server remote-console create "$server" --protocol vnc --type novnc
step 'server volume-attachment list' osc compute server volume-attachment list "$server"
step 'server stop' osc compute server stop "$server"
await 60 SHUTOFF "$OSC" --cloud-config-from-env compute server show o-server -f status
step 'server show, stopped' osc compute server show o-server -f status
step 'server delete' osc compute server delete "$server"
await 60 'not found|404' "$OSC" --cloud-config-from-env compute server show "$server" -f status
step 'server show, deleted' osc compute server show "$server"

step 'volume create' osc block-storage volume create30 --name o-volume --size 1 --metadata a=b -o json
volume=$(id)
await 60 available "$OSC" --cloud-config-from-env block-storage volume show "$volume" -f status
step 'volume show' osc block-storage volume show "$volume" -f name -f status -f size -f metadata
step 'volume list' osc block-storage volume list -f name -f size
step 'volume extend' osc block-storage volume extend "$volume" --new-size 2
await 60 available "$OSC" --cloud-config-from-env block-storage volume show "$volume" -f status
step 'snapshot create' osc block-storage snapshot create --volume-id "$volume" --name o-snapshot -o json
snapshot=$(id)
await 60 available "$OSC" --cloud-config-from-env block-storage snapshot show "$snapshot" -f status
step 'snapshot list' osc block-storage snapshot list -f name -f status
step 'snapshot delete' osc block-storage snapshot delete "$snapshot"
await 60 'not found|404' "$OSC" --cloud-config-from-env block-storage snapshot show "$snapshot" -f status
step 'volume delete' osc block-storage volume delete "$volume"
step 'volume show, missing' osc block-storage volume show 00000000-0000-4000-8000-000000000000
step 'type list' osc block-storage type list -f name
step 'backup list' osc block-storage backup list -f name
step 'service list' osc block-storage service list

headers 'container create' container create o-container
step 'object upload' osc object-store object upload o-container 'a b/ü%2F.bin' --file file.bin
step 'object list' osc object-store object list o-container -f name -f bytes
headers 'object show' object show o-container 'a b/ü%2F.bin'
step 'object download' osc object-store object download o-container 'a b/ü%2F.bin' --file saved2.bin
step 'object download: the same bytes' cmp file.bin saved2.bin
step 'container list' osc object-store container list -f name -f count
headers 'container show' container show o-container
headers 'account show' account show
step 'object delete' osc object-store object delete o-container 'a b/ü%2F.bin'
step 'container delete' osc object-store container delete o-container

step 'port delete' osc network port delete "$port"
step 'router remove-router-interface' osc network router remove-router-interface "$router" --subnet-id "$subnet"
step 'router delete' osc network router delete "$router"
step 'network delete' osc network network delete "$network"
step 'security-group delete' osc network security-group delete "$group"
step 'server-group delete' osc compute server-group delete "$servers"
