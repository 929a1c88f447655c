# SPDX-License-Identifier: Apache-2.0
# Application credentials with the stock client, openstacksdk, curl and kubectl; in the environment of the demo.
set -euo pipefail
created=$(openstack application credential create programs --description 'of a test' -f json)
id=$(jq -r .id <<<"$created") secret=$(jq -r .secret <<<"$created")
openstack application credential list -f value -c ID | grep -x "$id" >/dev/null
test "$(openstack application credential show programs -f value -c id)" = "$id"
openstack application credential show "$id" -f json | grep '"of a test"' >/dev/null
echo 'made, listed, shown'
owner=$(openstack token issue -f value -c user_id)
unset OS_CLOUD
config=$OS_CLIENT_CONFIG_FILE
unset OS_CLIENT_CONFIG_FILE

export OS_AUTH_TYPE=v3applicationcredential OS_AUTH_URL="$SCS_GATEWAY_URL/identity/v3" OS_CACERT="$SCS_CA"
export OS_IDENTITY_API_VERSION=3 OS_APPLICATION_CREDENTIAL_SECRET="$secret"
for region in cloud-a cloud-b; do
  OS_APPLICATION_CREDENTIAL_ID=$id openstack --os-region-name $region server list
  OS_APPLICATION_CREDENTIAL_NAME=programs OS_USER_ID=$owner openstack --os-region-name $region image list >/dev/null
  OS_APPLICATION_CREDENTIAL_NAME=programs OS_USERNAME=alice OS_USER_DOMAIN_NAME=acme \
    openstack --os-region-name $region network list >/dev/null
done
echo 'logged in by id and by name, at both clouds'

export OS_APPLICATION_CREDENTIAL_ID=$id
/usr/bin/python3 - <<'PYTHON'
import openstack
for region in ('cloud-a', 'cloud-b'):
    cloud = openstack.connect(region_name=region)
    assert cloud.current_project.name == 'research', cloud.current_project
    print('openstacksdk', region, len(list(cloud.compute.flavors())), 'flavors')
PYTHON

token=$(openstack token issue -f value -c id)
me=$(curl -fsS --cacert "$SCS_CA" -H @- "$SCS_GATEWAY_URL/scs/v1/me" <<<"Authorization: Bearer $token")
test "$(jq -r .credential.id <<<"$me")" = "$id"
kubectl --token "$token" get pods >/dev/null
kubectl --token "$token" auth whoami -o json | jq -r .status.userInfo.username
oauth=$(curl -fsS --cacert "$SCS_CA" "$SCS_GATEWAY_URL/oauth2/token" -d grant_type=client_credentials \
  -d client_id="$id" --data-urlencode client_secret@- <<<"" 2>&1 || true)
test "$oauth" != "${oauth/401/}"
oauth=$(printf %s "$secret" | curl -fsS --cacert "$SCS_CA" "$SCS_GATEWAY_URL/oauth2/token" \
  -d grant_type=client_credentials -d client_id="$id" --data-urlencode client_secret@- | jq -r .access_token)
kubectl --token "$oauth" get namespaces >/dev/null
echo 'its tokens open /scs and /k8s'

if refused=$(openstack application credential create child 2>&1); then exit 1; fi
grep -q 'HTTP 403' <<<"$refused"
echo 'makes no other'

(for name in ${!OS_*}; do unset "$name"; done
OS_CLOUD=scs-demo OS_CLIENT_CONFIG_FILE=$config openstack application credential delete programs)
if refused=$(openstack --os-region-name cloud-a server list 2>&1); then exit 1; fi
grep -q 'HTTP 401' <<<"$refused"
if kubectl --token "$token" get pods >/dev/null 2>&1; then exit 1; fi
echo 'deleted: it opens nothing more'
