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
path="${OS_STORAGE_URL#*://}"; path="/${path#*/}/s-swift/tree/plain.txt"
step 'a temporary URL' curl -s --cacert "$OS_CACERT" "$(swift tempurl GET 600 "${OS_STORAGE_URL%"${path%/s-swift*}"}$path" lab-key 2>/dev/null)"
step 'an anonymous read' curl -s --cacert "$OS_CACERT" "$OS_STORAGE_URL/s-swift/tree/plain.txt"
step 'an anonymous list' sh -c "curl -s --cacert '$OS_CACERT' '$OS_STORAGE_URL/s-swift?limit=3'"
step 'an anonymous list, XML' sh -c "curl -s --cacert '$OS_CACERT' '$OS_STORAGE_URL/s-swift?format=xml&limit=1' | sed 's/<last_modified>.*//'"
step 'an anonymous write' curl -s -o /dev/null -w '%{http_code}' --cacert "$OS_CACERT" -T tree/plain.txt "$OS_STORAGE_URL/s-swift/no.txt"
step 'health' curl -s -o /dev/null -w '%{http_code}' --cacert "$OS_CACERT" "${OS_STORAGE_URL%/v1/*}/info"
step 'a container with a strange name' swift upload 's-späß %41' tree/plain.txt
step 'its list' swift list 's-späß %41'
unordered 'delete of many' swift delete s-swift --prefix tree/
step 'list, after it' swift list s-swift
unordered 'delete of a container' swift delete s-swift
step 'stat, missing' swift stat s-swift
quietly swift delete s-swift_segments; quietly swift delete 's-späß %41'
step 'stat of an account' sh -c "swift stat | grep -Ei 'Containers|Objects|Bytes'"
