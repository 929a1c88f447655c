// SPDX-License-Identifier: Apache-2.0
// Clouds that trust the identity provider of the gateway's users get the users' own tokens: made for that cloud alone, kept
// sealed for their life, gone with the login. Whoever operates the cloud can do nothing with them elsewhere.
import { decodeJwt } from 'jose';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MARKS, WIDE } from '../../src/federation/marks.ts';
import { createRevocations } from '../../src/federation/revocations.ts';
import { createRevokedRights } from '../../src/federation/revoked-rights.ts';
import type { Principal } from '../../src/model/identity.ts';
import type { Store } from '../../src/model/store.ts';
import { createFileStore } from '../../src/store/file.ts';
import { type Harness, rescope, startHarness } from '../e2e/harness.ts';
import { SOON } from '../soon.ts';
import { type ExchangingIssuer, startExchangingIssuer } from './exchanging-issuer.ts';

const LOGIN = '/identity/v3/OS-FEDERATION/identity_providers/demo/protocols/openid/auth';
let idp: ExchangingIssuer;
let h: Harness;

beforeEach(async () => {
  idp = await startExchangingIssuer();
  h = await startHarness({
    durable: createFileStore({ folder: ':memory:' }),
    strategies: { b: { kind: 'passthrough', identityProvider: 'hub', protocol: 'openid', audience: 'keystone-b' } },
    identityProvider: { issuer: idp.issuer, exchange: { clientId: 'exchanger', clientSecret: 'env:AC_SECRET' } },
  });
  h.b.trust({ issuer: idp.issuer, audience: 'keystone-b', jwks: idp.jwks });
});
afterEach(async () => {
  await h.close();
  await idp.close();
});

async function login(user = 'alice'): Promise<string> {
  const authorization = `Bearer ${await idp.token(user)}`;
  const answer = await h.send('POST', LOGIN, { headers: { authorization } });
  expect([answer.status, answer.text.slice(0, 300)]).toEqual([201, expect.any(String)]);
  return answer.headers.get('x-subject-token') ?? '';
}
const research = { project: { name: 'research', domain: { name: 'acme' } } };
async function scoped(token: string, scope: unknown = research) {
  const answer = await rescope(h.url, token, scope);
  const body = (await answer.json()) as { token?: { catalog: { endpoints: { region: string }[] }[] }; error?: object };
  const regions = new Set(
    (body.token?.catalog ?? []).flatMap(({ endpoints }) => endpoints.map(({ region }) => region)),
  );
  return { status: answer.status, body, regions, token: answer.headers.get('x-subject-token') ?? '' };
}
/** What cloud-b was shown at its federation URL. */
const shown = (): string[] =>
  h.b.requests
    .filter(({ url }) => url.includes('/OS-FEDERATION/identity_providers/'))
    .map(({ headers }) => String(headers.authorization).replace('Bearer ', ''));

describe('a cloud that trusts the same identity provider', () => {
  it('gets a token of the user that is made for it, and both clouds are used with one login', async () => {
    const { status, regions, token } = await scoped(await login());
    expect([status, regions]).toEqual([201, new Set(['cloud-a', 'cloud-b'])]);
    for (const cloud of ['cloud-a', 'cloud-b'])
      expect((await h.send('GET', `/clouds/${cloud}/compute/v2.1/servers`, { token })).status).toBe(200);
    const tokens = shown();
    expect(tokens).toHaveLength(1);
    expect(decodeJwt(tokens[0] ?? '')).toMatchObject({ iss: idp.issuer, sub: 'sub-alice', aud: 'keystone-b' });
    expect(idp.exchanges).toMatchObject([
      { client: 'exchanger', audience: 'keystone-b', grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange' },
    ]);
    // Whoever operates the cloud shows it here.
    const stolen = await h.send('POST', LOGIN, { headers: { authorization: `Bearer ${tokens[0]}` } });
    expect(stolen.status).toBe(401);
    const jwt = /eyJ[\w-]+\.[\w-]+\.[\w-]+/g;
    for (const found of h.log.join('').match(jwt) ?? []) expect(found).toBe('');
  });

  it.each([
    ['is good for a login at the gateway as well', { claims: { aud: ['keystone-b', 'scs-gateway'] } }],
    ['is made for another cloud', { claims: { aud: 'keystone-c' } }],
    ['is of another user', { claims: { sub: 'sub-mallory' } }],
    ['is none: the exchange is refused', { error: 'access_denied' }],
  ])('is shown no token that %s, and the login goes on without it', async (_what, answer) => {
    idp.answer = answer;
    const { status, regions } = await scoped(await login());
    expect(status).toBe(201);
    expect(regions.has('cloud-a')).toBe(true);
    expect(regions.has('cloud-b')).toBe(false);
    expect(shown()).toEqual([]);
    expect(h.log.join('')).toMatch(/"reason":"exchange"/);
  });

  it('needs a new login once the token has ended, says so, and takes nobody else with it', async () => {
    idp.life = 2;
    const token = await login();
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    const both = await rescope(h.url, token, research);
    expect([both.status, both.headers.get('x-scs-degraded') ?? '']).toEqual([201, expect.stringContaining('cloud-b')]);
    const onlyB = await scoped(token, { project: { name: 'only-b', domain: { name: 'acme' } } });
    expect([onlyB.status, onlyB.body.error]).toEqual([
      401,
      expect.objectContaining({ message: expect.stringMatching(/cloud-b needs a new login/) }),
    ]);
    const scopedToken = both.headers.get('x-subject-token') ?? '';
    expect((await h.send('GET', '/clouds/cloud-b/compute/v2.1/servers', { token: scopedToken })).status).toBe(401);
    expect((await h.send('GET', '/clouds/cloud-a/compute/v2.1/servers', { token: scopedToken })).status).toBe(200);
    idp.life = 300;
    expect((await scoped(await login())).regions.has('cloud-b')).toBe(true);
  });

  it('leaves an exchange for its scope with 400 and its own words: 401 would blame a client that there is not', async () => {
    idp.answer = { error: 'access_denied' };
    const answer = await h.send('POST', '/oauth2/token', {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
        subject_token: await login(),
        subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
        scope: 'project:acme/only-b',
      }).toString(),
    });
    expect([answer.status, answer.body]).toEqual([
      400,
      {
        error: 'invalid_scope',
        // Nothing has ended: the provider refused.
        error_description:
          'The member cloud cloud-b needs a new login at the identity provider that it trusts: the gateway holds no token of this login for it.',
      },
    ]);
  });

  it('is used after a login at the token endpoint as after any other', async () => {
    const body = new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: await idp.token('alice'),
      subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    });
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await h.send('POST', '/oauth2/token', { headers, body: body.toString() });
    expect([answer.status, answer.text.slice(0, 300)]).toEqual([200, expect.any(String)]);
    const { regions, token } = await scoped(answer.body.access_token);
    expect(regions).toEqual(new Set(['cloud-a', 'cloud-b']));
    expect((await h.send('GET', '/clouds/cloud-b/compute/v2.1/servers', { token })).status).toBe(200);
    expect(idp.exchanges).toMatchObject([{ audience: 'keystone-b' }]);
  });

  it('is left out of a login by application credential, which leaves no token of the provider, and says so', async () => {
    const owner = await scoped(await login());
    expect(owner.regions.has('cloud-b')).toBe(true);
    const shownNow = await h.send('GET', '/identity/v3/auth/tokens', {
      token: owner.token,
      headers: { 'x-subject-token': owner.token },
    });
    const path = `/identity/v3/users/${shownNow.body.token.user.id}/application_credentials`;
    const json = { application_credential: { name: 'controller' } };
    const made = await h.send('POST', path, { token: owner.token, json });
    expect(made.status).toBe(201);
    const { id, secret } = made.body.application_credential;
    const before = shown().length;

    const identity = { methods: ['application_credential'], application_credential: { id, secret } };
    const answer = await h.send('POST', '/identity/v3/auth/tokens', { json: { auth: { identity } } });
    expect([answer.status, answer.headers.get('x-scs-degraded')]).toEqual([201, 'cloud-b']);
    const token = answer.headers.get('x-subject-token') ?? '';
    const use = (cloud: string) => h.send('GET', `/clouds/${cloud}/compute/v2.1/servers`, { token });
    expect((await use('cloud-a')).status).toBe(200);
    const refused = await use('cloud-b');
    expect([refused.status, refused.text]).toEqual([401, expect.stringContaining('cloud-b needs a new login')]);
    // Its owner's token is not borrowed for it.
    expect(shown().length).toBe(before);
    expect((await h.send('GET', '/clouds/cloud-b/compute/v2.1/servers', { token: owner.token })).status).toBe(200);
  });

  it('is no place for a token of the identity provider without a login', async () => {
    const authorization = `Bearer ${await idp.token('alice')}`;
    const list = await h.send('GET', '/scs/v1/servers', { headers: { authorization } });
    expect(list.status).toBe(200);
    expect(shown()).toEqual([]);
  });
});

/** By its user, by its session at the provider, and by a group of its user. */
const NAMES: readonly ((principal: Principal) => readonly string[])[] = [
  ({ id }) => [id],
  ({ session = '' }) => [session],
  ({ groups: [group = ''] }) => [MARKS.group(group), WIDE],
];

it('what a login has left is deleted once the login is revoked, by whichever name', async () => {
  await Promise.all(NAMES.map(isDeletedOnce));
}, 30_000);

async function isDeletedOnce(marksOf: (principal: Principal) => readonly string[]): Promise<void> {
  const { createPassedTokens } = await import('../../src/federation/passed-tokens.ts');
  const { createLoginTokens } = await import('../../src/federation/login-tokens.ts');
  const { createMemoryStore } = await import('../../src/store/memory.ts');
  const { ALICE } = await import('../contract/world.ts');
  const principal = { ...ALICE, session: MARKS.session(ALICE.issuer, 'session-1') };
  const written = new Set<string>();
  const memory = createMemoryStore({ now: Date.now });
  const store: Store = {
    ...memory,
    set: async (key, value, ttl) => {
      written.add(`${key} ${value}`);
      await memory.set(key, value, ttl);
    },
  };
  const seal = {
    close: (text: string) => Buffer.from(text).toString('hex'),
    open: (text: string) => Buffer.from(text, 'hex').toString(),
  };
  const loginTokens = createLoginTokens({ store, seal, now: Date.now });
  const proven = { principal, expiresAt: Date.now() + 600_000 };
  const revocations = createRevocations({ store: memory, now: Date.now });
  const passed = createPassedTokens({
    exchanges: () => [{ id: 'keycloak', ask: async () => ({ ok: true, value: { access_token: 'made-for-b' } }) }],
    audiences: () => ['keystone-b'],
    identityProviders: () => ({ authenticate: async () => proven, authenticateAny: async () => proven }),
    loginTokens,
    isRevoked: createRevokedRights(revocations).isRevoked,
    now: Date.now,
    onCheck: () => undefined,
  });
  const { login = '' } = await passed.authenticate('keycloak', 'openid', 'bearer');
  expect((await loginTokens.of(login, 'keystone-b'))?.token).toBe('made-for-b');
  expect([...written].join()).not.toContain('made-for-b');
  expect([...written].join()).not.toContain(login);
  expect(await loginTokens.of('another login', 'keystone-b')).toBeUndefined();
  for (const mark of marksOf(principal)) await revocations.addUser(mark);
  await vi.waitFor(async () => expect(await loginTokens.of(login, 'keystone-b')).toBeUndefined(), SOON);
  passed.close();
}
