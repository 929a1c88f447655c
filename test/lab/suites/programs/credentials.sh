# SPDX-License-Identifier: Apache-2.0
# Application credentials with the stock client: made, shown, used by it and by openstacksdk, deleted. The environment is a
# login of the owner.
. "$(dirname "$0")/steps.sh"
# The login of a credential in place of the owner's. ID and secret are in a file named for it.
by() { # name command...
  local name=$1; shift
  env -u OS_ACCESS_TOKEN -u OS_IDENTITY_PROVIDER -u OS_PROTOCOL -u OS_USERNAME -u OS_PASSWORD -u OS_USER_DOMAIN_NAME \
    -u OS_PROJECT_NAME -u OS_PROJECT_DOMAIN_NAME OS_AUTH_TYPE=v3applicationcredential \
    OS_APPLICATION_CREDENTIAL_ID="$(jq -r .id "$name.json")" \
    OS_APPLICATION_CREDENTIAL_SECRET="$(jq -r .secret "$name.json")" "$@"
}
make() { openstack application credential create "$@" -f json > "$1.json" && jq -S 'del(.id, .secret) | .roles |= (tostring | split(" ") | sort)' "$1.json"; }
sorted() { "$@" | LC_ALL=C sort; }
step 'create' make suite-cli --description 'of a suite'
step 'create with roles and an end' make suite-reader --role reader --expiration 2040-01-01T00:00:00
step 'create with a secret of its own' make suite-secret --secret 'chosen „secret“ 5'
step 'create unrestricted' make suite-free --unrestricted
step 'create with access rules' make suite-rules --access-rules '[{"service": "compute", "method": "GET", "path": "/v2.1/servers"}]'
step 'a name twice' openstack application credential create suite-cli
step 'a role that is not had' openstack application credential create suite-admin --role admin
step 'list' sorted openstack application credential list -f value -c Name -c Description
step 'show by name' openstack application credential show suite-reader -f json -c name -c description -c expires_at -c unrestricted
step 'access rule list' openstack access rule list -f value -c Service -c Method -c Path
step 'a token by it' by suite-cli openstack token issue -f json
step 'a token with a chosen secret' by suite-secret openstack token issue -f json
for command in 'server list' 'image list' 'network list' 'volume list' 'container list' 'keypair list' 'flavor list'; do
  step "$command, by it" by suite-cli openstack $command -f value -c Name
done
step 'make a volume, by it' by suite-cli openstack volume create suite-volume --size 1 -f value -c name
step 'delete it' by suite-cli openstack volume delete suite-volume
step 'a container, by it' by suite-cli openstack container create suite-container -f value -c container
step 'containers, by one with the role reader' by suite-reader openstack container list
step 'images, by one with the role reader' by suite-reader openstack image list -f value -c Name
step 'delete the container' by suite-cli openstack container delete suite-container
step 'another one by it' by suite-cli openstack application credential create suite-child
step 'another one by an unrestricted one' by suite-free openstack application credential create suite-child -f value -c name
step 'openstacksdk, by it' by suite-cli /usr/bin/python3 -c '
import openstack
cloud = openstack.connect()
print(sorted(f.name for f in cloud.compute.flavors()), sorted(i.name for i in cloud.image.images()))
print([n.name for n in cloud.network.networks()], [v.name for v in cloud.block_storage.volumes()], len(list(cloud.object_store.containers())))
print(bool(cloud.current_project_id), [c.name for c in cloud.identity.application_credentials(cloud.current_user_id) if c.name == "suite-cli"])
'
step 'delete' openstack application credential delete suite-cli suite-child
refused() { if "$@" > refused.log 2>&1; then cat refused.log; return 1; fi; grep -o 'HTTP 40[0-9]' refused.log | sort -u; cat refused.log >&2; }
step 'a deleted one opens nothing' refused by suite-cli openstack server list
quietly openstack application credential delete suite-reader suite-secret suite-free suite-rules
