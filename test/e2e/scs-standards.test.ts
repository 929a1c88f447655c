// SPDX-License-Identifier: Apache-2.0
// What the gateway knows of the SCS standards, over two clouds and by their own answers.
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Check as holds } from 'typebox/value';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ScsDeps, scsRoutes } from '../../src/gateway/surfaces/scs/index.ts';
import { type ClusterHarness, startClusterHarness } from './cluster-harness.ts';
import { type Harness, startHarness } from './harness.ts';
import { describeNoLeaks } from './no-leaks.ts';

let h: Harness;
let alice: string;
beforeAll(async () => {
  h = await startHarness();
  alice = await h.scoped('alice');
});
afterAll(() => h.close());

const get = (path: string, token: string | undefined = alice) => h.send('GET', `/scs/v1/${path}`, { token });
const post = (path: string, json: unknown) => h.send('POST', `/scs/v1/${path}`, { token: alice, json });

/** Nothing is said by the document that is not so: the answer, held against the route's own schema. */
const routes = scsRoutes({ publicUrl: 'https://gateway.example.org' } as ScsDeps);
function fits(operationId: string, body: unknown): boolean {
  const schema = routes.find((route) => route.operationId === operationId)?.answers[200]?.schema;
  return schema !== undefined && holds(schema, body);
}

interface Group {
  readonly name: string;
  readonly clouds: readonly string[];
}

interface Check {
  readonly id: string;
  readonly result: string;
  readonly detail: string;
}
const checksOf = (body: { regions: { checks: Check[] }[] }) =>
  Object.fromEntries((body.regions[0]?.checks ?? []).map(({ id, result, detail }) => [id, `${result}: ${detail}`]));

describe('flavor names', () => {
  it('are read and written for anybody', async () => {
    const read = await h.send('GET', '/scs/v1/flavor-names/SCS-16T%3A64%3A3x10s-bms-i3h');
    expect(read.status).toBe(200);
    expect(read.body).toMatchObject({ syntax: 'v1', canonical: 'SCS-16T-64-3x10s_bms_i3h', short: 'SCS-16T-64-3x10s' });
    const written = await h.send('POST', '/scs/v1/flavor-names', { json: { parsed: read.body.parsed } });
    expect(written.body).toMatchObject({ name: 'SCS-16T-64-3x10s_bms_i3h', asV1: 'SCS-16T:64:3x10s-bms-i3h' });
    expect((await h.send('GET', '/scs/v1/flavor-names/m1.large')).status).toBe(422);
  });
});

describe('flavors over clouds', () => {
  it('stand together by what they mean', async () => {
    const { status, body } = await get('flavor-groups');
    expect(status).toBe(200);
    expect(fits('listFlavorGroups', body)).toBe(true);
    const clouds = Object.fromEntries(body.items.map(({ name, clouds }: Group) => [name, clouds]));
    expect(clouds).toMatchObject({
      'SCS-2V-8': ['cloud-a', 'cloud-b'],
      'SCS-8V-32': ['cloud-a'],
      'SCS-16V-64': ['cloud-b'],
    });
    expect(body.clouds).toMatchObject([
      { cloud: 'cloud-a', status: 'ok', count: 10 },
      { cloud: 'cloud-b', status: 'ok', count: 10 },
    ]);
  });

  it('are found by a name in any syntax, with the id that each cloud has for it', async () => {
    const { body } = await get('flavor-groups?name=SCS-2V:8,SCS-8V-32');
    expect(body.items.map(({ name }: Group) => name)).toEqual(['SCS-2V-8', 'SCS-8V-32']);
    const [group] = body.items;
    expect(group).toMatchObject({ scs: true, differences: [] });
    for (const { cloud, id } of group.offers) expect((await get(`flavors/${cloud}/${id}`)).body.name).toBe('SCS-2V-8');
    expect(group.offers.map(({ cloud, by }: { cloud: string; by: string }) => [cloud, by])).toEqual([
      ['cloud-a', 'extra_specs'],
      ['cloud-b', 'extra_specs'],
    ]);
  });

  it('exist here and not there', async () => {
    const { body } = await get('flavor-groups/SCS-8V:32');
    expect(fits('getFlavorGroup', body)).toBe(true);
    expect(body).toMatchObject({ name: 'SCS-8V-32', clouds: ['cloud-a'], missing: ['cloud-b'], unknown: [] });
    expect((await get('flavor-groups/SCS-99V-1')).body).toMatchObject({
      name: 'SCS-99V-1',
      clouds: [],
      missing: ['cloud-a', 'cloud-b'],
      offers: [],
    });
  });

  it('serve what somebody wants, the smallest of each cloud', async () => {
    const { status, body } = await get('flavor-matches?vcpus=2&ramGiB=8&diskGiB=20&diskType=ssd');
    expect(status).toBe(200);
    expect(fits('matchFlavors', body)).toBe(true);
    expect(body.items).toMatchObject([
      {
        cloud: 'cloud-a',
        region: 'cloud-a',
        flavor: { name: 'SCS-4V-16-100s' },
        because: 'the only one that satisfies the request',
      },
      { cloud: 'cloud-b', region: 'cloud-b', flavor: { name: 'SCS-4V-16-100s' } },
    ]);
    const none = await get('flavor-matches?vcpus=8&cpuType=dedicated-core&cloud=cloud-a');
    expect(none.body.items).toEqual([
      {
        cloud: 'cloud-a',
        region: 'cloud-a',
        flavor: null,
        because: expect.stringMatching(/nearest is SCS-8V-32: its CPU type is shared-core, requested dedicated-core/),
        alternatives: [],
      },
    ]);
    const exact = await get('flavor-matches?vcpus=2&ramGiB=4&diskGiB=0&exact=true&cloud=cloud-b');
    expect(exact.body.items[0].flavor.name).toBe('SCS-2V-4');
  });

  it.each([
    ['flavor-matches?vcpu=2', 'vcpu'],
    ['flavor-matches?cpuType=quantum', 'cpuType'],
    ['flavor-groups?cloud=cloud-z', 'cloud'],
    ['image-matches?visibility=secret', 'visibility'],
  ])('are asked for in words that exist: not %s', async (path, where) => {
    const { status, body } = await get(path);
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ parameter: where }]);
  });
});

describe('images over clouds', () => {
  it('are one for each cloud, by what they declare', async () => {
    const { status, body } = await get('image-matches?distro=ubuntu&version=24.04');
    expect(status).toBe(200);
    expect(fits('matchImages', body)).toBe(true);
    expect(body.items).toMatchObject([
      { cloud: 'cloud-a', image: { name: 'Ubuntu 24.04', cloud: 'cloud-a' }, how: 'properties', runnersUp: [] },
      { cloud: 'cloud-b', image: { name: 'Ubuntu 24.04', cloud: 'cloud-b' }, how: 'properties' },
    ]);
    expect(body.clouds).toMatchObject([{ count: 1 }, { count: 1 }]);
  });

  it('that are not there have a reason', async () => {
    const { body } = await get('image-matches?distro=ubuntu&version=22.04&region=cloud-b');
    expect(body.items).toEqual([
      {
        cloud: 'cloud-b',
        region: 'cloud-b',
        image: null,
        how: null,
        because: 'no ubuntu 22.04; there is 24.04',
        runnersUp: [],
      },
    ]);
  });

  it('are found by their name alone where no distribution is named', async () => {
    const { status, body } = await get('image-matches?name=Ubuntu%2024.04');
    expect(status).toBe(200);
    expect(fits('matchImages', body)).toBe(true);
    expect(body.items).toMatchObject([
      { cloud: 'cloud-a', image: { name: 'Ubuntu 24.04', cloud: 'cloud-a' }, how: 'name' },
      { cloud: 'cloud-b', image: { name: 'Ubuntu 24.04', cloud: 'cloud-b' }, how: 'name' },
    ]);
    // What else is asked for must be declared.
    const { body: none } = await get('image-matches?name=Ubuntu%2024.04&version=22.04&cloud=cloud-a');
    expect(none.items).toMatchObject([
      { image: null, how: null, because: 'no image Ubuntu 24.04 with these properties' },
    ]);
  });

  it('are not guessed where neither a distribution nor a name is given', async () => {
    const before = h.a.requests.length;
    const { status, body } = await get('image-matches?version=24.04&purpose=generic');
    expect(status).toBe(400);
    expect(body.detail).toBe('Which image is meant is not said: give a distro or a name.');
    expect(body.errors).toMatchObject([{ parameter: 'distro' }, { parameter: 'name' }]);
    expect(h.a.requests.length).toBe(before);
  });

  it('count with community images where these are asked for', async () => {
    const { status, body } = await get('image-matches?distro=debian&visibility=public,community');
    expect(status).toBe(200);
    expect(body.items).toMatchObject([{ image: { name: 'Debian 12' } }, { image: { name: 'Debian 12' } }]);
  });
});

describe('conformance', () => {
  it('is told of each region, dated, and reads only', async () => {
    const before = h.a.requests.length;
    const { status, body } = await get('clouds/cloud-a/conformance');
    expect(status).toBe(200);
    expect(fits('getConformance', body)).toBe(true);
    expect(Math.abs(Date.parse(body.checkedAt) - Date.now())).toBeLessThan(60_000);
    expect(body).toMatchObject({ cloud: 'cloud-a', regions: [{ region: 'cloud-a' }], clusters: [] });
    expect(checksOf(body)).toMatchObject({
      'scs-0100-syntax-check': expect.stringMatching(/^pass/),
      'scs-0102-prop-hash_algo': expect.stringMatching(/^pass/),
      'scs-0103-flavor-8v-32': expect.stringMatching(/^pass/),
      'scs-0103-flavor-16v-32': expect.stringMatching(/^fail/),
      'scs-0104-image-ubuntu-2404': expect.stringMatching(/^pass/),
      'scs-0114-syntax-check': expect.stringMatching(/^pass/),
      // Neutron of before 2023.2: no API for them, so they are its own.
      'scs-0115-default-rules': expect.stringMatching(/^pass/),
      'scs-0123-swift-s3': expect.stringMatching(/^fail: the host of the object store does not answer as S3 does: 40/),
      // The catalogue says volumev3, which is what the test looks for.
      'scs-0123-storage-apis': 'pass: in the catalogue as volumev3',
      'scs-0123-service-load-balancer': expect.stringMatching(/^fail/),
      'scs-0117-test-backup': expect.stringMatching(/^unknown/),
    });
    expect(body.regions[0].summary).toMatchObject([
      { scope: 'SCS-compatible IaaS', version: 'v5.1', result: 'fail' },
      { scope: 'SCS-compatible IaaS', version: 'next' },
    ]);
    const wrote = h.a.requests.slice(before).filter(({ method, url }) => method !== 'GET' && !/\/auth\//.test(url));
    expect(wrote).toEqual([]);
  });

  it('asks the host of the object store in S3, as a stranger with an unknown key', async () => {
    const asked: IncomingMessage[] = [];
    const s3 = createServer((request, response) => {
      asked.push(request);
      response
        .writeHead(403, { 'content-type': 'application/xml' })
        .end('<?xml version="1.0"?><Error><Code>InvalidAccessKeyId</Code><RequestId>tx1</RequestId></Error>');
    });
    s3.listen(0, '127.0.0.1');
    await once(s3, 'listening');
    const origin = `127.0.0.1:${(s3.address() as AddressInfo).port}`;
    const house = await startHarness({
      clouds: { elsewhere: { 'object-store': `http://${origin}/v1/AUTH_%(project_id)s` } },
    });
    try {
      const token = await house.scoped('alice');
      const { body } = await house.send('GET', '/scs/v1/clouds/cloud-a/conformance?scope=iaas', { token });
      expect(checksOf(body)['scs-0123-swift-s3']).toMatch(/^pass/);
      const [{ method, url, headers } = expect.fail('nothing was asked')] = asked;
      expect({ method, url, count: asked.length }).toEqual({ method: 'GET', url: '/', count: 1 });
      expect(headers.authorization).toMatch(
        /^AWS4-HMAC-SHA256 Credential=doesnotexist\/\d{8}\/us-east-1\/s3\/aws4_request, /,
      );
      // It belongs to whoever stands at that address: no token goes there.
      expect(Object.keys(headers).filter((name) => /token|cookie/.test(name))).toEqual([]);
    } finally {
      await house.close();
      s3.close();
    }
  });

  it('needs a project there, and a cloud that exists', async () => {
    expect((await get('clouds/cloud-z/conformance')).status).toBe(404);
    const onlyB = await h.scoped('alice', 'only-b');
    const refused = await get('clouds/cloud-a/conformance', onlyB);
    expect({ status: refused.status, cloud: refused.body.cloud }).toEqual({ status: 403, cloud: 'cloud-a' });
    expect((await get('clouds/cloud-b/conformance', onlyB)).status).toBe(200);
    expect((await get('clouds/cloud-a/conformance?region=nowhere')).status).toBe(400);
  });

  it('without a scope is looked at with the first project', async () => {
    const { status, body } = await get('clouds/cloud-b/conformance?scope=iaas', await h.login('alice'));
    expect(status).toBe(200);
    expect(body.project).toMatch(/^[0-9a-f]{32}$/);
  });
});

describe('portability', () => {
  it('tells which clouds have all of it, and what the others lack', async () => {
    const wanted = {
      flavors: ['SCS-2V-8', { vcpus: 8, ramGiB: 32 }],
      images: [{ distro: 'ubuntu', version: '24.04' }],
      services: ['block-storage'],
      volumeAspects: ['encrypted'],
    };
    const { status, body } = await post('portability', wanted);
    expect(status).toBe(200);
    expect(fits('checkPortability', body)).toBe(true);
    expect(body.satisfying).toEqual(['cloud-a', 'cloud-b']);
    const chosen = body.clouds.map(({ items }: { items: { chosen: { name: string } }[] }) =>
      items.map((item) => item.chosen.name),
    );
    expect(chosen).toEqual([
      ['SCS-2V-8', 'SCS-8V-32', 'Ubuntu 24.04', 'volumev3', 'safe'],
      ['SCS-2V-8', 'SCS-16V-64', 'Ubuntu 24.04', 'block-storage', 'safe'],
    ]);
    expect(body.clouds[0].items[1].wanted).toEqual(wanted.flavors[1]);

    const less = await post('portability', {
      flavors: ['SCS-8V-32', 'm1.tiny'],
      services: ['dns'],
      clouds: ['cloud-b'],
    });
    expect(less.body).toMatchObject({
      satisfying: [],
      clouds: [
        {
          cloud: 'cloud-b',
          state: 'missing',
          items: [
            { state: 'missing', nearest: { name: 'SCS-16V-64' } },
            { state: 'missing', wanted: 'm1.tiny' },
            { state: 'missing', detail: 'not in the catalogue' },
          ],
        },
      ],
    });
  });

  it('of a cloud where somebody has no project is unknown, and says so', async () => {
    const token = await h.scoped('alice', 'only-b');
    const { body } = await h.send('POST', '/scs/v1/portability', { token, json: { services: ['compute'] } });
    expect(fits('checkPortability', body)).toBe(true);
    expect(body).toMatchObject({
      satisfying: ['cloud-b'],
      clouds: [{ cloud: 'cloud-a', state: 'unknown', error: { code: 'forbidden' } }, { state: 'satisfied' }],
    });
  });

  it.each([
    [{}, '#'],
    [{ flavors: [] }, '#'],
    [{ images: [{ version: '24.04' }] }, '#/images/0'],
    [{ services: ['compute'], clouds: ['cloud-a', 'cloud-z'] }, '#/clouds/1'],
    [{ flavors: [{ vcpu: 2 }] }, '#/flavors/0/vcpu'],
  ])('is not told for %j', async (wanted, where) => {
    const { status, body } = await post('portability', wanted);
    expect(status).toBe(400);
    expect(body.errors.map(({ pointer, parameter }: Record<string, string>) => pointer ?? parameter)).toContain(where);
  });
});

describe('the examples of the document', () => {
  const own = routes.filter(({ path }) =>
    /flavor-(names|groups|matches)|image-matches|portability|conformance/.test(path),
  );
  it.each(own.map((route) => [`${route.method} ${route.path}`, route] as const))('%s answers', async (_name, route) => {
    const { parameters = {}, query = {}, body } = route.example ?? {};
    const path = route.path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(parameters[name] ?? ''));
    const answer = await h.send(route.method, `${path}?${new URLSearchParams(query)}`, {
      token: alice,
      ...(body === undefined ? {} : { json: body }),
    });
    expect(answer.status).toBe(200);
    expect(fits(route.operationId, answer.body)).toBe(true);
  });
});

// In a gateway of its own, which knows nothing from before.
describe('what cannot be seen', () => {
  let fresh: Harness;
  beforeAll(async () => {
    fresh = await startHarness();
  });
  afterAll(() => fresh.close());

  it('of a service that does not answer is unknown in the report, with the reason', async () => {
    const token = await fresh.scoped('alice');
    await fresh.b.faults.set('block-storage', { kind: 'html503' });
    const { status, body } = await fresh.send('GET', '/scs/v1/clouds/cloud-b/conformance?scope=iaas', { token });
    expect(status).toBe(200);
    expect(checksOf(body)['scs-0114-syntax-check']).toMatch(/^unknown: .*cloud-b/);
    expect(checksOf(body)['scs-0100-syntax-check']).toMatch(/^pass/);
  });

  it('flavors of a cloud that is away are unknown, not missing', async () => {
    // With a project that nobody has looked with: nothing of it is known from before.
    const token = await fresh.scoped('alice', 'only-b');
    await fresh.b.faults.set('*', 'gone');
    const { status, body } = await fresh.send('GET', '/scs/v1/flavor-groups/SCS-99V-2', { token });
    expect(status).toBe(200);
    expect(body).toMatchObject({ clouds: [], missing: [], unknown: ['cloud-a', 'cloud-b'] });
    expect(body.report[1]).toMatchObject({
      cloud: 'cloud-b',
      status: 'error',
      error: { code: expect.stringMatching(/^member/) },
    });
  });
});

describeNoLeaks(() => h);

describe('conformance of clusters', () => {
  let k: ClusterHarness;
  beforeAll(async () => {
    k = await startClusterHarness();
  });
  afterAll(() => k.close());

  it('is told of each, as far as the caller may see it', async () => {
    const conformance = async (user: string) => {
      const { status, body } = await k.send('GET', '/scs/v1/clouds/cloud-a/conformance', {
        token: await k.login(user),
      });
      expect(status).toBe(200);
      expect(fits('getConformance', body)).toBe(true);
      expect(body.regions).toEqual([]);
      return (cluster: string, id: string): string => {
        const one = body.clusters.find((each: { cluster: string }) => each.cluster === cluster);
        const check = one.checks.find((each: { id: string }) => each.id === id);
        return `${check.result}: ${check.detail}`;
      };
    };
    const bob = await conformance('bob');
    expect(bob('hub', 'scs-0211-default-storage-class')).toBe('pass: ssd is the one default');
    expect(bob('hub', 'kaas-networking-check')).toMatch(/^unknown: NetworkPolicy is served/);
    expect(bob('down', 'version-policy-check')).toMatch(/^unknown: /);
    const alice = await conformance('alice');
    expect(alice('imp', 'node-distribution-check')).toMatch(/^unknown: .*not allow/);
  });
});
