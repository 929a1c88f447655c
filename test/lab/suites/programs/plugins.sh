# SPDX-License-Identifier: Apache-2.0
# Plugins of the openstack command whose services the cloud does not have: the same word of that on both sides.
. "$(dirname "$0")/steps.sh"
for command in 'stack list' 'orchestration service list' 'orchestration template version list' 'loadbalancer list' 'loadbalancer provider list' 'zone list' 'tld list' 'secret list' 'secret order list' 'acl get x'; do
  step "$command" openstack $command
done
