#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# install-packages.sh PACKAGE...   installs Debian packages as far as they are missing, without letting any of them start
# a daemon. Looks first: when all are there, apt is not touched.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
missing=()
for p in "$@"; do
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$p" 2>/dev/null)" = installed ] || missing+=("$p")
done
if [ ${#missing[@]} = 0 ]; then echo "all $# Debian packages are installed"; exit 0; fi
[ "$(id -u)" = 0 ] || { echo "these packages are missing and only root can install them: ${missing[*]}" >&2; exit 1; }

policy=/usr/sbin/policy-rc.d
[ -e $policy ] && mv $policy $policy.before-lab
trap 'rm -f $policy; [ ! -e $policy.before-lab ] || mv $policy.before-lab $policy' EXIT
printf '#!/bin/sh\nexit 101\n' > $policy
chmod 755 $policy

echo "apt-get update"
apt-get update -q </dev/null
echo "installing ${#missing[@]} packages and what they need: ${missing[*]}"
apt-get install -y -q --no-install-recommends "${missing[@]}" </dev/null
