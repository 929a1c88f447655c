# SPDX-License-Identifier: Apache-2.0
# The openstack command: the life of each kind of object, as a member of a project. IMAGE, FLAVOR: names.
. "$(dirname "$0")/steps.sh"
os() { openstack "$@"; }
head -c 300000 /dev/urandom > file.bin

step 'token issue' os token issue -f value -c project_id
step 'project list' os project list -f value -c Name
step 'project show' os project show "$OS_PROJECT_NAME" -f json -c name -c enabled
step 'project show, another' os project show admin
step 'user list' os user list
step 'role assignment list' os role assignment list --names -f value
step 'application credential list' os application credential list -f value
step 'limits show' os limits show --absolute -f value -c Name
step 'quota show' os quota show -f json
step 'extension list' os extension list --network -f value -c Alias
step 'extension list --volume' os extension list --volume -f value -c Alias
step 'availability zone list' os availability zone list -f value
step 'flavor list' os flavor list -f json
step 'flavor show' os flavor show "$FLAVOR" -f json
step 'flavor show, missing' os flavor show nothing-of-this-name
step 'hypervisor list' os hypervisor list

step 'image create' os image create s-image --file file.bin --disk-format raw --container-format bare --property colour=blue -f json
step 'image set' os image set s-image --property colour=red --tag one --min-ram 64
step 'image show' os image show s-image -f json
step 'image list' os image list --private -f value -c Name -c Status
step 'image save' os image save s-image --file saved.bin
step 'image save: the same bytes' cmp file.bin saved.bin
step 'image add project, oneself' os image add project s-image "$OS_PROJECT_NAME"
step 'image unset' os image unset s-image --tag one --property colour
step 'image delete' os image delete s-image
step 'image show, deleted' os image show s-image

step 'network create' os network create s-net --tag a --description 'a "net" %5C' -f json
step 'subnet create' os subnet create s-subnet --network s-net --subnet-range 10.30.0.0/24 --dns-nameserver 192.0.2.1 -f json
step 'router create' os router create s-router -f json -c name -c status -c tags
step 'router set' os router set s-router --external-gateway public
step 'router add subnet' os router add subnet s-router s-subnet
step 'router show' os router show s-router -f value -c name -c routes -c status
step 'port create' os port create s-port --network s-net --fixed-ip subnet=s-subnet,ip-address=10.30.0.20 -f value -c name -c fixed_ips -c status
step 'port set' os port set s-port --tag 'b c' --tag 'x\y' --allowed-address ip-address=10.30.0.99
step 'port unset' os port unset s-port --tag 'x\y'
step 'port show' os port show s-port -f value -c tags -c allowed_address_pairs
step 'port list' os port list --network s-net -f value -c Name
step 'security group create' os security group create s-group --description text -f value -c name -c description
step 'security group rule create' os security group rule create s-group --dst-port 22 --remote-ip 10.0.0.0/8 -f value -c port_range_min -c remote_ip_prefix
step 'security group rule list' os security group rule list s-group -f value -c 'IP Protocol' -c 'IP Range' --sort-column 'IP Range'
step 'floating ip create' os floating ip create public -f value -c status
fip=$(os floating ip list -f value -c 'Floating IP Address' 2>/dev/null | head -1)
step 'network rbac list' os network rbac list -f value
step 'network show, missing' os network show nothing-of-this-name

quietly os keypair delete s-key
step 'keypair create' os keypair create s-key
step 'keypair list' os keypair list -f value -c Name
step 'server group create' os server group create s-servers --policy anti-affinity -f json -c name -c members
step 'server create' os server create s-server --image "$IMAGE" --flavor "$FLAVOR" --nic port-id=s-port --key-name s-key --property a=b --wait -f json -c name -c status -c properties -c addresses
step 'server list' os server list -f value -c Name -c Status -c Flavor
step 'server show' os server show s-server -f json -c name -c image -c flavor -c key_name -c addresses
step 'server set' os server set s-server --property c=d --description words
step 'server add floating ip' os server add floating ip s-server "$fip"
step 'server stop' os server stop s-server
await 60 SHUTOFF openstack server show s-server -f value -c status
step 'server start' os server start s-server
await 60 ACTIVE openstack server show s-server -f value -c status
step 'server resize' os server resize s-server --flavor SCS-1V-2 --wait
step 'server resize confirm' os server resize confirm s-server
await 60 ACTIVE openstack server show s-server -f value -c status
step 'console log show' os console log show s-server
step 'console url show' os console url show s-server
step 'server event list' os server event list s-server -f value -c Action
step 'volume create' os volume create s-volume --size 1 --property a=b -f json -c name -c size -c properties -c type
await 60 available openstack volume show s-volume -f value -c status
step 'server add volume' os server add volume s-server s-volume -f value -c Device
await 60 in-use openstack volume show s-volume -f value -c status
step 'server volume list' os server volume list s-server -f value -c Device
step 'server remove volume' os server remove volume s-server s-volume
await 60 available openstack volume show s-volume -f value -c status
step 'server delete' os server delete s-server --wait
step 'server show, deleted' os server show s-server
step 'server group delete' os server group delete s-servers
step 'keypair delete' os keypair delete s-key

step 'volume set' os volume set s-volume --size 2 --property c=d --description words
await 60 available openstack volume show s-volume -f value -c status
step 'volume show' os volume show s-volume -f json -c name -c size -c properties -c description -c status
step 'volume snapshot create' os volume snapshot create s-snapshot --volume s-volume -f json -c name -c size
await 60 available openstack volume snapshot show s-snapshot -f value -c status
step 'volume snapshot list' os volume snapshot list -f value -c Name -c Status
step 'volume snapshot delete' os volume snapshot delete s-snapshot
await 60 'No VolumeSnapshot|No snapshot' openstack volume snapshot show s-snapshot
step 'volume transfer request create' os volume transfer request create s-volume --name s-transfer -f value -c name
step 'volume transfer request delete' os volume transfer request delete s-transfer
step 'volume delete' os volume delete s-volume
step 'volume type list' os volume type list -f value -c Name -c 'Is Public'
step 'volume backup list' os volume backup list -f value
step 'volume service list' os volume service list

step 'floating ip delete' os floating ip delete "$fip"
step 'port delete' os port delete s-port
step 'router remove subnet' os router remove subnet s-router s-subnet
step 'router delete' os router delete s-router
step 'network delete' os network delete s-net
step 'security group delete' os security group delete s-group

step 'container create' os container create s-container -f value -c container
cp file.bin 'back\slash.bin'
step 'object create' os object create s-container file.bin 'back\slash.bin' -f value -c object -c etag
step 'object set' os object set s-container file.bin --property colour=blue
step 'object show' os object show s-container file.bin -f json -c object -c properties -c content-length
step 'object list' os object list s-container -f value
step 'object save' os object save s-container file.bin --file saved2.bin
step 'object save: the same bytes' cmp file.bin saved2.bin
step 'object save, backslash' os object save s-container 'back\slash.bin' --file saved3.bin
step 'container show' os container show s-container -f json -c container -c object_count -c bytes_used
step 'object store account show' os object store account show -f value -c Containers
step 'container delete' os container delete --recursive s-container
