// SPDX-License-Identifier: Apache-2.0
// The member clouds, the caller's projects in them and the caller itself, by the normalised API.
import { Errors } from 'typebox/value';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRef } from '../../src/model/ids.ts';
import { cloudSchemaOf } from '../../src/scs/clouds/cloud-schema.ts';
import { type Harness, rescope, startHarness } from './harness.ts';
import { describeNoLeaks } from './no-leaks.ts';

const CLOUD = cloudSchemaOf([]);

let h: Harness;
let alice: string;
beforeAll(async () => {
  h = await startHarness();
  alice = await h.login('alice');
});
afterAll(() => h.close());

const get = (path: string, token: string | undefined = alice) => h.send('GET', `/scs/v1/${path}`, { token });

interface Service {
  readonly type: string;
  readonly url: string;
  readonly versions: readonly { readonly id: string }[] | null;
}

describe('clouds', () => {
  it('are listed in the order of the configuration, each with its state and what it offers', async () => {
    const { status, body } = await get('clouds');
    expect(status).toBe(200);
    expect(body.items).toMatchObject([
      {
        id: 'cloud-a',
        name: 'cloud-a',
        status: 'up',
        error: null,
        kinds: ['openstack'],
        strategy: 'hub-oidc',
        access: true,
        projects: 1,
        clusters: [],
      },
      { id: 'cloud-b', status: 'up', access: true, projects: 2 },
    ]);
    for (const cloud of body.items) {
      expect(Errors(CLOUD, cloud)).toEqual([]);
      expect(cloud.latencyMs).toBeGreaterThanOrEqual(0);
      expect(Date.parse(cloud.lastSeenAt)).toBeGreaterThan(Date.now() - 60_000);
      expect(cloud.capabilities).toEqual({
        compute: true,
        image: true,
        'block-storage': true,
        'volume-backup': true,
        network: true,
        'load-balancer': false,
        'object-store': true,
        'key-manager': false,
        dns: false,
        orchestration: false,
        kubernetes: false,
      });
    }
  });

  it('have regions with services by their official types, at the gateway, in the versions that each one lists', async () => {
    for (const cloud of ['cloud-a', 'cloud-b']) {
      const { body } = await get(`clouds/${cloud}`);
      expect(body.regions.map(({ id }: { id: string }) => id)).toEqual([cloud]);
      const services: Service[] = body.regions[0].services;
      const of = (type: string) => services.filter((service) => service.type === type);
      expect(of('compute')).toMatchObject([
        {
          name: 'nova',
          url: `${h.url}/clouds/${cloud}/compute/v2.1`,
          versions: [
            { id: 'v2.0', status: 'supported', min: null, max: null },
            { id: 'v2.1', status: 'current' },
          ],
          microversions: { min: '2.1' },
          circuit: 'closed',
        },
      ]);
      expect(of('block-storage')).toMatchObject([{ name: 'cinder', microversions: { min: '3.0' } }]);
      expect(of('image')[0]?.versions?.length).toBeGreaterThan(0);
      expect(of('identity')).toMatchObject([{ url: `${h.url}/identity/v3` }]);
      for (const { url } of services) expect(url.startsWith(h.url)).toBe(true);
    }
  });

  it('are asked for versions once, whoever wants to know', async () => {
    await get('clouds');
    const asked = () => h.a.requests.filter(({ service, url }) => service === 'compute' && url === '/').length;
    const before = asked();
    await get('clouds');
    await get('clouds', await h.login('bob'));
    expect(asked()).toBe(before);
  });

  it('tell their state alone without services, and no session is opened for that', async () => {
    const carol = await h.login('carol');
    const before = h.a.requests.filter(({ service }) => service !== 'identity').length;
    const { body } = await get('clouds?services=false&cloud=cloud-a', carol);
    expect(body.items).toMatchObject([{ id: 'cloud-a', status: 'up', projects: 2, regions: [{ services: null }] }]);
    expect(h.a.requests.filter(({ service }) => service !== 'identity').length).toBe(before);
  });

  it('that have nothing for the caller say so', async () => {
    const { body } = await get('clouds/cloud-a', await h.login('mallory'));
    expect(body).toMatchObject({ status: 'up', access: false, projects: 0 });
  });

  it('that do not exist are not found, or a bad request that names what there is', async () => {
    const one = await get('clouds/cloud-z');
    expect([one.status, one.body.code]).toEqual([404, 'notFound']);
    const some = await get('clouds?cloud=cloud-a,cloud-z');
    expect([some.status, some.body.errors]).toEqual([
      400,
      [{ parameter: 'cloud', detail: 'there is no cloud "cloud-z"; there are cloud-a, cloud-b' }],
    ]);
    expect((await h.send('GET', '/scs/v1/clouds')).status).toBe(401);
  });

  it('by a token of one project are seen in that project', async () => {
    const { body } = await get('clouds/cloud-b', await h.scoped('alice', 'only-b'));
    const services: Service[] = body.regions[0].services;
    const { id } = projectRef('acme', 'only-b');
    expect(services.find(({ type }) => type === 'object-store')?.url).toContain(`AUTH_${id}`);
  });
});

describe('projects', () => {
  it('of one name are one over all clouds', async () => {
    const carol = await h.login('carol');
    const { status, body } = await get('projects', carol);
    expect(status).toBe(200);
    const domain = { id: projectRef('acme', 'research').domain.id, name: 'acme' };
    expect(body.items).toMatchObject([
      { name: 'only-b', domain, clouds: ['cloud-b'] },
      { id: projectRef('acme', 'research').id, name: 'research', domain, clouds: ['cloud-a', 'cloud-b'] },
      { name: 'teaching', domain, clouds: ['cloud-a', 'cloud-b'] },
    ]);
    expect(body.clouds).toMatchObject([
      { cloud: 'cloud-a', status: 'ok', count: 2 },
      { cloud: 'cloud-b', status: 'ok', count: 3 },
    ]);
  });

  it('say the roles where a session is open, and null where none is', async () => {
    const token = await h.scoped('carol', 'teaching');
    expect((await h.send('GET', '/clouds/cloud-a/compute/v2.1/servers', { token })).status).toBe(200);
    const { body } = await get('projects?name=teach*&domain=acme', token);
    expect(body.items).toHaveLength(1);
    expect(body.items[0].roles['cloud-a']).toEqual(['member', 'reader']);
    const other = await get('projects?name=research', await h.login('carol'));
    expect(other.body.items[0].roles).toEqual({ 'cloud-a': null, 'cloud-b': null });
  });

  it('of one cloud are those that it has', async () => {
    const { body } = await get('projects?cloud=cloud-a');
    expect(body.items.map(({ name }: { name: string }) => name)).toEqual(['research']);
    expect(body.clouds).toHaveLength(1);
    expect((await get('projects?cloud=cloud-z')).status).toBe(400);
  });
});

describe('the caller', () => {
  it('is told who it is, with its scope', async () => {
    const { body } = await get('me', await h.scoped('alice'));
    expect(body).toMatchObject({
      user: { name: 'alice', domain: 'acme', email: 'alice@example.org', groups: ['acme-research'] },
      identityProvider: 'demo',
      issuer: h.idp.issuer,
      scope: {
        kind: 'project',
        project: { id: projectRef('acme', 'research').id, name: 'research' },
        domain: { name: 'acme' },
      },
    });
    expect(body.user.id).toMatch(/^[0-9a-f]{64}$/);
    expect(Date.parse(body.expiresAt)).toBeGreaterThan(Date.now());
    expect((await get('me')).body.scope).toEqual({ kind: 'unscoped', project: null, domain: null });
  });

  it('is known by a token of the identity provider too', async () => {
    const { access_token } = await h.idp.tokens.password('bob');
    const { status, body } = await h.send('GET', '/scs/v1/me', {
      headers: { authorization: `Bearer ${access_token}` },
    });
    expect([status, body.user.name, body.scope.kind]).toEqual([200, 'bob', 'unscoped']);
  });

  it('ends all of its tokens at once, and nobody else loses any', async () => {
    const [first, scoped] = [await h.login('bob'), await h.scoped('bob', 'teaching')];
    expect((await h.send('DELETE', '/scs/v1/me/tokens', { token: first })).status).toBe(204);
    for (const token of [first, scoped]) expect((await get('me', token)).status).toBe(401);
    expect((await rescope(h.url, scoped, 'unscoped')).status).toBe(401);
    expect((await get('me')).status).toBe(200);
  });
});

describe('a cloud in trouble', () => {
  it('with one dead service is degraded, once that is known, and the service says which', async () => {
    const token = await h.scoped('alice');
    await h.a.faults.set('network', 'gone');
    for (let i = 0; i < 6; i++) await h.send('GET', '/clouds/cloud-a/network/v2.0/networks', { token });
    const { body } = await get('clouds/cloud-a', token);
    expect(body.status).toBe('degraded');
    const services: (Service & { circuit: string })[] = body.regions[0].services;
    expect(services.find(({ type }) => type === 'network')?.circuit).not.toBe('closed');
    expect(services.find(({ type }) => type === 'image')?.circuit).toBe('closed');
    await h.a.faults.clear();
  });

  it('that is away is down, with what it offered last; the others are as ever', async () => {
    await h.b.close();
    await expect.poll(async () => (await get('clouds/cloud-b')).body.status, { timeout: 20_000 }).toBe('down');
    const { status, body } = await get('clouds');
    expect(status).toBe(200);
    expect(body.items[1]).toMatchObject({
      id: 'cloud-b',
      status: 'down',
      latencyMs: null,
      projects: null,
      access: null,
      capabilities: { compute: true, dns: false, 'volume-backup': null },
    });
    expect(Errors(CLOUD, body.items[1])).toEqual([]);
    expect(body.items[1].error.code).toMatch(/^member/);
    expect(Date.parse(body.items[1].lastSeenAt)).toBeLessThanOrEqual(Date.now());
    const services: Service[] = body.items[1].regions[0].services;
    expect(services.find(({ type }) => type === 'compute')?.versions?.map(({ id }) => id)).toEqual(['v2.0', 'v2.1']);
    expect((await get('clouds?status=down')).body.items.map(({ id }: { id: string }) => id)).toEqual(['cloud-b']);
  });

  it('costs its own projects alone, unless the caller wants all or nothing', async () => {
    // Somebody whom cloud-b has never told anything.
    const { access_token } = await h.idp.tokens.clientCredentials('automation');
    const send = (path: string) => h.send('GET', path, { headers: { authorization: `Bearer ${access_token}` } });
    const { status, body } = await send('/scs/v1/projects');
    expect(status).toBe(200);
    expect(body.items.map(({ name }: { name: string }) => name)).toEqual(['research']);
    expect(body.clouds).toMatchObject([
      { cloud: 'cloud-a', status: 'ok' },
      { cloud: 'cloud-b', status: 'error', count: 0, error: { code: expect.stringMatching(/^member/) } },
    ]);
    const whole = await send('/scs/v1/projects?partial=false');
    expect([whole.status >= 500, whole.body.cloud]).toEqual([true, 'cloud-b']);
  });
});

describe('a cloud with a region that no path can carry', () => {
  it('shows it with the reason, as far as its catalogue has been opened', async () => {
    const other = await startHarness({ clouds: { region: 'eu-v2' }, openstack: { region: 'Default' } });
    try {
      const token = await other.login('alice');
      const ask = async (path: string) => (await other.send('GET', `/scs/v1/clouds${path}`, { token })).body;
      const [first, second] = (await ask('')).items;
      const reason = '"cloud-a.eu-v2" holds a "v" before a digit or dot, where clients would cut the URL';
      // The one that the configuration names is none of the cloud's either.
      const own = 'the catalogue has no region Default: it has eu-v2; correct region or regions of the entry';
      expect(first.leftOutRegions).toEqual([
        { name: 'Default', reason: own },
        { name: 'eu-v2', reason },
      ]);
      expect(second.leftOutRegions).toHaveLength(2);
      expect(Errors(CLOUD, first)).toEqual([]);
      expect((await ask('/cloud-a?services=false')).leftOutRegions).toBeNull();
    } finally {
      await other.close();
    }
    expect((await get('clouds/cloud-a')).body.leftOutRegions).toEqual([]);
  });
});

describeNoLeaks(() => h);
