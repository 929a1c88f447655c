// SPDX-License-Identifier: Apache-2.0
// What clients say to the normalised API becomes queries and bodies for members. Were it put there as it comes, somebody
// could add what the API does not offer: a query of all tenants, a scheduler hint, a header; or change the prototype of
// all objects of the process by a key of a body.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, startHarness } from '../e2e/harness.ts';
import { describeNoLeaks } from '../e2e/no-leaks.ts';

let h: Harness;
let token: string;
beforeAll(async () => {
  h = await startHarness();
  token = await h.scoped('alice');
});
afterAll(() => h.close());

const requests = () => [...h.a.requests, ...h.b.requests];
async function sentBy(work: () => Promise<{ status: number; text: string }>) {
  const before = [h.a.requests.length, h.b.requests.length];
  const answer = await work();
  const sent = [...h.a.requests.slice(before[0]), ...h.b.requests.slice(before[1])].filter(
    ({ service }) => service !== 'identity',
  );
  return { ...answer, sent };
}
const get = (path: string) => sentBy(() => h.send('GET', `/scs/v1/${path}`, { token }));

describe('a query', () => {
  it.each([
    'servers?name=a%26all_tenants%3D1',
    'networks?name=a%26tenant_id%3Dx%26fields%3Did',
    'networks?name=a%23',
    'volumes?name=a%26all_tenants%3D1%26limit%3D1',
    'snapshots?volumeId=x%26all_tenants%3D1',
    'images?name=a%26member_status%3Dall%26visibility%3Dall',
    'ports?deviceId=x%26fields%3Did%26device_owner%3D',
    'floating-ips?name=%26tenant_id%3Dx',
    'networks?name=a%0d%0aX-Auth-Token:%20x',
    'networks?name=%2526all_tenants=1',
  ])('%s adds no parameter to that of a member', async (path) => {
    const { status, text, sent } = await get(path);
    expect(status, text).toBe(200);
    expect(sent.length).toBeGreaterThan(0);
    for (const { url, headers } of sent) {
      const names = [...new URL(url, 'http://x').searchParams.keys()];
      expect(
        names.filter(
          (name) =>
            !['limit', 'marker', 'name', 'volume_id', 'device_id', 'floating_ip_address', 'format'].includes(name),
        ),
      ).toEqual([]);
      expect(new Set(names).size).toBe(names.length);
      expect(url).not.toMatch(/[\r\n#]/);
      expect(headers['x-auth-token']).not.toBe('x');
    }
  });

  it.each([
    'servers?all_tenants=1',
    'servers?host=compute-1',
    'servers?project_id=x',
    'networks?fields=id&fields=native&all_tenants=1',
    'servers?__proto__=x',
    'servers?constructor=x',
    'servers?__proto__[polluted]=1',
    'servers?name[]=x',
    'volumes?toString=1',
    'ports?sort=__proto__',
    'ports?fields=__proto__,constructor',
    'servers?view=native&view=native',
    'clouds?__proto__=x',
  ])('%s is refused', async (path) => {
    const { status, sent } = await get(path);
    expect(status).toBe(400);
    expect(sent).toEqual([]);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('of headers that members believe sends none of them on', async () => {
    const before = requests().length;
    const { status } = await h.send('GET', '/scs/v1/servers?cloud=cloud-a', {
      token,
      headers: {
        'x-user-id': 'forged-1',
        'x-roles': 'forged-2,admin',
        'x-project-id': 'forged-3',
        'x-service-token': 'forged-4',
        'x-openstack-request-id': 'forged-5',
        'openstack-api-version': 'compute forged-6',
        'x-openstack-nova-api-version': 'forged-7',
        'x-forwarded-for': 'forged-8',
        forwarded: 'for=forged-9',
        'x-http-method-override': 'DELETE',
        cookie: 'session=forged-10',
      },
    });
    expect(status).toBe(200);
    expect(
      JSON.stringify(
        requests()
          .slice(before)
          .map(({ headers }) => headers),
      ),
    ).not.toContain('forged');
  });
});

describe('a body', () => {
  const server = {
    cloud: 'cloud-a',
    name: 'smuggler',
    flavor: { vcpus: 2, ramGiB: 4, diskGiB: 20, diskType: 'ssd' },
    image: { distro: 'ubuntu', version: '24.04' },
    networks: 'none',
  };
  it.each<[string, unknown]>([
    ['servers', { ...server, 'os:scheduler_hints': { _nova_check_type: ['rebuild'] } }],
    ['servers', { ...server, 'OS-SCH-HNT:scheduler_hints': {} }],
    ['servers', { ...server, host: 'compute-1' }],
    ['servers', { ...server, hypervisor_hostname: 'compute-1' }],
    ['servers', { ...server, min_count: 1000 }],
    ['servers', { ...server, adminPass: 'x' }],
    ['servers', { ...server, accessIPv4: '10.0.0.1' }],
    ['servers', { ...server, personality: [] }],
    ['servers', { ...server, bootVolume: { sizeGiB: 10, uuid: 'x' } }],
    ['servers', { ...server, volumes: [{ sizeGiB: 1, boot_index: 0 }] }],
    ['servers', { ...server, networks: [{ port: 'x' }] }],
    ['servers', { ...server, image: { distro: 'ubuntu', owner: 'x' } }],
    ['servers', { ...server, tags: ['a,b', 'a/b'] }],
    ['servers', { ...server, metadata: { a: { b: 1 } } }],
    ['volumes', { cloud: 'cloud-a', name: 'x', sizeGiB: 1, 'OS-SCH-HNT:scheduler_hints': {} }],
    ['volumes', { cloud: 'cloud-a', name: 'x', sizeGiB: 1, multiattach: true }],
    ['volumes', { cloud: 'cloud-a', name: 'x', sizeGiB: 1, source_replica: 'x' }],
    ['networks', { cloud: 'cloud-a', name: 'x', 'router:external': true }],
    ['networks', { cloud: 'cloud-a', name: 'x', shared: true }],
    ['networks', { cloud: 'cloud-a', name: 'x', tenant_id: 'x' }],
    ['networks', { cloud: 'cloud-a', name: 'x', 'provider:segmentation_id': 1 }],
    ['subnets', { cloud: 'cloud-a', network: 'x', cidr: '10.0.0.0/24', pools: [{ start: 'a', end: 'b', x: 1 }] }],
    ['routers', { cloud: 'cloud-a', name: 'x', external_gateway_info: {} }],
    ['floating-ips', { cloud: 'cloud-a', floating_ip_address: '1.2.3.4' }],
    ['keypairs', { cloud: 'cloud-a', name: 'x', user_id: 'x' }],
    ['containers', { cloud: 'cloud-a', name: 'x', headers: { 'x-container-read': '.r:*' } }],
  ])('for %s with more than the API has is refused: %j', async (plural, json) => {
    const { status, sent } = await sentBy(() => h.send('POST', `/scs/v1/${plural}`, { token, json }));
    expect(status).toBe(400);
    expect(sent).toEqual([]);
  });

  it.each([
    '{"cloud":"cloud-a","name":"x","__proto__":{"polluted":1}}',
    '{"cloud":"cloud-a","name":"x","constructor":{"prototype":{"polluted":1}}}',
    '{"cloud":"cloud-a","name":"x","sizeGiB":1,"metadata":{"__proto__":"x"}}',
    '{"cloud":"cloud-a","name":"x","sizeGiB":1,"metadata":{"__proto__":{"polluted":"1"}}}',
    '{"__proto__":[]}',
    '{"cloud":"__proto__","name":"x"}',
    '{"cloud":"constructor","name":"x","region":"toString"}',
  ])('%s changes no object of the process', async (body) => {
    for (const plural of ['volumes', 'networks', 'servers']) {
      const { status } = await h.send('POST', `/scs/v1/${plural}`, {
        token,
        body,
        headers: { 'content-type': 'application/json' },
      });
      expect(status).toBe(400);
    }
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('of another type than JSON is not read: forms and texts come from other sites’ pages', async () => {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'text/json',
    ])
      expect(
        (
          await h.send('POST', '/scs/v1/networks', {
            token,
            body: '{"cloud":"cloud-a","name":"x"}',
            headers: { 'content-type': type },
          })
        ).status,
      ).toBe(415);
  });

  it('with names of line ends and markup comes back as JSON that nobody takes for a page, and splits no header', async () => {
    const name = '<script>alert(1)</script>\r\nSet-Cookie: a=b';
    const made = await h.send('POST', '/scs/v1/networks', { token, json: { cloud: 'cloud-a', name } });
    expect(made.status).toBe(201);
    const all = [
      made,
      await h.send('GET', `/scs/v1/networks?name=${encodeURIComponent(name)}`, { token }),
      await h.send('GET', `/scs/v1/networks/cloud-a/${made.body.item.id}`, { token }),
      await h.send('GET', `/scs/v1/networks/cloud-a/${encodeURIComponent('<script>')}`, { token }),
      await h.send('GET', '/scs/v1/networks', { token, headers: { accept: 'application/x-ndjson' } }),
      await h.send('GET', '/scs/v1/networks', {
        token,
        headers: { accept: 'text/html', origin: 'https://elsewhere.example' },
      }),
      await h.send('OPTIONS', '/scs/v1/networks', {
        headers: { origin: 'https://elsewhere.example', 'access-control-request-method': 'POST' },
      }),
    ];
    for (const { headers } of all) {
      expect(headers.get('content-type') ?? 'application/json').toMatch(/^application\/(?:problem\+)?(?:x-nd)?json$/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('set-cookie')).toBeNull();
      expect(headers.get('access-control-allow-origin')).toBeNull();
    }
  });
});

describe('a container’s name', () => {
  it.each([
    'x?format=json&prefix=',
    'x#y',
    'x%2Fy',
    'x;y',
    'ü/ö',
    '..',
    'x\r\nX-Container-Read: .r:*',
    'x\u0000y',
    '\ud800',
  ])('%j is one container at the member, or none', async (name) => {
    const { status, sent } = await sentBy(() =>
      h.send('POST', '/scs/v1/containers', { token, json: { cloud: 'cloud-a', name } }),
    );
    expect([201, 400, 422]).toContain(status);
    for (const { url, headers } of sent.filter(({ method }) => method === 'PUT')) {
      expect(url.split('/')).toHaveLength(4);
      expect(decodeURIComponent(url.split('/')[3] ?? '')).toBe(name);
      expect(headers['x-container-read']).toBeUndefined();
    }
  });
});

describeNoLeaks(() => h);
