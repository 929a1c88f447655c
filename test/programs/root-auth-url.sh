# SPDX-License-Identifier: Apache-2.0
# The gateway's root as the auth URL of the stock client and of openstacksdk; in the environment of the demo.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for root in "$SCS_GATEWAY_URL" "$SCS_GATEWAY_URL/"; do
  sed -E "s#^( *auth_url: ).*#\1$root#" "$OS_CLIENT_CONFIG_FILE" >"$folder/clouds.yaml"
  grep -qx " *auth_url: $root" "$folder/clouds.yaml"
  export OS_CLIENT_CONFIG_FILE="$folder/clouds.yaml.now"
  cp "$folder/clouds.yaml" "$OS_CLIENT_CONFIG_FILE"
  openstack token issue -f value -c project_id | grep -xE '[0-9a-f]{32}'
  openstack --os-region-name cloud-b server list
done
/usr/bin/python3 - <<'PYTHON'
import openstack
for region in ('cloud-a', 'cloud-b'):
    cloud = openstack.connect(region_name=region)
    assert not cloud.config.get_auth_args()['auth_url'].rstrip('/').endswith('v3')
    list(cloud.compute.servers())
    list(cloud.network.networks())
PYTHON
echo 'the root is an auth URL of both'
