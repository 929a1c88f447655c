#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# down.sh [name]   a lab cluster (default: a), see README.md
exec npm --prefix "$(dirname "$0")/../../.." exec --offline -- node "$(realpath "$(dirname "$0")")/up.ts" down "$@"
