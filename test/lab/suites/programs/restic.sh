# SPDX-License-Identifier: Apache-2.0
# restic on Swift with a storage URL and a token, or with OS_… variables of an application credential, whose token is then for
# what the script itself does.
. "$(dirname "$0")/steps.sh"
export RESTIC_REPOSITORY=swift:s-restic:/backup RESTIC_PASSWORD=secret RESTIC_CACHE_DIR="$PWD/cache"
r() { restic --cacert "$OS_CACERT" --quiet "$@"; }
storage=$OS_STORAGE_URL token=$OS_AUTH_TOKEN
[ -z "${OS_APPLICATION_CREDENTIAL_ID:-}" ] || unset OS_STORAGE_URL OS_AUTH_TOKEN
quietly curl -s --cacert "$OS_CACERT" -H "X-Auth-Token: $token" -X DELETE "$storage/s-restic"
mkdir -p tree/ü; echo one > tree/one; echo two > 'tree/ü/back\slash'; head -c 20000000 /dev/urandom > tree/large
step 'init' r init
step 'backup' r backup tree
echo more >> tree/one
step 'backup again' r backup tree
step 'snapshots' sh -c "restic --cacert '$OS_CACERT' snapshots --json | grep -o '\"paths\"' | wc -l"
step 'ls' sh -c "restic --cacert '$OS_CACERT' ls latest | grep tree | sed 's#.*/tree#tree#'"
step 'check' r check --read-data
step 'restore' r restore latest --target back
step 'restore: the same' sh -c 'diff -r tree "$(find back -name tree)"'
step 'forget, prune' r forget --keep-last 1 --prune
step 'check, after it' r check --read-data
step 'list locks' r list locks
step 'a wrong password' env RESTIC_PASSWORD=wrong restic --cacert "$OS_CACERT" snapshots
for object in $(curl -s --cacert "$OS_CACERT" -H "X-Auth-Token: $token" "$storage/s-restic"); do
  quietly curl -s --cacert "$OS_CACERT" -H "X-Auth-Token: $token" -X DELETE "$storage/s-restic/$object"
done
quietly curl -s --cacert "$OS_CACERT" -H "X-Auth-Token: $token" -X DELETE "$storage/s-restic"
