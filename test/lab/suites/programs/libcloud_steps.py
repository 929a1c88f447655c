# SPDX-License-Identifier: Apache-2.0
"""Apache Libcloud's OpenStack drivers: compute and block storage, object storage. Logs in with what AUTH_… say. Prints
records as steps.sh does."""
import os
import time
import traceback

import libcloud.security
from libcloud.compute.providers import get_driver as compute_driver
from libcloud.compute.types import Provider as Compute
from libcloud.storage.providers import get_driver as storage_driver
from libcloud.storage.types import Provider as Storage

libcloud.security.CA_CERTS_PATH = os.environ['OS_CACERT']
E = os.environ
common = dict(ex_force_auth_url=E['AUTH_URL'], ex_force_auth_version=E['AUTH_VERSION'], ex_tenant_name=E['AUTH_TENANT'],
              ex_domain_name=E['AUTH_DOMAIN'], ex_force_service_region=E['REGION'])
if E.get('AUTH_TENANT_DOMAIN'):
    common['ex_tenant_domain_id'] = E['AUTH_TENANT_DOMAIN']


def step(title, work):
    try:
        code, out, err = 0, work(), ''
    except Exception as error:
        code, out, err = type(error).__name__, '', traceback.format_exc()[-1500:]
    print('\x1e%s\x1f%s\x1f%s\x1f%s' % (title, code, out, err), end='', flush=True)
    return out


nova = compute_driver(Compute.OPENSTACK)(E['AUTH_USER'], E['AUTH_KEY'], ex_force_service_type='compute', **common)
have = {}


def remember(name, value):
    have[name] = value
    return value.name


step('sizes', lambda: sorted(s.name for s in nova.list_sizes()))
step('images', lambda: sorted(i.name for i in nova.list_images() if i.name in ('Debian 12', 'Ubuntu 24.04')))
step('locations', lambda: [x.name for x in nova.list_locations()])
step('networks', lambda: sorted(n.name for n in nova.ex_list_networks() if n.name in ('private', 'public')))
step('key pair', lambda: nova.create_key_pair('libcloud').name)
step('node create', lambda: remember('node', nova.create_node(
    name='libcloud', size=[s for s in nova.list_sizes() if s.name == E['FLAVOR']][0],
    image=[i for i in nova.list_images() if i.name == E['IMAGE']][0], ex_keyname='libcloud', ex_metadata={'a': 'b'},
    networks=[n for n in nova.ex_list_networks() if n.name == 'private'])))


def until(what):
    for _ in range(60):
        if what():
            return True
        time.sleep(1)
    return False


step('node runs', lambda: until(lambda: [n.state for n in nova.list_nodes() if n.name == 'libcloud'] == ['running']))
step('node metadata', lambda: nova.ex_get_metadata(have['node']))
step('node rename', lambda: nova.ex_set_server_name(have['node'], 'libcloud-2').name)
step('node reboot', lambda: nova.reboot_node(have['node']))
step('node runs again', lambda: until(lambda: [n.state for n in nova.list_nodes() if n.name == 'libcloud-2'] == ['running']))
step('volume create', lambda: remember('volume', nova.create_volume(1, 'libcloud')))
step('volume is there', lambda: until(lambda: [v.state for v in nova.list_volumes() if v.name == 'libcloud'] == ['available']))
step('volume snapshot', lambda: remember('snapshot', nova.create_volume_snapshot(have['volume'], 'libcloud')) and 'made')
step('volume snapshot is there', lambda: until(
    lambda: [str(s.state) for s in nova.list_volume_snapshots(have['volume'])] == ['available']))
step('volume snapshot delete', lambda: nova.destroy_volume_snapshot(have['snapshot']))
step('security group', lambda: nova.ex_create_security_group('libcloud', 'text').name)
step('security group delete', lambda: nova.ex_delete_security_group(
    [g for g in nova.ex_list_security_groups() if g.name == 'libcloud'][0]))
step('floating ip pools', lambda: [p.name for p in nova.ex_list_floating_ip_pools()])
step('node destroy', lambda: nova.destroy_node(have['node']))
step('snapshots are gone', lambda: until(lambda: not nova.list_volume_snapshots(have['volume'])))
step('volume destroy', lambda: nova.destroy_volume(have['volume']))
step('key pair delete', lambda: nova.delete_key_pair(nova.get_key_pair('libcloud')))

swift = storage_driver(Storage.OPENSTACK_SWIFT)(E['AUTH_USER'], E['AUTH_KEY'], **common)
open('file.bin', 'wb').write(b'words' * 1000)
step('container create', lambda: swift.create_container('libcloud').name)
step('object upload', lambda: swift.upload_object('file.bin', swift.get_container('libcloud'), 'a b/ü%41.bin').size)
step('object upload from an iterator', lambda: swift.upload_object_via_stream(
    iter([b'one', b'two']), swift.get_container('libcloud'), 'back\\slash').name)
step('objects', lambda: sorted((o.name, o.size) for o in swift.list_container_objects(swift.get_container('libcloud'))))
step('object download', lambda: b''.join(swift.download_object_as_stream(swift.get_object('libcloud', 'a b/ü%41.bin'))) ==
     b'words' * 1000)
step('object delete', lambda: [swift.delete_object(o) for o in swift.list_container_objects(swift.get_container('libcloud'))])
step('container delete', lambda: swift.delete_container(swift.get_container('libcloud')))
