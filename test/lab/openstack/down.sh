#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# down.sh [a] [b] [infra]   stops what up.sh started, by pid file only (no argument: everything).
# What was named keeps its state; WIPE=1 throws it away.
set -uo pipefail
. "$(dirname "$0")/lib.sh"
[ $# -gt 0 ] || set -- a b infra
for c in "$@"; do
  d=$LAB/$c
  [ -d "$d" ] || continue
  # epmd goes last: RabbitMQ wants it while it leaves
  left() { for f in "$d"/run/*.pid; do [ "$(basename "$f")" != epmd.pid ] && alive "$f" && echo "$f"; done; }
  for f in $(left); do kill -TERM -- "-$(cat "$f")" 2>/dev/null; done
  for _ in $(seq 60); do [ -z "$(left)" ] && break; sleep .2; done
  for f in "$d"/run/*.pid; do
    [ -e "$f" ] || continue
    alive "$f" && kill -KILL -- "-$(cat "$f")" 2>/dev/null
    rm -f "$f"
  done
  log "$c is down"
  if [ "${WIPE:-0}" = 1 ]; then
    case $c in a|b) alive "$LAB/infra/run/mariadb.pid" &&
      sql -Ne "select concat('drop database \`', schema_name, '\`;') from information_schema.schemata where schema_name like 'lab\\_${c}\\_%'" | sql ;;
    esac
    rm -rf "$d"
  fi
done
exit 0
