# SPDX-License-Identifier: Apache-2.0
"""One login by openstacksdk, every region of the endpoint. Prints a JSON line for each claim as it is decided."""
import hashlib
import json
import os
import sys
import time
import traceback

import openstack

PUBLIC = os.environ['LAB_PUBLIC_URL']
REGIONS = os.environ['LAB_REGIONS'].split(',')
first = openstack.connect(cloud=os.environ['OS_CLOUD'], region_name=REGIONS[0])
conns = {r: first if r == REGIONS[0] else openstack.connection.Connection(
    session=first.session, region_name=r, compute_api_version='2', compute_default_microversion='2.90') for r in REGIONS}


def claim(title, check):
    started = time.time()
    result = {'title': title}
    try:
        check()
    except Exception:
        result['error'] = traceback.format_exc()
    print(json.dumps(dict(result, seconds=round(time.time() - started, 1))), flush=True)


def pages(listing, wanted, least=2):
    """Every page has one entry, so the SDK has followed a `next` link for each."""
    seen = [x.name for x in listing]
    missing = set(wanted) - set(seen)
    assert not missing, 'missing %s in %s' % (missing, seen)
    assert len(seen) == len(set(seen)) >= least, seen


def in_region(region, conn):
    tag = 'sdk-%d' % os.getpid()
    names = [tag + '-1', tag + '-2']

    def discovery():
        for service in ('compute', 'image', 'network', 'block-storage', 'placement', 'identity', 'object-store'):
            adapter = conn.config.get_session_client(service)
            data = adapter.get_endpoint_data()
            assert data is not None and data.url.startswith(PUBLIC + '/'), (service, data and data.url)
            if service != 'object-store':
                assert data.api_version is not None, service
            for version in adapter.get_all_version_data().get(region, {}).get('public', {}).values() \
                    if hasattr(adapter, 'get_all_version_data') else ():
                assert all(v['url'].startswith(PUBLIC + '/') for v in version), version
    claim('%s by openstacksdk: discovery of every service stays below the gateway' % region, discovery)

    def microversions():
        for service, least in (('compute', (2, 79)), ('block-storage', (3, 59)), ('placement', (1, 30))):
            data = conn.config.get_session_client(service).get_endpoint_data()
            assert data.max_microversion and tuple(data.max_microversion) >= least, (service, data.max_microversion)
        r = conn.compute.get('/servers', microversion='2.79')
        assert r.headers['OpenStack-API-Version'] == 'compute 2.79', r.headers
        r = conn.compute.get('/servers', microversion='2.999')
        assert r.status_code == 406, r.status_code
    claim('%s by openstacksdk: microversions are negotiated, an impossible one gets 406' % region, microversions)

    def flavor():
        f = conn.compute.find_flavor('SCS-2V-8')
        assert f.vcpus == 2 and f.ram == 8192, f
        assert conn.compute.find_flavor('no-such-flavor') is None
    claim('%s by openstacksdk: find_flavor' % region, flavor)

    def servers():
        image = conn.image.find_image('CirrOS 0.6.2')
        flavor = conn.compute.find_flavor('SCS-1L-1')
        made = [conn.compute.create_server(name=n, image_id=image.id, flavor_id=flavor.id, networks='none') for n in names]
        try:
            for s in made:
                conn.compute.wait_for_server(s, wait=120, interval=1)
            pages(conn.compute.servers(limit=1), names)
            assert conn.compute.get_server(made[0].id).project_id == conn.current_project_id
        finally:
            for s in made:
                conn.compute.delete_server(s)
            for s in made:
                conn.compute.wait_for_delete(s, wait=120, interval=1)
    claim('%s by openstacksdk: servers page by page with limit=1' % region, servers)

    claim('%s by openstacksdk: images page by page with limit=1' % region,
          lambda: pages(conn.image.images(limit=1), ['Debian 12', 'Ubuntu 24.04', 'CirrOS 0.6.2'], 3))

    def networks():
        made = [conn.network.create_network(name=n) for n in names]
        try:
            pages(conn.network.networks(limit=1), names)
        finally:
            for n in made:
                conn.network.delete_network(n)
    claim('%s by openstacksdk: networks page by page with limit=1' % region, networks)

    def volumes():
        made = [conn.block_storage.create_volume(name=n, size=1) for n in names]
        try:
            for v in made:
                conn.block_storage.wait_for_status(v, 'available', wait=60, interval=1)
            pages(conn.block_storage.volumes(limit=1), names)
        finally:
            for v in made:
                conn.block_storage.delete_volume(v)
            for v in made:
                conn.block_storage.wait_for_delete(v, interval=1, wait=60)
    claim('%s by openstacksdk: volumes page by page with limit=1' % region, volumes)

    def download():
        image = conn.image.find_image('Debian 12')
        body = conn.image.download_image(image)
        data = body.content if hasattr(body, 'content') else body
        assert len(data) == image.size, (len(data), image.size)
        assert hashlib.sha512(data).hexdigest() == image.hash_value
        chunks = conn.image.download_image(image, stream=True)
        digest = hashlib.sha512()
        for chunk in chunks.iter_content(chunk_size=65536):
            digest.update(chunk)
        assert digest.hexdigest() == image.hash_value
    claim('%s by openstacksdk: image.download gives what the image record promises, whole and streamed' % region, download)


for region in REGIONS:
    in_region(region, conns[region])


def one_login():
    assert len({c.session.get_token() for c in conns.values()}) == 1
claim('openstacksdk: one token served every region', one_login)
sys.exit(0)
