// SPDX-License-Identifier: Apache-2.0
// Clients that can take one region only are given that region's auth URL: a login as everywhere, with one cloud's catalogue.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, type Harness, startHarness } from './harness.ts';
import { describeNoLeaks } from './no-leaks.ts';

let h: Harness;
beforeAll(async () => {
  h = await startHarness();
});
afterAll(() => h.close());

const AT_A = '/clouds/cloud-a/identity';
const LOGIN = '/OS-FEDERATION/identity_providers/demo/protocols/openid/auth';
const RESEARCH = { project: { name: 'research', domain: { name: 'acme' } } };

async function login(path: string): Promise<string> {
  const { access_token } = await h.idp.tokens.password('alice');
  const answer = await h.send('POST', path, { headers: { authorization: `Bearer ${access_token}` } });
  expect(answer.status).toBe(201);
  return tokenOf(answer);
}
const tokenOf = (answer: Answer): string => answer.headers.get('x-subject-token') ?? '';
const scoped = (at: string, id: string, scope: unknown = RESEARCH): Promise<Answer> =>
  h.send('POST', `${at}/v3/auth/tokens`, {
    json: { auth: { identity: { methods: ['token'], token: { id } }, scope } },
  });
const regionsOf = (catalog: { endpoints: { region_id: string }[] }[]): string[] => [
  ...new Set(catalog.flatMap(({ endpoints }) => endpoints.map(({ region_id }) => region_id))),
];

describe('the auth URL of one federated region', () => {
  it('answers its version documents with itself, without a token and without its cloud', async () => {
    const before = h.a.requests.length;
    const [root, v3] = [await h.send('GET', AT_A), await h.send('GET', `${AT_A}/v3`)];
    const links = [{ rel: 'self', href: `${h.url}${AT_A}/v3/` }];
    expect([root.status, root.headers.get('location')]).toEqual([300, `${h.url}${AT_A}/v3/`]);
    expect(root.body.versions.values).toMatchObject([{ id: 'v3.14', links }]);
    expect([v3.status, v3.body.version]).toMatchObject([200, { id: 'v3.14', links }]);
    expect(h.a.requests.length).toBe(before);
  });

  it.each([`${AT_A}/v3${LOGIN}`, `${AT_A}${LOGIN}`])(
    'logs in at %s, and gives a token with its own catalogue alone',
    async (path) => {
      const answer = await scoped(AT_A, await login(path));
      expect(answer.status).toBe(201);
      const { catalog, project } = answer.body.token;
      expect(project.name).toBe('research');
      expect(regionsOf(catalog)).toEqual(['cloud-a']);
      const everywhere = await scoped('/identity', await h.login('alice'));
      expect(regionsOf(everywhere.body.token.catalog)).toEqual(['cloud-a', 'cloud-b']);
      expect(catalog.map(({ type }: { type: string }) => type)).toContain('compute');
    },
  );

  it('shows that catalogue, and the projects of that cloud, by any token of the gateway', async () => {
    const token = tokenOf(await scoped('/identity', await h.login('alice')));
    const own = await h.send('GET', `${AT_A}/v3/auth/catalog`, { token });
    expect([own.status, regionsOf(own.body.catalog)]).toEqual([200, ['cloud-a']]);
    expect(own.body.links.self).toBe(`${h.url}${AT_A}/v3/auth/catalog`);
    const shown = await h.send('GET', `${AT_A}/v3/auth/tokens`, { token, headers: { 'x-subject-token': token } });
    expect(regionsOf(shown.body.token.catalog)).toEqual(['cloud-a']);
    const names = async (at: string): Promise<string[]> => {
      const { body } = await h.send('GET', `${at}/v3/auth/projects`, { token });
      expect(body.links.self).toBe(`${h.url}${at}/v3/auth/projects`);
      return body.projects.map(({ name }: { name: string }) => name);
    };
    const [a, b, all] = [await names(AT_A), await names('/clouds/cloud-b/identity'), await names('/identity')];
    expect(a).toContain('research');
    expect([...new Set([...a, ...b])].sort()).toEqual([...all].sort());
    expect(a.length).toBeLessThan(all.length);
  });

  it('gives an ordinary token: it works in every region, and is revoked here as there', async () => {
    const token = tokenOf(await scoped(AT_A, await login(`${AT_A}/v3${LOGIN}`)));
    for (const cloud of ['cloud-a', 'cloud-b'])
      expect((await h.send('GET', `/clouds/${cloud}/compute/v2.1/servers`, { token })).status).toBe(200);
    const headers = { 'x-subject-token': token };
    expect((await h.send('DELETE', `${AT_A}/v3/auth/tokens`, { token, headers })).status).toBe(204);
    expect((await h.send('GET', '/identity/v3/auth/projects', { token })).status).toBe(401);
  });

  it('refuses a scope that its cloud does not give, whatever others do, and a region that its cloud lacks', async () => {
    const unscoped = await h.login('alice');
    const { body } = await h.send('GET', '/identity/v3/auth/projects', { token: unscoped });
    const here = await h.send('GET', `${AT_A}/v3/auth/projects`, { token: unscoped });
    const ids = new Set(here.body.projects.map(({ id }: { id: string }) => id));
    const foreign = body.projects.find(({ id }: { id: string }) => !ids.has(id));
    const refused = await scoped(AT_A, unscoped, { project: { id: foreign.id } });
    expect(refused.status).toBe(401);
    expect(refused.body.error.message).toContain('The cloud of cloud-a does not give you access to this project.');
    expect(refused.headers.get('www-authenticate')).toBe(`Keystone uri="${h.url}${AT_A}/v3"`);
    expect((await scoped('/clouds/cloud-a.Nope/identity', unscoped)).status).toBe(404);
    expect((await scoped('/clouds/nowhere/identity', unscoped)).status).toBe(404);
  });

  it('leaves all else below it to the cloud’s own Keystone', async () => {
    const token = await h.scoped('alice');
    const before = h.a.requests.length;
    const { status } = await h.send('GET', `${AT_A}/v3/projects`, { token });
    expect(status).toBeLessThan(500);
    expect(
      h.a.requests.slice(before).some(({ service, url }) => service === 'identity' && /\/projects/.test(url)),
    ).toBe(true);
  });

  it('tells in the log which cloud it was', async () => {
    const { status } = await h.send('GET', `${AT_A}/v3/auth/projects`);
    expect(status).toBe(401);
    const lines = h.log.map((line) => JSON.parse(line));
    expect(lines.some(({ path, cloud }) => path === '/identity/v3/auth/projects' && cloud === 'cloud-a')).toBe(true);
  });

  it('asks no other cloud, and so waits for none that is away', async () => {
    await h.b.faults.set('identity', 'hang');
    const before = h.b.requests.length;
    try {
      const answer = await scoped(AT_A, await login(`${AT_A}/v3${LOGIN}`));
      expect([answer.status, answer.headers.get('x-scs-degraded')]).toEqual([201, null]);
      expect(h.b.requests.length).toBe(before);
    } finally {
      await h.b.faults.clear();
    }
  });
});

describeNoLeaks(() => h);
