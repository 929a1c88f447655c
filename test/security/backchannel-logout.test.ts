// SPDX-License-Identifier: Apache-2.0
// The hole: whoever can reach the gateway ends the logins of others by a logout token that the provider did not make, made
// for somebody else, or made long ago; an ID token passes for one, or one for a login; or a user who was logged out at the
// provider goes on here, or begins anew with a token from before.
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AuditEvent } from '../../src/audit/event.ts';
import { type BackChannelLogout, createBackChannelLogout } from '../../src/federation/back-channel-logout.ts';
import { createIdentityProviders, type IdentityProviderOptions } from '../../src/federation/identity/index.ts';
import { createRevocations } from '../../src/federation/revocations.ts';
import { createTokens, type Tokens } from '../../src/federation/tokens.ts';
import { createAuditRecord } from '../../src/gateway/audit/index.ts';
import { type OAuthDeps, oauthSurface } from '../../src/gateway/surfaces/oauth/index.ts';
import type { IdentityProviders } from '../../src/model/identity-service.ts';
import type { Store } from '../../src/model/store.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { type KeyFolder, makeKeys } from '../contract/world.ts';
import {
  createStandInIssuer,
  entry,
  ISSUER,
  START,
  type StandInIssuer,
} from '../unit/federation/identity/stand-in-issuer.ts';
import { NO_LIMITS } from '../unit/gateway/limits/no-limits.ts';

const EVENTS = { 'http://schemas.openid.net/event/backchannel-logout': {} };
const SECONDS = START / 1000;
const ALICE = 'f3a1c9d2-alice';
const CLIENTS = { backchannelLogout: { clients: ['scs-gateway-login'] } };

let folder: KeyFolder;
let issuer: StandInIssuer;
beforeAll(async () => {
  folder = await makeKeys();
});
afterAll(() => folder.remove());

interface Replica {
  readonly app: FastifyInstance;
  readonly tokens: Tokens;
  readonly providers: IdentityProviders;
  readonly outcomes: string[];
  /** Who, what and with which outcome, as the audit stream has them. */
  readonly told: AuditEvent[];
}

let now: number;
let store: Store;
const open: Replica[] = [];
beforeEach(async () => {
  now = START;
  issuer = await createStandInIssuer();
  store = createMemoryStore({ now: () => now });
});
afterEach(async () => {
  for (const { app, providers } of open.splice(0)) {
    providers.close();
    await app.close();
  }
});

async function replica(over: Store = store, changes: Partial<IdentityProviderOptions> = CLIENTS): Promise<Replica> {
  const revocations = createRevocations({ store: over, now: () => now });
  const tokens = createTokens({ keys: folder.keys, revocations, now: () => now }, () => ({
    issuer: 'https://gateway.example',
    lifetime: 3_600_000,
  }));
  const outcomes: string[] = [];
  const logout: BackChannelLogout = createBackChannelLogout({
    providers: () => providers,
    revocations,
    store: over,
    now: () => now,
    onLogout: ({ outcome }) => outcomes.push(outcome),
  });
  const providers = createIdentityProviders([entry(changes)], {
    now: () => now,
    fetch: issuer.fetch,
    onCheck: ({ reason }) => outcomes.push(reason),
    loggedOut: logout.loggedOut,
  });
  const app = Fastify({ genReqId: () => 'req-1' });
  const told: AuditEvent[] = [];
  const audit = createAuditRecord({
    record: (event) => told.push(event),
    clientOf: () => '203.0.113.9',
    now: () => now,
    onDefect: (error) => Promise.reject(error),
  });
  app.addHook('onResponse', async (request, reply) => {
    const { statusCode: status } = reply;
    audit.ended({ request, reply, path: request.url, surface: 'oauth', status, aborted: false, ms: 1 });
  });
  const deps = {
    publicUrl: 'https://gateway.example',
    bodyTime: () => 5_000,
    limits: NO_LIMITS,
    logOut: logout.logOut,
  };
  await app.register(oauthSurface(deps as unknown as OAuthDeps));
  const made = { app, tokens, providers, outcomes, told };
  open.push(made);
  return made;
}

const idpToken = (claims: Record<string, unknown> = {}): Promise<string> =>
  issuer.token({ iat: now / 1000, exp: now / 1000 + 300, sid: 'session-1', jti: `${Math.random()}`, ...claims });
async function logIn({ providers, tokens }: Replica, token?: string): Promise<string> {
  const { principal } = await providers.authenticate('keycloak', 'openid', token ?? (await idpToken()));
  return (await tokens.issue({ principal, scope: { kind: 'unscoped' }, methods: ['openid'] })).token;
}
const logoutToken = (claims: Record<string, unknown> = {}, header: Record<string, unknown> = {}): Promise<string> =>
  issuer.token(
    {
      ...{ aud: 'scs-gateway-login', sub: ALICE, sid: 'session-1', iat: now / 1000, exp: now / 1000 + 120 },
      ...{ jti: `${Math.random()}`, events: EVENTS, groups: undefined, preferred_username: undefined, ...claims },
    },
    { typ: 'logout+jwt', ...header },
  );
async function tell({ app }: Replica, token: string, provider = 'keycloak') {
  return app.inject({
    method: 'POST',
    url: `/oauth2/backchannel-logout/${provider}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({ logout_token: token }).toString(),
  });
}
const isGood = async ({ tokens }: Replica, token: string): Promise<boolean> =>
  tokens.verify(token).then(
    () => true,
    () => false,
  );
const later = (ms = 2_000): void => {
  now += ms;
};

describe('a logout that the provider tells of', () => {
  it('ends the logins of that session on every replica, those that descend from them too, and no other login', async () => {
    const [one, two] = [await replica(), await replica()];
    const [first, second] = [await logIn(one), await logIn(one, await idpToken({ sid: 'session-2' }))];
    const bob = await logIn(one, await idpToken({ sid: 'session-3', sub: 'bob', preferred_username: 'bob' }));
    const parent = await two.tokens.verify(first);
    const scoped = await two.tokens.issue({ ...parent, scope: { kind: 'unscoped' }, methods: ['token'], parent });
    later();
    const answer = await tell(one, await logoutToken());
    expect([answer.statusCode, answer.headers['cache-control']]).toEqual([200, 'no-store']);
    for (const at of [one, two, await replica()])
      expect(await Promise.all([first, scoped.token, second, bob].map((token) => isGood(at, token)))).toEqual([
        false,
        false,
        true,
        true,
      ]);
  });

  it('without a session ends all logins of the user, and nobody else’s', async () => {
    const one = await replica();
    const all = [await logIn(one), await logIn(one, await idpToken({ sid: 'session-2' }))];
    const bob = await logIn(one, await idpToken({ sub: 'bob', preferred_username: 'bob' }));
    later();
    expect((await tell(one, await logoutToken({ sid: undefined }))).statusCode).toBe(200);
    expect(await Promise.all([...all, bob].map((token) => isGood(one, token)))).toEqual([false, false, true]);
  });

  it('ends logins by tokens that name no session too, where it names the user', async () => {
    const one = await replica();
    const token = await logIn(one, await idpToken({ sid: undefined }));
    later();
    await tell(one, await logoutToken());
    expect(await isGood(one, token)).toBe(false);
  });

  it.each([
    ['of the session', {}],
    ['of the user', { sid: undefined }],
  ])(
    '%s lets no token from before begin a new login, checked lately or not, and a later one does',
    async (_of, claims) => {
      const one = await replica();
      const [used, unused] = [await idpToken(), await idpToken()];
      await logIn(one, used);
      later();
      await tell(one, await logoutToken(claims));
      for (const token of [used, unused]) await expect(logIn(one, token)).rejects.toMatchObject({ status: 401 });
      expect(one.outcomes).toContain('loggedOut');
      later();
      expect(await isGood(one, await logIn(one, await idpToken({ sid: 'session-9' })))).toBe(true);
    },
  );

  it('while a login is under way ends that one', async () => {
    const one = await replica();
    const { principal } = await one.providers.authenticate('keycloak', 'openid', await idpToken());
    const revokedUntil = one.tokens.revokedUntil(principal);
    later();
    await tell(one, await logoutToken());
    await expect(
      one.tokens.issue({ principal, scope: { kind: 'unscoped' }, methods: ['openid'], revokedUntil }),
    ).rejects.toMatchObject({ status: 401 });
  });

  it('counts once: who repeats it ends no later login', async () => {
    const [one, two] = [await replica(), await replica()];
    const logout = await logoutToken({ sid: undefined });
    later();
    expect((await tell(one, logout)).statusCode).toBe(200);
    later();
    const fresh = await logIn(one, await idpToken({ sid: 'session-2' }));
    for (const at of [one, two]) expect((await tell(at, logout)).statusCode).toBe(400);
    expect(await isGood(one, fresh)).toBe(true);
  });

  it('that the shared state cannot keep is in force here, and answered with 503', async () => {
    const away = async (): Promise<never> => Promise.reject(new Error('away'));
    const one = await replica({ ...store, get: away, set: away, add: away, publish: away });
    const token = await logIn(one);
    later();
    expect((await tell(one, await logoutToken())).statusCode).toBe(503);
    expect(await isGood(one, token)).toBe(false);
    expect(one.outcomes).toContain('notKept');
  });

  it('that could not be kept counts when it is sent again, here or there, and ends no login of meanwhile', async () => {
    for (const elsewhere of [false, true]) {
      let isAway = true;
      const reached = <T>(work: () => Promise<T>): Promise<T> => (isAway ? Promise.reject(new Error('away')) : work());
      const one = await replica({
        ...store,
        get: (key) => reached(() => store.get(key)),
        set: (...all) => reached(() => store.set(...all)),
        add: (...all) => reached(() => store.add(...all)),
        publish: (...all) => reached(() => store.publish(...all)),
      });
      const sid = `session of ${elsewhere}`;
      const token = await logIn(one, await idpToken({ sid }));
      later();
      const logout = await logoutToken({ sid });
      for (const _again of [1, 2]) expect((await tell(one, logout)).statusCode).toBe(503);
      later();
      const fresh = await logIn(one, await idpToken({ sid: `${sid}, the next` }));
      isAway = false;
      later();
      const at = elsewhere ? await replica() : one;
      expect((await tell(at, logout)).statusCode).toBe(200);
      expect((await tell(at, logout)).statusCode).toBe(400);
      const third = await replica();
      expect([await isGood(third, token), await isGood(third, fresh)]).toEqual([false, true]);
    }
  });

  it('sent again after it could not be kept still ends what was begun until the first time, and no more', async () => {
    let isAway = true;
    const one = await replica({
      ...store,
      set: (...all) => (isAway ? Promise.reject(new Error('away')) : store.set(...all)),
    });
    const logout = await logoutToken({ sid: undefined });
    expect((await tell(one, logout)).statusCode).toBe(503);
    later();
    const fresh = await logIn(one, await idpToken({ sid: 'session-2' }));
    isAway = false;
    later();
    expect((await tell(one, logout)).statusCode).toBe(200);
    expect(await isGood(await replica(), fresh)).toBe(true);
  });

  it('counts with a clock of the provider that is two minutes off, either way', async () => {
    for (const off of [120, -120]) {
      const one = await replica();
      const sid = `session of ${off}`;
      const token = await logIn(one, await idpToken({ sid, iat: now / 1000 + off, exp: now / 1000 + 300 }));
      later();
      const logout = await logoutToken({ sid, iat: now / 1000 + off, exp: now / 1000 + off + 120 + 60 });
      expect((await tell(one, logout)).statusCode).toBe(200);
      expect(await isGood(one, token)).toBe(false);
    }
  });
});

describe('the audit stream', () => {
  const shown = ({ told }: Replica): object[] =>
    told.map(({ kind, outcome, initiator = '{}', target }) => ({
      ...{ kind, outcome, initiator: JSON.parse(initiator), target: JSON.parse(target) },
    }));
  const initiator = {
    typeURI: 'service/security/identity-provider',
    id: 'keycloak',
    host: { address: '203.0.113.9', agent: 'lightMyRequest' },
    request_id: 'req-1',
  };

  it('has of a logout who has told of it, and whose logins have ended: of the session, or all of the user', async () => {
    const one = await replica();
    const { principal } = await one.providers.authenticate('keycloak', 'openid', await idpToken());
    const { id: user, session } = principal;
    expect([user, session]).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/), expect.stringMatching(/^[\w-]{22}$/)]);
    await tell(one, await logoutToken());
    await tell(one, await logoutToken({ sid: undefined }));
    await tell(one, await logoutToken({ sub: undefined }));
    const typeURI = 'data/security/token';
    const common = { kind: 'revocation', outcome: 'success', initiator };
    expect(shown(one)).toEqual([
      { ...common, target: { typeURI, id: session, user, session } },
      { ...common, target: { typeURI, id: user, user } },
      { ...common, target: { typeURI, id: session, session } },
    ]);
  });

  it('has one that could not be kept as failed, and of one that is refused or repeated nothing', async () => {
    const away = async (): Promise<never> => Promise.reject(new Error('away'));
    const one = await replica({ ...store, get: away, set: away, add: away, publish: away });
    await tell(one, await logoutToken());
    expect(shown(one)).toMatchObject([{ kind: 'revocation', outcome: 'failure', initiator }]);
    const two = await replica();
    const logout = await logoutToken();
    await tell(two, logout);
    await tell(two, logout);
    await tell(two, await logoutToken({ aud: 'another' }));
    expect(shown(two)).toHaveLength(1);
  });
});

describe('what is no logout token of the provider', () => {
  const forged = async () => (await createStandInIssuer(ISSUER)).token({ events: EVENTS, sub: ALICE, jti: 'x' });
  it.each<[string, () => Promise<string>]>([
    ['signed by somebody else', forged],
    ['of another issuer', () => logoutToken({ iss: 'https://evil.example' })],
    ['for another client', () => logoutToken({ aud: 'another' })],
    ['for nobody', () => logoutToken({ aud: undefined })],
    ['an ID token', () => logoutToken({ nonce: 'n', events: undefined }, { typ: 'JWT' })],
    ['with a nonce', () => logoutToken({ nonce: 'n' })],
    ['without the event', () => logoutToken({ events: { 'http://example.org/other': {} } })],
    ['with an event that is no object', () => logoutToken({ events: { [Object.keys(EVENTS)[0] ?? '']: true } })],
    ['an access token by its type', () => logoutToken({}, { typ: 'at+jwt' })],
    ['of nobody', () => logoutToken({ sub: undefined, sid: undefined })],
    ['of a user that is no text', () => logoutToken({ sub: { $ne: '' } })],
    ['without a name of its own', () => logoutToken({ jti: undefined })],
    ['without a time', () => logoutToken({ iat: undefined })],
    ['of the future', () => logoutToken({ iat: SECONDS + 200 })],
    ['over', () => logoutToken({ exp: SECONDS - 31 })],
    ['old, whatever end it gives itself', () => logoutToken({ iat: SECONDS - 331, exp: SECONDS + 86_400 })],
    ['no token at all', async () => 'eyJ.not.one'],
    ['an opaque one', async () => 'opaque'],
  ])('%s: is refused with 400 and ends nothing', async (_what, make) => {
    const one = await replica();
    const token = await logIn(one);
    later();
    const answer = await tell(one, await make());
    expect([answer.statusCode, answer.json()]).toEqual([
      400,
      { error: 'invalid_request', error_description: 'The logout token is not valid here.' },
    ]);
    expect(await isGood(one, token)).toBe(true);
  });

  it('a provider that is not configured to tell of logouts is not there', async () => {
    const one = await replica(store, {});
    for (const provider of ['keycloak', 'another', '__proto__'])
      expect((await tell(one, await logoutToken(), provider)).statusCode).toBe(404);
  });

  it('a form that is none, a token twice or in the URL, and another method are refused before anything is looked at', async () => {
    const { app } = await replica();
    const url = '/oauth2/backchannel-logout/keycloak';
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    for (const [request, status] of [
      [{ method: 'POST', url, payload: '{}', headers: { 'content-type': 'application/json' } }, 400],
      [{ method: 'POST', url, payload: 'logout_token=a&logout_token=b', headers: form }, 400],
      [{ method: 'POST', url: `${url}?logout_token=a`, payload: 'a=b', headers: form }, 400],
      [{ method: 'POST', url, payload: `logout_token=${'x'.repeat(40_000)}`, headers: form }, 413],
      [{ method: 'GET', url }, 405],
    ] as const)
      expect((await app.inject(request)).statusCode).toBe(status);
  });

  it('is no login either', async () => {
    const one = await replica();
    for (const typ of ['logout+jwt', 'JWT'])
      await expect(logIn(one, await logoutToken({ aud: 'scs-gateway' }, { typ }))).rejects.toMatchObject({
        status: 401,
      });
  });
});

it('where users go by another claim than sub, a logout without a session is refused and told, and one with it ends that', async () => {
  const one = await replica(store, {
    ...CLIENTS,
    claims: { username: 'preferred_username', email: 'email', groups: 'groups', subject: 'oid' },
  });
  const token = await logIn(one, await idpToken({ oid: 'alice-oid' }));
  later();
  expect((await tell(one, await logoutToken({ sid: undefined }))).statusCode).toBe(400);
  expect(one.outcomes).toContain('logout');
  expect(await isGood(one, token)).toBe(true);
  expect((await tell(one, await logoutToken())).statusCode).toBe(200);
  expect(await isGood(one, token)).toBe(false);
});
