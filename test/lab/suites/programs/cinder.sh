# SPDX-License-Identifier: Apache-2.0
# The cinder command.
. "$(dirname "$0")/steps.sh"
step 'version-list' sh -c "cinder version-list | grep -oE 'v3.*(CURRENT|SUPPORTED)'"
step 'type-list' cinder type-list
step 'absolute-limits' cinder absolute-limits
step 'availability-zone-list' cinder availability-zone-list
step 'create' sh -c "cinder create 1 --name c-volume --metadata a=b | grep -E ' (name|size|metadata|volume_type)'"
await 60 available cinder show c-volume
step 'list' cinder list --fields name,size,status,metadata
step 'show' sh -c "cinder show c-volume | grep -E ' (name|size|metadata|status|volume_type)'"
step 'metadata' cinder metadata c-volume set 'p=C:\x%5C'
step 'extend' cinder extend c-volume 2
await 60 available cinder show c-volume
step 'snapshot-create' sh -c "cinder snapshot-create c-volume --name c-snapshot | grep -E ' (name|size)'"
await 60 available cinder snapshot-show c-snapshot
step 'snapshot-list' sh -c "cinder snapshot-list | grep -oE 'available|c-snapshot'"
step 'create from a snapshot' sh -c "cinder create 2 --name c-second --snapshot-id \$(cinder snapshot-show c-snapshot | sed -nE 's/^\| id +\| ([^ ]+).*/\1/p') | grep -E ' (name|size)'"
await 60 available cinder show c-second
step 'delete of the second' cinder delete c-second
step 'snapshot-delete' cinder snapshot-delete c-snapshot
await 60 ERROR cinder snapshot-show c-snapshot
step 'transfer-create' sh -c "cinder transfer-create c-volume --name c-transfer | grep -E ' name'"
step 'transfer-list' sh -c "cinder transfer-list | grep -oE 'c-transfer'"
step 'transfer-delete' sh -c "cinder transfer-list | sed -nE 's/^\| ([0-9a-f-]{36}) .*/\1/p' | xargs cinder transfer-delete"
step 'rename' cinder rename c-volume c-renamed
step 'reset-state' cinder reset-state c-renamed
step 'backup-list' cinder backup-list
step 'group-list' cinder --os-volume-api-version 3.13 group-list
step 'attachment-list' cinder --os-volume-api-version 3.27 attachment-list
step 'message-list' sh -c 'cinder --os-volume-api-version 3.3 message-list | head -2'
step 'service-list' cinder service-list
step 'delete' cinder delete c-renamed
await 60 ERROR cinder show c-renamed
step 'show, deleted' cinder show c-renamed
