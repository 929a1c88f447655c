#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What a Keystone answers where it should not. Run with a token of a user without special rights, scoped to a project:
#   KEYSTONE=https://keystone.example/v3 TOKEN=… sh keystone.sh
# CACERT names a file of certificates where one is needed. Needs curl and jq. Makes application credentials, and deletes them.
set -eu
answer=$(mktemp)
trap 'rm -f "$answer"' EXIT
call() { # method path [body]: prints the status, and keeps the answer
  curl -sS ${CACERT:+--cacert "$CACERT"} -o "$answer" -w '%{http_code}' -X "$1" -H "X-Auth-Token: $TOKEN" \
    -H 'Content-Type: application/json' ${3:+-d "$3"} "$KEYSTONE$2"
}
seen() { # name condition…
  name=$1
  shift
  if "$@"; then echo "$name: seen"; else echo "$name: not seen"; fi
}
curl -sS ${CACERT:+--cacert "$CACERT"} -H "X-Auth-Token: $TOKEN" -H "X-Subject-Token: $TOKEN" "$KEYSTONE/auth/tokens" >"$answer"
user=$(jq -r .token.user.id "$answer")
role=$(jq -r '.token.roles[0].id' "$answer")
name="upstream-$$"
at="/users/$user/application_credentials"
remove() { id=$(jq -r '.application_credential.id // empty' "$answer"); [ -z "$id" ] || call DELETE "$at/$id" >/dev/null; }

status=$(call POST "$at" '{"application_credential":{"name":"'$name'-1","access_rules":[{"path":"/v2.1/servers","method":"GET"}]}}')
seen 'access rule without its service' [ "$status" = 500 ]
remove
status=$(call POST "$at" '{"application_credential":{"name":"'$name'-2","expires_at":""}}')
seen 'empty expires_at' [ "$status" = 500 ]
remove
status=$(call POST "$at" '{"application_credential":{"name":"'$name'-3","access_rules":[{"id":"00000000000000000000000000000000"}]}}')
seen 'access rule by an id that nobody has' [ "$status" = 500 ]
remove
status=$(call POST "$at" '{"application_credential":{"name":"'$name'-4","roles":[{"id":"'$role'"},{"id":"'$role'"}]}}')
seen 'the same role twice' [ "$status" = 409 ]
remove
call POST "$at" '{"application_credential":{"name":"'$name'-5","secret":["not-to-be-repeated"]}}' >/dev/null
seen 'a secret of the wrong type is repeated' grep -q not-to-be-repeated "$answer"
remove

# bcrypt reads 72 bytes.
secret=$(printf '%072d' 7)
call POST "$at" '{"application_credential":{"name":"'$name'-6","secret":"'$secret'"}}' >/dev/null
made=$(jq -r '.application_credential.id // empty' "$answer")
cp "$answer" "$answer.made"
status=$(curl -sS ${CACERT:+--cacert "$CACERT"} -o "$answer" -w '%{http_code}' -H 'Content-Type: application/json' \
  -d '{"auth":{"identity":{"methods":["application_credential"],"application_credential":{"id":"'"$made"'","secret":"'"$secret"'-and-more"}}}}' \
  "$KEYSTONE/auth/tokens")
seen 'a secret with more behind its 72nd byte logs in' [ "$status" = 201 ]
mv "$answer.made" "$answer"
remove

# Mistakes of the caller, and routes that have no such method.
status=$(call POST /OS-OAUTH1/request_token)
seen 'OAuth 1 without a signature is an internal error' [ "$status" = 500 ]
status=$(call GET /auth/OS-FEDERATION/saml2)
seen 'SAML2 by GET is an internal error' [ "$status" = 500 ]
call DELETE /OS-OAUTH1/consumers >/dev/null
seen 'a method that a route does not have is a Python error' grep -q 'positional argument' "$answer"
