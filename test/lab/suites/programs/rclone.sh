# SPDX-License-Identifier: Apache-2.0
# rclone on Swift with a storage URL and a token, or with OS_… variables of an application credential. RCLONE: the program.
. "$(dirname "$0")/steps.sh"
export RCLONE_CONFIG="$PWD/rclone.conf" RCLONE_CONFIG_S_TYPE=swift RCLONE_CA_CERT="$OS_CACERT" RCLONE_CONFIG_S_CHUNK_SIZE=1Mi
if [ -n "${OS_APPLICATION_CREDENTIAL_ID:-}" ]; then export RCLONE_CONFIG_S_ENV_AUTH=true
else export RCLONE_CONFIG_S_STORAGE_URL="$OS_STORAGE_URL" RCLONE_CONFIG_S_AUTH_TOKEN="$OS_AUTH_TOKEN"; fi
: > rclone.conf
rc() { "$RCLONE" --retries 1 --log-level ERROR "$@"; }
quietly rc purge s:s-rclone; quietly rc purge s:s-rclone-2; quietly rc purge s:s-rclone_segments
mkdir -p 'tree/deep er/ü'
for name in plain.txt 'back\slash' 'percent%41' 'question?' 'hash#' 'plus+' 'deep er/file' 'deep er/ü/☷👩' '"quoted"' 'semi;colon' ' leading' 'trailing ' 'a&b=c' '...'; do echo "$name" > "tree/$name"; done
printf x > $'tree/new\nline'; head -c 3500000 /dev/urandom > tree/large.bin
step 'mkdir' rc mkdir s:s-rclone
step 'copy' rc copy tree s:s-rclone/tree
step 'check' rc check tree s:s-rclone/tree
step 'check --download' rc check --download tree s:s-rclone/tree
step 'lsf' rc lsf -R s:s-rclone
step 'lsd' sh -c "$RCLONE lsd s: | grep -o 's-rclone.*'"
step 'hashsum' rc hashsum md5 s:s-rclone/tree --include '*.txt'
step 'size' rc size s:s-rclone
echo more >> tree/plain.txt; rm 'tree/hash#'
step 'sync' rc sync tree s:s-rclone/tree
step 'check after sync' rc check tree s:s-rclone/tree
step 'copyto at the server' rc copyto s:s-rclone/tree/plain.txt s:s-rclone-2/copied.txt
step 'moveto at the server' rc moveto 's:s-rclone/tree/back\slash' 's:s-rclone/tree/moved\too'
step 'copy of a large object at the server' rc copyto s:s-rclone/tree/large.bin s:s-rclone-2/large.bin
step 'cat' rc cat s:s-rclone-2/copied.txt
step 'rcat' sh -c "printf 'from a pipe' | $RCLONE rcat s:s-rclone/piped"
step 'cat of a part' rc cat --offset 5 --count 4 s:s-rclone/piped
step 'deletefile' rc deletefile s:s-rclone/piped
step 'copy back' rc copy s:s-rclone/tree back
step 'copy back: the same' diff -r tree back
step 'link' rc link s:s-rclone/tree/plain.txt
step 'about' sh -c "$RCLONE about s: | cut -d: -f1"
step 'purge' rc purge s:s-rclone
# Its Swift library knows a missing container only where the body ends with the read that brings it: not with HTTP/2.
step 'lsf, missing' rc --disable-http2 lsf s:s-rclone
quietly rc purge s:s-rclone-2; quietly rc purge s:s-rclone_segments
