// SPDX-License-Identifier: Apache-2.0
// A password goes to whoever judges it and nowhere else: no log line, no error, no metric, no stored value, no other cloud.
// The token that the home cloud gives for it is ended and opens nothing.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Harness, startHarness } from '../e2e/harness.ts';

const PASSWORD = 'corr3ct-h0rse-battery';
const WRONG = 'wr0ng-but-secret-too';
const HUB = { kind: 'hub-oidc', identityProvider: 'hub', groupNames: 'plain' };
let harness: Harness;
const dumped: string[] = [];

beforeAll(async () => {
  harness = await startHarness({
    homeDomains: [{ domain: 'customer', cloudDomain: 'Default' }],
    identityProvider: { password: { clientId: 'openstack-cli', scope: 'openid profile email groups' } },
    gateway: { limits: { passwords: { pair: '1000/1m', account: '1000/1m' }, loopLag: 'off' } },
    strategies: { a: HUB, b: HUB },
    clouds: {
      users: [
        { name: 'local', password: 'local-pw', domain: 'Default', roles: [] },
        { name: 'zoe', password: PASSWORD, domain: 'Default', groups: ['acme-research'], roles: [] },
      ],
    },
  });
});
afterAll(() => harness.close());

const user = (name: string, domain: string, password: string) => ({ name, domain: { name: domain }, password });
const project = { project: { name: 'research', domain: { name: 'acme' } } };
async function logIn(who: object, scope?: unknown) {
  const answer = await harness.send('POST', '/identity/v3/auth/tokens', {
    json: { auth: { identity: { methods: ['password'], password: { user: who } }, scope } },
  });
  dumped.push(answer.text, JSON.stringify([...answer.headers]));
  return answer;
}

describe('a login with a password', () => {
  it('at a home cloud gives a token with projects of every cloud, which looks like that of an account', async () => {
    const answer = await logIn(user('zoe', 'customer', PASSWORD), project);
    expect([answer.status, answer.body.error]).toEqual([201, undefined]);
    const { token } = answer.body;
    expect(token.methods).toEqual(['password']);
    expect(token.user).toMatchObject({ name: 'zoe', domain: { name: 'customer' }, password_expires_at: null });
    expect(token.user).not.toHaveProperty('OS-FEDERATION');
    const regions = token.catalog.flatMap((service: { endpoints: { region: string }[] }) =>
      service.endpoints.map(({ region }) => region),
    );
    expect(new Set(regions)).toEqual(new Set(['cloud-a', 'cloud-b']));
    const servers = await harness.send('GET', '/clouds/cloud-b/compute/v2.1/servers', {
      token: answer.headers.get('x-subject-token') ?? '',
    });
    expect(servers.status).toBe(200);
  });

  it('by the id that the gateway has told works once the user has logged in by name', async () => {
    const { id } = (await logIn(user('zoe', 'customer', PASSWORD))).body.token.user;
    expect((await logIn({ id, password: PASSWORD })).status).toBe(201);
    expect((await logIn({ id, password: WRONG })).status).toBe(401);
  });

  it('at an identity provider is a federated login by another way', async () => {
    const answer = await logIn(user('alice', 'acme', 'alice-pw'), project);
    expect([answer.status, answer.body.error]).toEqual([201, undefined]);
    expect(answer.body.token.methods).toEqual(['password']);
    expect(answer.body.token.user['OS-FEDERATION'].identity_provider).toEqual({ id: 'demo' });
    const federated = await harness.send('GET', '/identity/v3/auth/tokens', {
      token: answer.headers.get('x-subject-token') ?? '',
      headers: { 'x-subject-token': answer.headers.get('x-subject-token') ?? '' },
    });
    expect(federated.body.token.user.id).toBe(answer.body.token.user.id);
  });

  it('ends the token at the home cloud', async () => {
    await logIn(user('zoe', 'customer', PASSWORD));
    await vi.waitFor(() => {
      const count = (method: string) =>
        harness.a.requests.filter((one) => one.method === method && one.url.endsWith('/v3/auth/tokens')).length;
      expect(count('DELETE')).toBeGreaterThan(0);
    });
  });

  it('that is refused tells nobody why', async () => {
    const answers = [
      await logIn(user('zoe', 'customer', WRONG)),
      await logIn(user('nobody', 'customer', WRONG)),
      await logIn(user('zoe', 'nowhere', WRONG)),
      await logIn(user('alice', 'acme', WRONG)),
      await logIn(user('nobody', 'acme', WRONG)),
      await logIn({ id: 'f'.repeat(64), password: WRONG }),
    ];
    const { code, message, title } = answers[0]?.body.error ?? {};
    expect({ code, message, title }).toEqual({
      code: 401,
      message: 'The request you have made requires authentication.',
      title: 'Unauthorized',
    });
    expect(new Set(answers.map(({ text, status }) => `${status} ${text}`)).size).toBe(1);
  });

  it('whose password is a token of the gateway is refused before anybody sees it', async () => {
    const token = await harness.login('alice');
    const before = harness.a.requests.length;
    expect((await logIn(user('zoe', 'customer', token))).status).toBe(400);
    expect(harness.a.requests.length).toBe(before);
  });

  it('while the home cloud is away is 503 with Retry-After, not 401', async () => {
    await harness.a.close();
    const answer = await logIn(user('zoe', 'customer', PASSWORD));
    expect([answer.status, Number(answer.headers.get('retry-after')) > 0]).toEqual([503, true]);
  });

  it('leaves the password nowhere', async () => {
    const metrics = await (await harness.operations('/metrics')).text();
    const elsewhere = harness.b.requests.map((request) => JSON.stringify(request));
    const everything = [...dumped, ...harness.log, ...elsewhere, metrics].join('\n');
    for (const secret of [PASSWORD, WRONG, encodeURIComponent(PASSWORD), Buffer.from(PASSWORD).toString('base64')])
      expect(everything).not.toContain(secret);
    const toHome = harness.a.requests.filter((request) => JSON.stringify(request).includes(PASSWORD));
    expect(new Set(toHome.map(({ method, url }) => `${method} ${url.replace(/^https?:\/\/[^/]+/, '')}`))).toEqual(
      new Set(['POST /v3/auth/tokens']),
    );
    expect(harness.leaks()).toEqual([]);
  });
});
