# SPDX-License-Identifier: Apache-2.0
"""Fills one cloud. seed.py identity|resources key=value ...   (called by up.sh; idempotent)"""
import json, os, socket, sys, time
import requests

step, A = sys.argv[1], dict(a.split('=', 1) for a in sys.argv[2:])
KS = A['keystone']
S = requests.Session()
S.trust_env = False


def call(method, url, ok=(200, 201, 202, 204), **kw):
    for i in range(5):
        try:
            r = S.request(method, url, timeout=60, **kw)
        except requests.ConnectionError:
            if i == 4:
                raise
            time.sleep(1)
            continue
        if r.status_code not in (502, 503):
            break
        time.sleep(1)
    if r.status_code not in ok:
        raise SystemExit('%s %s -> %s %s' % (method, url, r.status_code, r.text[:500]))
    return r


def login():
    r = call('POST', KS + '/auth/tokens', json={'auth': {
        'identity': {'methods': ['password'], 'password': {'user': {
            'name': 'admin', 'domain': {'id': 'default'}, 'password': A['admin_pw']}}},
        'scope': {'project': {'name': 'admin', 'domain': {'id': 'default'}}}}})
    S.headers['X-Auth-Token'] = r.headers['X-Subject-Token']
    return r.json()['token']


def ensure(path, kind, body, base=KS, query=('name', 'domain_id')):
    """GET by name (and domain), else POST. Returns the resource."""
    q = {k: body[k] for k in query if k in body}
    found = call('GET', base + path, params=q).json()
    plural = [k for k in found if k != 'links' and not k.endswith('_links')][0]
    for x in found[plural]:
        if all(x.get(k) == v for k, v in q.items()):
            return x
    return call('POST', base + path, json={kind: body}).json()[kind]


def identity():
    login()
    dom = ensure('/domains', 'domain', {'name': 'hub', 'description': 'users of the hub (federated)'})
    role = {n: ensure('/roles', 'role', {'name': n})['id']
            for n in ('admin', 'member', 'reader', 'service', 'manager')}
    prj = {}
    for n, d in (('service', 'default'), ('demo', 'default'), ('research', dom['id']), ('teaching', dom['id'])):
        prj[n] = ensure('/projects', 'project', {'name': n, 'domain_id': d})['id']
    usr = {}
    for n in ('nova', 'glance', 'placement', 'neutron', 'cinder', 'swift'):
        usr[n] = ensure('/users', 'user', {'name': n, 'domain_id': 'default', 'password': A['svc_pw']})['id']
        for r in ('admin', 'service'):
            call('PUT', '%s/projects/%s/users/%s/roles/%s' % (KS, prj['service'], usr[n], role[r]))
    for n in ('demo',):
        usr[n] = ensure('/users', 'user', {'name': n, 'domain_id': 'default', 'password': A['user_pw'],
                                           'email': n + '@example.org', 'default_project_id': prj['demo']})['id']
        call('PUT', '%s/projects/%s/users/%s/roles/%s' % (KS, prj['demo'], usr[n], role['member']))
    # Groups of the hub's users and what they may do here; "archive" exists only in cloud-b.
    rules = [('research', 'research', 'member'), ('teaching', 'teaching', 'member'), ('auditors', 'research', 'reader')]
    if A['cloud'] == 'cloud-b':
        prj['archive'] = ensure('/projects', 'project', {'name': 'archive', 'domain_id': dom['id']})['id']
        rules.append(('research', 'archive', 'member'))
    for g, p, r in rules:
        gid = ensure('/groups', 'group', {'name': g, 'domain_id': dom['id']})['id']
        call('PUT', '%s/projects/%s/groups/%s/roles/%s' % (KS, prj[p], gid, role[r]))
    # Where the provider was deleted and came back (claims that were broken off), Keystone still has its users, answers each of
    # their logins with 409, and the cloud is nobody's.
    of_provider = {u['id'] for u in call('GET', KS + '/users', params={'idp_id': 'hub'}).json()['users']}
    for u in call('GET', KS + '/users', params={'domain_id': dom['id']}).json()['users']:
        if u['id'] not in of_provider:
            call('DELETE', KS + '/users/' + u['id'])
    # Keystone would go on with those that it has in its cache: 404 "Could not find user".
    with socket.create_connection(('127.0.0.1', int(A['mc_port'])), 10) as memcached:
        memcached.sendall(b'flush_all\r\nquit\r\n')
        while memcached.recv(1024):
            pass
    # --- catalog
    have = call('GET', KS + '/services').json()['services']
    eps = call('GET', KS + '/endpoints').json()['endpoints']
    for typ, name, url in (('compute', 'nova', A['compute']), ('image', 'glance', A['image']),
                           ('placement', 'placement', A['placement']), ('network', 'neutron', A['network']),
                           (A['volume_type'], 'cinder', A['volume']), ('object-store', 'swift', A['object'])):
        sid = next((s['id'] for s in have if s['type'] == typ), None) or \
            call('POST', KS + '/services', json={'service': {'type': typ, 'name': name}}).json()['service']['id']
        for i in ('public', 'internal', 'admin'):
            if not any(e['service_id'] == sid and e['interface'] == i for e in eps):
                call('POST', KS + '/endpoints', json={'endpoint': {
                    'service_id': sid, 'interface': i, 'url': url, 'region_id': A['region']}})
    json.dump({'domain_hub': dom['id'], 'projects': prj, 'users': usr}, open(A['out'] + '/ids.json', 'w'), indent=1)
    print('users, groups, projects and catalogue are there')


FLAVORS = [  # name, vcpus, ram MiB, disk GB, only on
    ('SCS-1L-1', 1, 1024, 0, None), ('SCS-1V-2', 1, 2048, 0, None), ('SCS-1V-4', 1, 4096, 0, None),
    ('SCS-1V-4-10', 1, 4096, 10, None), ('SCS-2V-4', 2, 4096, 0, None), ('SCS-2V-8', 2, 8192, 0, None),
    ('SCS-2V-4-20s', 2, 4096, 20, None), ('SCS-4V-16', 4, 16384, 0, None),
    ('SCS-4V-16-100s', 4, 16384, 100, None), ('SCS-8V-32', 8, 32768, 0, 'cloud-a'),
    ('SCS-16V-64', 16, 65536, 0, 'cloud-b')]
IMAGES = [  # name, properties
    ('Debian 12', dict(os_distro='debian', os_version='12', os_purpose='generic', image_build_date='2026-10-01',
                       image_original_user='debian', patchlevel='0')),
    ('Ubuntu 24.04', dict(os_distro='ubuntu', os_version='24.04', os_purpose='generic', image_build_date='2026-10-07',
                          image_original_user='ubuntu')),
    ('CirrOS 0.6.2', dict(os_distro='cirros', os_version='0.6.2', os_purpose='minimal', image_build_date='2023-05-30',
                          image_original_user='cirros'))]
COMMON = dict(architecture='x86_64', hypervisor_type='qemu', hw_disk_bus='virtio', hw_rng_model='virtio', hw_scsi_model='virtio-scsi',
              image_source='https://example.org/images', image_description='lab image', replace_frequency='monthly',
              uuid_validity='last-3', provided_until='none', os_hash_algo='sha512')


def until(what, ready):
    """Schedulers know a host only after its first report."""
    t = time.time()
    print('waiting for', what, flush=True)
    while not ready():
        if time.time() - t > 120:
            raise SystemExit('no %s after 120 s' % what)
        time.sleep(1)


def resources():
    vol = A['volume'].replace('%(project_id)s', login()['project']['id'])
    comp, img, net = A['compute'], A['image'] + '/v2', A['network'] + '/v2.0'
    have = {f['name'] for f in call('GET', comp + '/flavors').json()['flavors']}
    for name, cpu, ram, disk, only in FLAVORS:
        if name in have or (only and only != A['cloud']):
            continue
        f = call('POST', comp + '/flavors', json={'flavor': {
            'name': name, 'vcpus': cpu, 'ram': ram, 'disk': disk, 'OS-FLV-EXT-DATA:ephemeral': 0}}).json()['flavor']
        spec = {'scs:name-v1': name.replace('-', ':', 0), 'scs:name-v2': name,
                'scs:cpu-type': 'crowded-core' if 'L-' in name else 'shared-core'}
        if name.endswith('s'):
            spec['scs:disk0-type'] = 'ssd'
        call('POST', '%s/flavors/%s/os-extra_specs' % (comp, f['id']), json={'extra_specs': spec})
    have = {i['name'] for i in call('GET', img + '/images', params={'limit': 200}).json()['images']}
    for name, props in IMAGES:
        if name in have:
            continue
        body = dict(COMMON, name=name, disk_format='raw', container_format='bare', visibility='public', min_ram=64, min_disk=0, **props)
        body.pop('os_hash_algo')
        i = call('POST', img + '/images', json=body).json()
        call('PUT', '%s/images/%s/file' % (img, i['id']), data=(name.encode() + b'\0' * 64) * 40000,
             headers={'Content-Type': 'application/octet-stream'})
    pub = ensure('/networks', 'network', {'name': 'public', 'router:external': True, 'shared': False,
                                          'provider:network_type': 'flat', 'provider:physical_network': 'public'},
                 base=net, query=('name',))
    ensure('/subnets', 'subnet', {'name': 'public-v4', 'network_id': pub['id'], 'ip_version': 4, 'enable_dhcp': False,
                                  'cidr': A['public_net']},
           base=net, query=('name',))
    # quotas large enough for tests
    ids = json.load(open(A['out'] + '/ids.json'))
    for p in ids['projects'].values():
        call('PUT', '%s/os-quota-sets/%s' % (comp, p), json={'quota_set': {
            'cores': 200, 'ram': 819200, 'instances': 100, 'key_pairs': 200, 'force': True}})
    until('a volume pool', lambda: call('GET', vol + '/scheduler-stats/get_pools').json()['pools'])
    until('a hypervisor', lambda: [h for h in call('GET', comp + '/os-hypervisors/detail').json()['hypervisors']
                                   if h['state'] == 'up'])
    print('flavors, images, networks and quotas are there')


{'identity': identity, 'resources': resources}[step]()
