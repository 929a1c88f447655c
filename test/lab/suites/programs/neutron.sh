# SPDX-License-Identifier: Apache-2.0
# The neutron command.
. "$(dirname "$0")/steps.sh"
step 'ext-list' neutron ext-list -c alias
step 'net-create' neutron net-create n-net
step 'subnet-create' neutron subnet-create n-net 10.40.0.0/24 --name n-subnet
step 'net-list' neutron net-list -c name -c subnets --name n-net
step 'net-show' neutron net-show n-net
step 'net-update' neutron net-update n-net --description 'text with %5C'
step 'port-create' neutron port-create n-net --name n-port --fixed-ip ip_address=10.40.0.9 -c name -c fixed_ips -c status
step 'port-list' neutron port-list -c name --network_id n-net
step 'port-delete' neutron port-delete n-port
step 'tag-add' neutron tag-add --resource n-net --resource-type network --tag 'a b'
step 'tag-add, a backslash' neutron tag-add --resource n-net --resource-type network --tag 'x\y'
step 'tag-remove' neutron tag-remove --resource n-net --resource-type network --tag 'x\y'
step 'router-create' neutron router-create n-router -c name -c status
step 'router-gateway-set' neutron router-gateway-set n-router public
step 'router-interface-add' neutron router-interface-add n-router n-subnet
step 'router-port-list' neutron router-port-list n-router -c fixed_ips
step 'router-interface-delete' neutron router-interface-delete n-router n-subnet
step 'router-delete' neutron router-delete n-router
step 'security-group-create' neutron security-group-create n-group -c name
step 'security-group-rule-create' neutron security-group-rule-create n-group --protocol tcp --port-range-min 22 --port-range-max 22 -c protocol -c port_range_min
step 'security-group-delete' neutron security-group-delete n-group
step 'quota-show' neutron quota-show
step 'rbac-list' neutron rbac-list
step 'agent-list' neutron agent-list
step 'lbaas-loadbalancer-list' neutron lbaas-loadbalancer-list
step 'net-delete' neutron net-delete n-net
step 'net-show, deleted' neutron net-show n-net
