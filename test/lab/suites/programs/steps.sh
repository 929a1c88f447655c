# SPDX-License-Identifier: Apache-2.0
# Sourced by the scripts beside it. `step TITLE COMMAND…` runs a command and prints a record of it: title, exit code,
# standard output, standard error, with the separators of ASCII between them. `quietly COMMAND…` is preparation.
set -u
said=$(mktemp -d)
trap 'rm -rf "$said"' EXIT
last=''
step() {
  local title=$1 code; shift
  "$@" >"$said/out" 2>"$said/err" </dev/null; code=$?
  last=$(cat "$said/out")
  printf '\036%s\037%s\037' "$title" "$code"; cat "$said/out"; printf '\037'; cat "$said/err"
}
# Of commands that work on many things at once, in any order.
unordered() { local title=$1; shift; step "$title" bash -o pipefail -c '"$@" | LC_ALL=C sort' - "$@"; }
quietly() { "$@" >/dev/null 2>&1 </dev/null || true; }
# Until a command prints something that matches, or the time is over.
await() { # seconds pattern command...
  local end=$((SECONDS + $1)) pattern=$2; shift 2
  until "$@" 2>&1 </dev/null | grep -Eq "$pattern"; do [ $SECONDS -lt $end ] || return 1; sleep 1; done
}
