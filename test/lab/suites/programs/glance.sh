# SPDX-License-Identifier: Apache-2.0
# The glance command.
. "$(dirname "$0")/steps.sh"
# The same on both sides: hashes are compared.
head -c 300000 /dev/zero | tr '\0' g > file.bin
step 'image-list' glance image-list
step 'image-create' glance image-create --name g-image --disk-format raw --container-format bare --file file.bin --property colour=blue
id=$(printf '%s' "$last" | sed -nE 's/^\| id +\| ([^ ]+).*/\1/p')
step 'image-show' glance image-show "$id"
step 'image-update' glance image-update "$id" --name g-image-2 --property 'path=C:\x%5C' --min-ram 32
step 'image-tag-update' glance image-tag-update "$id" 'a b'
step 'image-tag-update, a backslash' glance image-tag-update "$id" 'x\y'
step 'image-tag-delete' glance image-tag-delete "$id" 'a b'
step 'image-download' glance image-download "$id" --file saved.bin
step 'image-download: the same bytes' cmp file.bin saved.bin
step 'member-create' glance member-create "$id" 00000000000000000000000000000001
step 'member-list' glance member-list --image-id "$id"
step 'image-deactivate' glance image-deactivate "$id"
step 'image-reactivate' glance image-reactivate "$id"
step 'image-list with a filter' glance image-list --property-filter name=g-image-2
step 'image-delete' glance image-delete "$id"
step 'image-show, deleted' glance image-show "$id"
step 'image-create, without data' glance image-create --name g-queued --disk-format raw --container-format bare
id=$(printf '%s' "$last" | sed -nE 's/^\| id +\| ([^ ]+).*/\1/p')
step 'image-stage' glance image-stage --file file.bin "$id"
step 'image-import' glance image-import "$id" --import-method glance-direct
await 30 active glance image-show "$id"
step 'image-show, imported' sh -c "glance image-show $id | grep -E 'status|size|checksum|name' | sed 's/[0-9a-f]\{32\}//'"
step 'image-delete, imported' glance image-delete "$id"
step 'import-info' glance import-info
step 'stores-info' glance stores-info
step 'task-list' glance task-list
step 'md-namespace-list' sh -c 'glance md-namespace-list | wc -l'
step 'usage' glance usage
step 'cache-list' glance cache-list
