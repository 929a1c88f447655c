// SPDX-License-Identifier: Apache-2.0
// Accounts that live at the member: they log in there, through the gateway, and keep their own tokens and ids.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Harness, startHarness } from './harness.ts';
import { describeNoLeaks } from './no-leaks.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness({ strategies: { b: { kind: 'native' } }, native: ['b'] });
});
afterAll(() => h.close());

const IDENTITY = '/clouds/cloud-b/identity/v3';
const login = (
  password = 'local-pw',
  scope: unknown = { project: { name: 'research', domain: { name: 'acme' } } },
): Promise<Answer> =>
  h.send('POST', `${IDENTITY}/auth/tokens`, {
    json: {
      auth: {
        identity: {
          methods: ['password'],
          password: { user: { name: 'local', domain: { id: 'default' }, password } },
        },
        ...(scope === undefined ? {} : { scope }),
      },
    },
  });
const tokenOf = (answer: Answer): string => answer.headers.get('x-subject-token') ?? '';

describe('what the gateway tells of a cloud with accounts of its own', () => {
  it('its region is in no list that a token of the gateway opens, and its profile leads to its own Keystone', async () => {
    const regions = await h.send('GET', '/identity/v3/regions', { token: await h.login('alice') });
    expect(regions.body.regions.map(({ id }: { id: string }) => id)).toEqual(['cloud-a']);
    const { body: all } = await h.send('GET', '/.well-known/openstack/api');
    expect(all.profile.regions).toEqual(['cloud-a']);
    const { body: own } = await h.send('GET', '/.well-known/openstack/api/cloud-b');
    expect(own.profile.auth.auth_url).toBe(`${h.url}${IDENTITY}`);
    expect((await h.send('GET', '/clouds/cloud-b/identity/v3')).body.version.id).toMatch(/^v3/);
  });

  it('a password at the gateway’s own Keystone is told of that cloud’s', async () => {
    const json = { auth: { identity: { methods: ['password'], password: {} } } };
    const { status, body } = await h.send('POST', '/identity/v3/auth/tokens', { json });
    expect(status).toBe(401);
    expect(body.error.message).toContain(`${h.url}${IDENTITY}`);
    expect(body.error.identity.methods).toContain('token');
  });

  it('the root is a version document that leads to the gateway’s Keystone', async () => {
    const { body } = await h.send('GET', '/');
    expect(body).not.toHaveProperty('version');
    const [version] = body.versions.values;
    expect(version).toMatchObject({ id: 'v3.14', status: 'stable' });
    expect(version.links).toEqual([{ rel: 'self', href: `${h.url}/identity/v3/` }]);
    expect(body.links.identity).toBe(`${h.url}/identity/v3`);
  });
});

describe('a login at the member', () => {
  it('gives the member’s own token and ids', async () => {
    const answer = await login();
    expect(answer.status).toBe(201);
    expect(tokenOf(answer)).toMatch(/^gAAAAA/);
    expect(answer.body.token).toMatchObject({
      user: { id: h.b.userIds.local, name: 'local' },
      project: { id: h.b.projectIds['acme/research'] },
    });
  });

  it('gives a catalogue that leads through the gateway, its identity service included', async () => {
    const { body } = await login();
    const endpoints: { region: string; url: string }[] = body.token.catalog.flatMap(
      (entry: { endpoints: unknown[] }) => entry.endpoints,
    );
    expect(new Set(endpoints.map(({ region }) => region))).toEqual(new Set(['cloud-b']));
    expect(endpoints.every(({ url }) => url.startsWith(`${h.url}/clouds/cloud-b/`))).toBe(true);
    expect(endpoints.map(({ url }) => url)).toContain(`${h.url}${IDENTITY}`);
  });

  it('with a wrong password is the member’s own 401, and says to come here again', async () => {
    const answer = await login('wrong');
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe(`Keystone uri="${h.url}${IDENTITY}"`);
  });

  it('finds version documents before it', async () => {
    const root = await h.send('GET', '/clouds/cloud-b/identity/');
    expect(root.status).toBe(300);
    expect(root.headers.get('location')).toBe(`${h.url}${IDENTITY}/`);
    expect((await h.send('GET', IDENTITY)).body.version.links[0].href).toBe(`${h.url}${IDENTITY}/`);
  });
});

describe('the member’s token', () => {
  it('works at its services, with its own ids', async () => {
    const token = tokenOf(await login());
    const servers = await h.send('GET', '/clouds/cloud-b/compute/v2.1/servers/detail', { token });
    expect([servers.status, servers.body.servers]).toEqual([200, []]);
    const seen = h.b.requests.findLast(({ service }) => service === 'compute');
    expect(seen?.headers['x-auth-token']).toBe(token);
    const network = await h.send('POST', '/clouds/cloud-b/network/v2.0/networks', {
      token,
      json: { network: { name: 'n' } },
    });
    expect(network.body.network.project_id).toBe(h.b.projectIds['acme/research']);
  });

  it('can be shown, re-scoped and revoked; then it is refused, with where to log in', async () => {
    const unscoped = tokenOf(await login('local-pw', 'unscoped'));
    const scoped = await h.send('POST', `${IDENTITY}/auth/tokens`, {
      json: {
        auth: {
          identity: { methods: ['token'], token: { id: unscoped } },
          scope: { project: { name: 'research', domain: { name: 'acme' } } },
        },
      },
    });
    expect(scoped.status).toBe(201);
    const token = tokenOf(scoped);
    const headers = { 'x-subject-token': token };
    const shown = await h.send('GET', `${IDENTITY}/auth/tokens`, { token, headers });
    expect([shown.status, tokenOf(shown)]).toEqual([200, token]);
    expect((await h.send('GET', '/clouds/cloud-b/compute/v2.1/servers', { token })).status).toBe(200);
    expect((await h.send('DELETE', `${IDENTITY}/auth/tokens`, { token, headers })).status).toBe(204);
    const refused = await h.send('GET', '/clouds/cloud-b/compute/v2.1/servers', { token });
    expect(refused.status).toBe(401);
    expect(refused.headers.get('www-authenticate')).toBe(`Keystone uri="${h.url}${IDENTITY}"`);
  });

  it('that the member does not know is refused, with where to log in', async () => {
    const refused = await h.send('GET', '/clouds/cloud-b/compute/v2.1/servers', { token: `gAAAAA${'x'.repeat(180)}` });
    expect(refused.status).toBe(401);
    expect(refused.headers.get('www-authenticate')).toBe(`Keystone uri="${h.url}${IDENTITY}"`);
    const none = await h.send('GET', '/clouds/cloud-b/compute/v2.1/servers');
    expect([none.status, none.headers.get('www-authenticate')]).toEqual([401, `Keystone uri="${h.url}${IDENTITY}"`]);
  });

  it('opens no other cloud', async () => {
    const token = tokenOf(await login());
    expect((await h.send('GET', '/clouds/cloud-a/compute/v2.1/servers', { token })).status).toBe(401);
    expect(h.a.requests.some(({ headers }) => headers['x-auth-token'] === token)).toBe(false);
  });
});

describe('a gateway token', () => {
  it('shown at the member’s own accounts is refused before it gets there', async () => {
    const token = await h.scoped('alice');
    const before = h.b.requests.length;
    for (const path of ['/clouds/cloud-b/compute/v2.1/servers', `${IDENTITY}/auth/projects`]) {
      const answer = await h.send('GET', path, { token });
      expect(answer.status).toBe(403);
    }
    expect(h.b.requests.length).toBe(before);
  });

  it.each([
    ['as the token that is asked about', { 'x-subject-token': 'TOKEN' }, undefined],
    ['as Bearer', { authorization: 'Bearer TOKEN' }, undefined],
    ['beside the member’s own', { 'x-storage-token': 'TOKEN', 'x-service-token': 'TOKEN' }, undefined],
    ['as a cookie', { cookie: 'token=TOKEN' }, undefined],
    ['in the body of a login', {}, { auth: { identity: { methods: ['token'], token: { id: 'TOKEN' } } } }],
  ])('does not get there %s', async (_name, headers, json) => {
    const ours = await h.scoped('alice');
    const fill = <T>(value: T): T => JSON.parse(JSON.stringify(value).replaceAll('TOKEN', ours));
    const token = 'authorization' in headers ? undefined : json ? undefined : tokenOf(await login());
    const answer = await h.send(json ? 'POST' : 'GET', `${IDENTITY}/auth/tokens`, {
      token,
      headers: fill(headers as Record<string, string>),
      ...(json ? { json: fill(json) } : {}),
    });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(h.leaks()).toEqual([]);
  });

  it('still gives the other cloud, and this one is no part of the federation', async () => {
    const token = await h.scoped('alice');
    const { body } = await h.send('GET', '/identity/v3/auth/catalog', { token });
    const regions = body.catalog.flatMap((entry: { endpoints: { region: string }[] }) =>
      entry.endpoints.map(({ region }) => region),
    );
    expect(new Set(regions)).toEqual(new Set(['cloud-a']));
  });
});

describeNoLeaks(() => h);
