#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Builds Traefik from its Go module into the lab's cache, once, and says where it is: Debian has no package, and `go install`
# takes no module that replaces others. What takes no part in passing requests is left out: the DNS providers of ACME, of
# which most of the compiling would be, and a fork of the library for basic and digest authentication. The archive of the module lacks a folder that
# is a module of its own, with two empty structures.
set -euo pipefail
version=v3.7.13
cache=${LAB_CACHE:-$HOME/.cache/scs-gateway-lab}/traefik-$version
if [ -x "$cache/traefik" ]; then echo "$cache/traefik"; exit 0; fi
export PATH=$PATH:/usr/local/go/bin GOTOOLCHAIN=local GOWORK=off CGO_ENABLED=0 GOFLAGS='-buildvcs=false -mod=mod'
command -v go >/dev/null || { echo 'there is no Go 1.26 to build Traefik with' >&2; exit 1; }
module=github.com/traefik/traefik/v3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
source=$(cd "$work" && go mod download -json "$module@$version" | sed -n 's/.*"Dir": "\(.*\)".*/\1/p')
cp -r --no-preserve=mode "$source" "$work/traefik"
cd "$work/traefik"

mkdir -p pkg/config/dynamic/ext pkg/nodns
printf 'package ext\n\ntype HTTP struct{}\n\ntype Router struct{}\n' > pkg/config/dynamic/ext/ext.go
sed -i "s,github.com/traefik/traefik/dynamic/ext\",$module/pkg/config/dynamic/ext\"," pkg/config/dynamic/*.go
cat > pkg/nodns/dns.go <<'GO'
package dns

import (
	"errors"

	"github.com/go-acme/lego/v5/challenge"
)

func NewDNSChallengeProviderByName(string) (challenge.Provider, error) {
	return nil, errors.New("built without DNS providers")
}
GO
sed -i "s,github.com/go-acme/lego/v5/providers/dns\",$module/pkg/nodns\"," pkg/provider/acme/provider.go
go mod edit -dropreplace github.com/traefik/traefik/dynamic/ext -droprequire github.com/traefik/traefik/dynamic/ext \
  -dropreplace github.com/abbot/go-http-auth -require github.com/abbot/go-http-auth@v0.4.0
# What the fork adds: nobody may log in by it.
mkdir pkg/noauth
cat > pkg/noauth/auth.go <<'GO'
package noauth

func CheckSecret(password, secret string) bool { return false }
GO
sed -i "s,goauth.CheckSecret,noauth.CheckSecret,; s,^import (,import (\n\t\"$module/pkg/noauth\"," pkg/middlewares/auth/basic_auth.go
sed -i 's,d\.auth\.RequireAuthStale,d.auth.RequireAuth,' pkg/middlewares/auth/digest_auth.go

mkdir -p "$cache"
nice -n 10 go build -trimpath -ldflags '-s -w' -o "$cache/unfinished" ./cmd/traefik
mv "$cache/unfinished" "$cache/traefik"
echo "$cache/traefik"
