# SPDX-License-Identifier: Apache-2.0
# The swift command with OS_STORAGE_URL and OS_AUTH_TOKEN: names of every kind, large objects, account, ACLs, temporary URLs.
. "$(dirname "$0")/steps.sh"
quietly swift delete s-swift; quietly swift delete s-swift_segments; quietly swift delete 's-späß %41'
mkdir -p 'tree/deep er' 'tree/ü'
head -c 3000000 /dev/urandom > tree/large.bin
for name in plain.txt 'back\slash.txt' 'percent%41.txt' 'question?.txt' 'hash#.txt' 'semi;colon.txt' 'plus+.txt' 'deep er/file.txt' 'ü/ö.txt' '☷👩.txt' '...txt' 'a&b=c.txt' '"quoted".txt'; do echo "$name" > "tree/$name"; done
printf x > $'tree/new\nline.txt'

step 'capabilities' swift capabilities --json
step 'post' swift post s-swift -m 'colour: blue' -r '.r:*,.rlistings'
step 'stat' swift stat s-swift
unordered 'upload' swift upload s-swift tree --changed
step 'list' swift list s-swift
step 'list --prefix --delimiter' swift list s-swift --prefix tree/ --delimiter /
step 'list --json' sh -c "swift list s-swift --json | tr ',' '\n' | grep -o '\"name\": .*' | sort"
unordered 'upload, a static large object' swift upload s-swift tree/large.bin --object-name slo.bin -S 1000000 --use-slo
unordered 'upload, a large object by default' swift upload s-swift tree/large.bin --object-name dlo.bin -S 1000000
step 'stat of an object' sh -c "swift stat s-swift slo.bin | grep -Ei 'length|type|object|container:'"
for name in 'tree/plain.txt' 'tree/back\slash.txt' 'tree/percent%41.txt' 'tree/question?.txt' 'tree/hash#.txt' $'tree/new\nline.txt' 'tree/...txt' 'tree/☷👩.txt'; do
  step "download $(printf %q "$name")" swift download s-swift "$name" -o -
done
step 'download, a static large object' sh -c 'swift download s-swift slo.bin -o slo.bin > times'
step 'download, a static large object: the same bytes' cmp slo.bin tree/large.bin
step 'download, a large object by default' sh -c 'swift download s-swift dlo.bin -o dlo.bin > times'
step 'download, a large object by default: the same bytes' cmp dlo.bin tree/large.bin
step 'copy' swift copy s-swift tree/plain.txt -d /s-swift/copied.txt -m 'fresh: yes'
step 'stat of the copy' sh -c "swift stat s-swift copied.txt | grep -Ei 'length|type|object|meta'"
step 'copy, name with a backslash' swift copy s-swift 'tree/back\slash.txt' -d '/s-swift/copied\too.txt'
step 'post of an account' swift post -m 'Temp-Url-Key: lab-key'
# Signed is what Swift sees, also where it stands below a path of its host.
path="/v1/${OS_STORAGE_URL##*/}/s-swift/tree/plain.txt"
step 'a temporary URL' curl -s --cacert "$OS_CACERT" "${OS_STORAGE_URL%/v1/*}$(swift tempurl GET 600 "$path" lab-key 2>/dev/null)"
step 'an anonymous read' curl -s --cacert "$OS_CACERT" "$OS_STORAGE_URL/s-swift/tree/plain.txt"
step 'an anonymous list' sh -c "curl -s --cacert '$OS_CACERT' '$OS_STORAGE_URL/s-swift?limit=3'"
step 'an anonymous list, XML' sh -c "curl -s --cacert '$OS_CACERT' '$OS_STORAGE_URL/s-swift?format=xml&limit=1' | sed 's/<last_modified>.*//'"
# Without a body: where Apache stands before Swift, it answers 500 once Swift refuses one unread.
step 'an anonymous write' curl -s -o /dev/null -w '%{http_code}' --cacert "$OS_CACERT" -X PUT "$OS_STORAGE_URL/s-swift/no.txt"
step 'health' curl -s -o /dev/null -w '%{http_code}' --cacert "$OS_CACERT" "${OS_STORAGE_URL%/v1/*}/info"
account="${OS_STORAGE_URL##*/}"
step 'post, container synchronisation' swift post s-swift -t "http://127.0.0.1/v1/$account/$account" -k sync-key
step 'stat, container synchronisation' sh -c "swift stat s-swift | grep -i sync"
step 'container synchronisation, written back as read' sh -c "swift stat s-swift | sed -n 's/ *Sync To: //p' | grep -Fx 'http://127.0.0.1/v1/$account/$account'"
step 'post, container synchronisation with a realm' swift post s-swift -t "//nowhere/else/$account/c" -k sync-key
step 'post, container synchronisation, no more' swift post s-swift -t ''
step 'post, scripts of other sites' swift post s-swift -H 'X-Container-Meta-Access-Control-Allow-Origin: https://app.example' -H 'X-Container-Meta-Access-Control-Max-Age: 5' -H 'X-Container-Meta-Access-Control-Expose-Headers: X-Object-Meta-Colour'
step 'a preflight' sh -c "curl -s -D - -o /dev/null --cacert '$OS_CACERT' -X OPTIONS -H 'Origin: https://app.example' -H 'Access-Control-Request-Method: GET' '$OS_STORAGE_URL/s-swift/tree/plain.txt' | tr A-Z a-z | grep '^access-control' | LC_ALL=C sort"
step 'a preflight of another site' sh -c "curl -s -o /dev/null -w '%{http_code}' --cacert '$OS_CACERT' -X OPTIONS -H 'Origin: https://evil.example' -H 'Access-Control-Request-Method: GET' '$OS_STORAGE_URL/s-swift/tree/plain.txt'"
step 'a read by a script of that site' sh -c "curl -s -D - -o /dev/null --cacert '$OS_CACERT' -H 'Origin: https://app.example' '$OS_STORAGE_URL/s-swift/tree/plain.txt' | tr A-Z a-z | grep '^access-control' | LC_ALL=C sort"
printf 'one\n' > one.txt; printf 'two\n' > two.txt; tar cf some.tar one.txt two.txt
with() { curl -s --cacert "$OS_CACERT" -H "X-Auth-Token: $OS_AUTH_TOKEN" "$@"; }
step 'an archive that is taken apart' with -T some.tar -H 'Accept: application/json' "$OS_STORAGE_URL/s-swift?extract-archive=tar"
step 'list of what was in it' swift list s-swift --prefix one
step 'a delete of names' with -X POST -H 'Content-Type: text/plain' -H 'Accept: application/json' --data-binary $'s-swift/one.txt\ns-swift/two.txt\ns-swift/none.txt\n' "$OS_STORAGE_URL?bulk-delete"
step 'list of the account, XML' sh -c "curl -s --cacert '$OS_CACERT' -H 'X-Auth-Token: $OS_AUTH_TOKEN' '$OS_STORAGE_URL?format=xml' | sed 's/<last_modified>[^<]*//g; s/<bytes>[^<]*//g'"
step 'copy by its own method' with -o /dev/null -w '%{http_code}' -X COPY -H "Destination: s-swift/$account.txt" -H "Destination-Account: $account" "$OS_STORAGE_URL/s-swift/tree/plain.txt"
step 'what that has copied' sh -c "swift download s-swift $account.txt -o -"
step 'a container with a strange name' swift upload 's-späß %41' tree/plain.txt
step 'its list' swift list 's-späß %41'
unordered 'delete of many' swift delete s-swift --prefix tree/
step 'list, after it' swift list s-swift
unordered 'delete of a container' swift delete s-swift
step 'stat, missing' swift stat s-swift
quietly swift delete s-swift_segments; quietly swift delete 's-späß %41'
step 'stat of an account' sh -c "swift stat | grep -Ei 'Containers|Objects|Bytes'"
