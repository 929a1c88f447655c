# SPDX-License-Identifier: Apache-2.0
# The nova command. IMAGE, FLAVOR: names.
. "$(dirname "$0")/steps.sh"
step 'version-list' sh -c "nova version-list | grep -o 'CURRENT\|SUPPORTED' | sort"
step 'flavor-list' nova flavor-list
step 'flavor-show' nova flavor-show "$FLAVOR"
step 'availability-zone-list' nova availability-zone-list
step 'limits' nova limits
step 'quota-show' nova quota-show
step 'usage' sh -c 'nova usage | head -1'
step 'keypair-add' sh -c 'nova keypair-add n-key | head -1'
step 'keypair-list' sh -c "nova keypair-list | sed 's/[0-9a-f:]\{47\}//'"
step 'server-group-create' nova server-group-create n-group affinity
step 'server-group-list' nova server-group-list
step 'boot' sh -c "nova boot n-server --image '$IMAGE' --flavor '$FLAVOR' --nic net-name=private --key-name n-key --meta a=b | grep -E 'name|flavor|image|status|metadata'"
await 90 ACTIVE nova show n-server
step 'list' nova list --fields name,status,metadata
step 'show' sh -c "nova show n-server | grep -E ' (flavor|image|name|key_name|status|metadata)'"
step 'meta' nova meta n-server set c=d
step 'rename' nova update n-server --name n-renamed
step 'lock' nova lock n-renamed
step 'unlock' nova unlock n-renamed
step 'reboot' nova reboot n-renamed
await 60 ACTIVE nova show n-renamed
step 'rebuild' sh -c "nova rebuild n-renamed '$IMAGE' --poll | grep -E ' (name|image)'"
step 'interface-list' sh -c "nova interface-list n-renamed | sed 's/[0-9a-f:]\{17\}//; s/10\.20\.0\.[0-9]*//'"
step 'console-log' nova console-log n-renamed
step 'get-vnc-console' nova get-vnc-console n-renamed novnc
step 'instance-action-list' sh -c "nova instance-action-list n-renamed | awk '{print \$2}' | sort"
step 'diagnostics' nova diagnostics n-renamed
step 'image-create' nova image-create n-renamed n-snapshot
step 'delete' nova delete n-renamed
await 60 ERROR nova show n-renamed
step 'show, deleted' nova show n-renamed
step 'server-group-delete' sh -c 'nova server-group-list | sed -nE "s/^\| ([0-9a-f-]{36}) .*n-group.*/\1/p" | xargs nova server-group-delete'
step 'keypair-delete' nova keypair-delete n-key
step 'hypervisor-list' nova hypervisor-list
step 'service-list' nova service-list
quietly openstack image delete n-snapshot
