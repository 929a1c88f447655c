// SPDX-License-Identifier: Apache-2.0
// One suite for every strategy towards OpenStack members, alone and through the exchange, against a Keystone on a socket.
import { generateKeyPairSync } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createStrategy } from '../../src/federation/create-strategy.ts';
import { createExchange, type Exchange, type MemberScope } from '../../src/federation/exchange.ts';
import { createProjectNames } from '../../src/federation/mapping.ts';
import { createSeal } from '../../src/federation/seal.ts';
import { STRATEGIES, type StrategyOptions } from '../../src/federation/strategies/index.ts';
import type { HttpCall } from '../../src/model/http.ts';
import type { Principal } from '../../src/model/identity.ts';
import type { Member } from '../../src/model/member.ts';
import { Secret } from '../../src/model/secret.ts';
import type { Store } from '../../src/model/store.ts';
import type { MemberProjectName, Strategy, Subject } from '../../src/model/strategy.ts';
import type { Contents } from '../../src/schema/contents.ts';
import { walk } from '../../src/schema/walk.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { HUB_DOMAIN, RESEARCH, startTinyKeystone, type TinyKeystone } from './tiny-keystone.ts';
import { ALICE, clock, ISSUER, type KeyFolder, makeKeys, makeMember, T0 } from './world.ts';

const PROJECT: MemberProjectName = { domain: HUB_DOMAIN.name, name: RESEARCH.name };
const FOREIGN: MemberProjectName = { domain: 'other', name: 'private' };
const NATIVE_TOKEN = 'gAAAA-native-token-of-bob';
const held = { project: PROJECT, groups: ['acme-research'] };
const foreign = { project: FOREIGN, groups: ['other'] };
const writtenHeld = { project: `${PROJECT.domain}/${PROJECT.name}`, groups: ['acme-research'] };
const writtenForeign = { project: `${FOREIGN.domain}/${FOREIGN.name}`, groups: ['other'] };
/** What `file:x` leads to is `x`. */
const contents: Contents = {
  secret: (reference) => new Secret(contents.text(reference)),
  text: (path) => path.slice(path.indexOf(':') + 1),
};

const person = (change: Partial<Principal> = {}): Subject => ({
  kind: 'principal',
  principal: { ...ALICE, ...change },
});

interface Case {
  /** As it is written in the configuration. */
  readonly written: object;
  /** What that comes to. */
  readonly options: StrategyOptions;
  readonly subject: Subject;
  readonly wrongSubject: Subject;
  readonly scope: MemberScope;
  /** Calls that a first session takes. */
  readonly first: readonly string[];
  /** The member itself decides who the caller is. */
  readonly personal: boolean;
  /** Texts that stand nowhere but in the body or the credential headers of the one call. */
  readonly secrets: readonly string[];
}

/** What logins have left: of one login, for one audience. */
const LEFT = {
  of: async (login: string, what: string) =>
    login === 'login-1' ? { token: `idp-token-for-${what}`, until: Number.POSITIVE_INFINITY } : undefined,
};

const native: Subject = { kind: 'native', token: NATIVE_TOKEN };
const project: MemberScope = { kind: 'project', project: PROJECT };
const TOKENS = 'POST /v3/auth/tokens';
const FEDERATION = 'POST /v3/OS-FEDERATION/identity_providers/hub/protocols/openid/auth';

const CASES: Record<StrategyOptions['kind'], Case> = {
  'hub-oidc': {
    written: { kind: 'hub-oidc', identityProvider: 'hub', audience: 'cloud-a' },
    options: { kind: 'hub-oidc', identityProvider: 'hub', protocol: 'openid', audience: 'cloud-a' },
    subject: person(),
    wrongSubject: native,
    scope: project,
    first: [FEDERATION, TOKENS],
    personal: true,
    secrets: [],
  },
  passthrough: {
    written: { kind: 'passthrough', identityProvider: 'hub', audience: 'keystone-a' },
    options: { kind: 'passthrough', identityProvider: 'hub', protocol: 'openid', audience: 'keystone-a' },
    subject: { kind: 'principal', principal: ALICE, login: 'login-1' },
    wrongSubject: native,
    scope: project,
    first: [FEDERATION, TOKENS],
    personal: true,
    secrets: ['idp-token-for-keystone-a'],
  },
  'application-credential': {
    written: {
      kind: 'application-credential',
      credentials: [
        { ...writtenForeign, id: 'file:foreign-id', secret: 'file:foreign-s3cret' },
        { ...writtenHeld, id: 'file:held-id', secret: 'file:held-s3cret' },
      ],
    },
    options: {
      kind: 'application-credential',
      credentials: [
        { ...foreign, id: new Secret('foreign-id'), secret: new Secret('foreign-s3cret') },
        { ...held, id: new Secret('held-id'), secret: new Secret('held-s3cret') },
      ],
    },
    subject: person(),
    wrongSubject: native,
    scope: project,
    first: [TOKENS],
    personal: false,
    secrets: ['held-s3cret'],
  },
  password: {
    written: {
      kind: 'password',
      credentials: [
        { ...writtenForeign, username: 'nobody', userDomain: 'Default', password: 'file:foreign-s3cret' },
        { ...writtenHeld, username: 'robot', userDomain: 'Default', password: 'file:held-s3cret' },
      ],
    },
    options: {
      kind: 'password',
      credentials: [
        { ...foreign, username: 'nobody', userDomain: 'Default', password: new Secret('foreign-s3cret') },
        { ...held, username: 'robot', userDomain: 'Default', password: new Secret('held-s3cret') },
      ],
    },
    subject: person(),
    wrongSubject: native,
    scope: project,
    first: [TOKENS],
    personal: false,
    secrets: ['held-s3cret'],
  },
  native: {
    written: { kind: 'native' },
    options: { kind: 'native' },
    subject: native,
    wrongSubject: person(),
    scope: { kind: 'unscoped' },
    first: ['GET /v3/auth/tokens'],
    personal: true,
    secrets: [NATIVE_TOKEN],
  },
};

let world: KeyFolder;
let keystone: TinyKeystone;
beforeAll(async () => {
  world = await makeKeys();
});
afterAll(() => world.remove());
beforeEach(async () => {
  clock.now = T0;
  keystone = await startTinyKeystone(clock.read);
  keystone.state.tokens.set(NATIVE_TOKEN, T0 + 3_600_000);
});
afterEach(() => keystone.close());

const build = (options: StrategyOptions): Strategy =>
  createStrategy(
    options,
    { authUrl: keystone.authUrl, projects: createProjectNames([]) },
    { keys: world.keys, issuer: () => ISSUER, now: clock.read, loginTokens: LEFT },
  );
const used = (scope: MemberScope): MemberProjectName | undefined =>
  scope.kind === 'project' ? scope.project : undefined;
const code = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return (error as { code: string }).code;
  }
};

/** Every strategy on the list, with what there is to know of it here. */
const ALL = STRATEGIES.map((definition) => ({ definition, ...CASES[definition.kind] }));

describe.each(ALL)('the strategy $options.kind', (one) => {
  const { definition, written, options, subject, wrongSubject, scope, secrets } = one;
  const login = (who: Subject = subject): Promise<HttpCall> => build(options).login(who, used(scope));
  const everything = (call: HttpCall): string => JSON.stringify(call);

  it('is named as in the configuration', () => {
    expect(build(options).kind).toBe(options.kind);
    expect(definition.schema.properties.kind.const).toBe(options.kind);
  });

  it('is resolved from what is written, secrets and files read, to plain options', () => {
    const { findings, sound } = walk(definition.schema, written, { unknown: 'refuse', defaults: 'all' });
    expect(findings).toEqual([]);
    const resolved = definition.resolve(sound as never, { contents, authUrl: keystone.authUrl, domains: [] });
    const plain = (value: object): unknown =>
      JSON.parse(
        JSON.stringify(value, function (this: Record<string, unknown>, key, shown) {
          return this[key] instanceof Secret ? { secret: this[key].reveal() } : shown;
        }),
      );
    expect(plain(resolved)).toEqual(plain(options));
    expect(JSON.stringify(resolved)).not.toContain('s3cret');
  });

  it("proves by one call to the member's own Keystone, which takes it", async () => {
    const call = await login();
    expect(call.url.startsWith(`${keystone.authUrl}/`)).toBe(true);
    const answer = await fetch(call.url, {
      method: call.method,
      ...(call.headers === undefined ? {} : { headers: call.headers }),
      ...(call.body === undefined ? {} : { body: call.body }),
    });
    expect([answer.status === 201 || answer.status === 200, answer.headers.has('x-subject-token')]).toEqual([
      true,
      true,
    ]);
  });

  it('shows no gateway token, and its secrets only where a credential belongs', async () => {
    const call = await login();
    for (const jwt of everything(call).match(/eyJ[\w-]+\.[\w-]+\.[\w-]+/g) ?? [])
      expect(decodeProtectedHeader(jwt).typ).toBe('JWT');
    const { authorization: _a, 'x-auth-token': _t, 'x-subject-token': _s, ...rest } = call.headers ?? {};
    for (const secret of secrets) {
      expect(everything(call)).toContain(secret);
      expect(JSON.stringify([call.url, call.method, rest])).not.toContain(secret);
    }
    expect(everything(call)).not.toContain('foreign-s3cret');
  });

  it('refuses a subject of the wrong kind everywhere', async () => {
    const strategy = build(options);
    await expect(strategy.login(wrongSubject, used(scope))).rejects.toMatchObject({ code: 'unauthorized' });
    expect(code(() => strategy.holder(wrongSubject, used(scope)))).toBe('unauthorized');
    if (strategy.grants) expect(code(() => strategy.grants?.(wrongSubject))).toBe('unauthorized');
  });

  it('names the same holder for the same subject, however often and by whichever process', () => {
    const names = [build(options), build(options)].map((strategy) => strategy.holder(subject, used(scope)));
    expect(new Set(names).size).toBe(1);
    if (subject.kind !== 'principal') return;
    const { login } = subject;
    const turned = { ...person({ groups: [...subject.principal.groups].reverse() }), login } as Subject;
    expect(build(options).holder(turned, used(scope))).toBe(names[0]);
  });

  it('tells apart whom the member would answer differently', () => {
    const strategy = build(options);
    const other: Subject[] =
      subject.kind === 'native'
        ? [{ kind: 'native', token: `${NATIVE_TOKEN}2` }]
        : [
            person({ id: 'f'.repeat(64) }),
            person({ name: 'alicia' }),
            person({ email: 'alice@other.example' }),
            person({ domain: 'umbrella' }),
            person({ groups: ['acme-research'] }),
            person({ groups: ['acme-research', 'acme-staff', 'acme-admin'] }),
            person({ groups: ['acme-research,acme-staff'] }),
          ];
    const { email: _none, ...noEmail } = ALICE;
    if (subject.kind === 'principal') other.push({ kind: 'principal', principal: noEmail });
    const permitted = one.personal ? other : other.slice(0, 6);
    const names = [subject, ...permitted].map((who) => strategy.holder(who, used(scope)));
    // A held credential shows the member one account for all who may use it.
    expect(new Set(names).size).toBe(one.personal ? names.length : 1);
  });

  it('leaks no secret in the holder', () => {
    const name = build(options).holder(subject, used(scope));
    for (const secret of [...secrets, 'held-id', 'robot', 'alice']) expect(name).not.toContain(secret);
  });

  it('runs many at once', async () => {
    const strategy = build(options);
    const calls = await Promise.all(Array.from({ length: 50 }, () => strategy.login(subject, used(scope))));
    expect(new Set(calls.map(({ url }) => url)).size).toBe(1);
  });

  const { grants } = createStrategy(
    options,
    { authUrl: 'http://127.0.0.1:1/v3', projects: createProjectNames([]) },
    { keys: undefined as never, issuer: () => ISSUER, now: clock.read },
  );
  if (grants)
    it('grants by group, asked again at each use', async () => {
      const strategy = build(options);
      const none = person({ groups: ['acme-staff'] });
      expect(strategy.grants?.(subject)).toEqual([PROJECT]);
      expect(strategy.grants?.(none)).toEqual([]);
      for (const [who, what] of [
        [none, PROJECT],
        [subject, FOREIGN],
        [subject, { domain: 'hub', name: 'absent' }],
        [subject, undefined],
      ] as const)
        await expect(strategy.login(who, what)).rejects.toMatchObject({ code: 'unauthorized' });
    });
});

describe.each(ALL)('a session by $options.kind', (one) => {
  const { options, subject, scope, first } = one;
  let store: Store;
  let written: Map<string, string>;
  let member: Member;
  let outcomes: string[];
  let exchange: Exchange;

  const open = (over: Store = store): Exchange =>
    createExchange({
      store: over,
      seal: createSeal(world.keys),
      now: clock.read,
      onSession: (_member, outcome, reason) => outcomes.push(`${outcome} ${reason}`),
    });
  const session = (by: Exchange = exchange) => by.session(member, subject, scope);

  beforeEach(() => {
    written = new Map();
    const memory = createMemoryStore({ now: clock.read });
    store = {
      ...memory,
      async set(key, value, ttl) {
        written.set(key, value);
        await memory.set(key, value, ttl);
      },
    };
    outcomes = [];
    member = makeMember(keystone.authUrl, build(options));
    exchange = open();
  });
  afterEach(() => member.transport.close());

  it('is opened once and then found, as the same object', async () => {
    const token = await session();
    expect(keystone.taken()).toEqual(first);
    expect(token.expiresAt).toBe(T0 + 3_600_000);
    expect(token.project?.name).toBe(RESEARCH.name);
    expect(token.catalog.length).toBeGreaterThan(3);
    expect(await session()).toBe(token);
    expect(keystone.taken()).toEqual([]);
    expect([...new Set(outcomes)]).toEqual(['opened ok', 'reused ok']);
  });

  it('is one call for a hundred who ask at once', async () => {
    const tokens = await Promise.all(Array.from({ length: 100 }, () => session()));
    expect(new Set(tokens).size).toBe(1);
    expect(keystone.taken()).toEqual(first);
  });

  it('is renewed while two minutes are left, not later', async () => {
    const token = await session();
    keystone.state.tokens.set(NATIVE_TOKEN, T0 + 9_000_000);
    clock.now = token.expiresAt - 120_001;
    expect(await session()).toBe(token);
    clock.now = token.expiresAt - 120_000;
    keystone.taken();
    expect((await session()).expiresAt).toBeGreaterThan(token.expiresAt);
    expect(keystone.taken()).toEqual(first);
  });

  it('is sealed at rest, and reused by another replica', async () => {
    const token = await session();
    const dump = JSON.stringify([...written]);
    for (const text of [token.token, 'gAAAA', 'alice', 'held-s3cret', 'research', token.user.id])
      expect(dump).not.toContain(text);
    expect(written.size).toBe(first.length);
    keystone.taken();
    expect(await session(open())).toEqual(token);
    expect(keystone.taken()).toEqual([]);
  });

  it('does not open with a value moved from another key, nor with a broken one', async () => {
    await session();
    const key = [...written.keys()].at(-1) ?? '';
    for (const value of ['broken', '', `${(written.get(key) ?? '').slice(0, -4)}AAAA`]) {
      await store.set(key, value, 1_000_000);
      keystone.taken();
      await session(open());
      expect(keystone.taken()).toContain(first.at(-1));
    }
  });

  it('goes on with the store away', async () => {
    const away = async (): Promise<never> => Promise.reject(new Error('away'));
    const alone = open({ ...store, get: away, set: away, delete: away });
    const token = await session(alone);
    expect(await session(alone)).toBe(token);
    await alone.forget(member, subject, scope, token);
    expect((await session(alone)).expiresAt).toBe(token.expiresAt);
  });

  it('is refused as unauthorized, remembered for five seconds', async () => {
    keystone.state.override = () => ({ status: 401, body: { error: { code: 401 } } });
    await expect(session()).rejects.toMatchObject({ code: 'unauthorized', cloud: 'cloud-a' });
    keystone.taken();
    clock.now += 4_999;
    await expect(session()).rejects.toMatchObject({ code: 'unauthorized' });
    expect(keystone.taken()).toEqual([]);
    clock.now += 1;
    keystone.state.override = undefined;
    await session();
    expect(keystone.taken()).toEqual(first);
  });

  const token = (expires: unknown): object => ({ token: { user: { id: 'u', name: 'n' }, expires_at: expires } });
  it.each([
    ['a 500', 500, { error: {} }, 'memberUnreachable', {}],
    ['a 503 in HTML', 503, '<html>', 'memberUnreachable', {}],
    ['no JSON', 201, '<html>', 'memberGarbage', { 'x-subject-token': 't' }],
    ['null', 201, 'null', 'memberGarbage', { 'x-subject-token': 't' }],
    ['no token in the header', 201, token('2026-11-23T14:28:00Z'), 'memberGarbage', {}],
    ['no time', 201, token('soon'), 'memberGarbage', { 'x-subject-token': 't' }],
    ['no user', 201, { token: { expires_at: '2026-11-23T14:28:00Z' } }, 'memberGarbage', { 'x-subject-token': 't' }],
    ['a redirect', 302, '', 'memberGarbage', { location: 'http://127.0.0.1:1/', 'x-subject-token': 't' }],
    ['another success', 202, token('2026-11-23T14:28:00Z'), 'memberGarbage', { 'x-subject-token': 't' }],
  ] as const)('blames the member for %s, and asks again at once', async (_name, status, body, expected, headers) => {
    keystone.state.override = () => ({ status, body, headers });
    await expect(session()).rejects.toMatchObject({ code: expected });
    expect(outcomes.at(-1)).toBe(`failed ${expected}`);
    keystone.state.override = undefined;
    keystone.taken();
    await session();
    expect(keystone.taken()).toEqual(first);
  });

  it('fails for all who wait, and not for those who come after', async () => {
    keystone.state.override = () => ({ status: 500, body: {} });
    const all = await Promise.allSettled(Array.from({ length: 10 }, () => session()));
    expect(all.every(({ status }) => status === 'rejected')).toBe(true);
    keystone.state.override = undefined;
    await session();
  });

  it('is forgotten with what it came from, here and in the store', async () => {
    const old = await session();
    await exchange.forget(member, subject, scope, old);
    keystone.taken();
    for (const by of [open(), exchange]) await session(by);
    expect(keystone.taken()).toEqual(first);
  });

  it('is not forgotten when it is a newer one already, here or in the store', async () => {
    const old = await session();
    // Another replica renews first.
    clock.now += 1_000;
    const other = open();
    await session(other);
    await other.forget(member, subject, scope, old);
    keystone.state.tokens.set(NATIVE_TOKEN, T0 + 9_000_000);
    const newer = await session(other);
    keystone.taken();
    await exchange.forget(member, subject, scope, old);
    await other.forget(member, subject, scope, old);
    if (newer.token !== old.token) expect(await session(other)).toBe(newer);
    if (newer.token !== old.token) expect((await session()).token).toBe(newer.token);
    expect(keystone.taken()).toEqual([]);
  });

  if (first.length > 1)
    it('mends a first token that the member revoked, by one new proof', async () => {
      await session();
      keystone.state.tokens.clear();
      keystone.taken();
      const elsewhere: MemberScope = { kind: 'domain', name: HUB_DOMAIN.name };
      await exchange.session(member, subject, elsewhere);
      expect(keystone.taken()).toEqual([TOKENS, FEDERATION, TOKENS]);
    });

  if (first.length > 1)
    it('drops one first token, not also the next, when several scopes lose theirs', async () => {
      const second = { ...RESEARCH, id: 'b'.repeat(32), name: 'teaching' };
      keystone.state.projects.push(second);
      const other: MemberScope = { kind: 'project', project: { domain: 'hub', name: 'teaching' } };
      const tokens = [await session(), await exchange.session(member, subject, other)] as const;
      keystone.state.tokens.clear();
      clock.now += 1_000;
      keystone.taken();
      await exchange.forget(member, subject, scope, tokens[0]);
      await session();
      await exchange.forget(member, subject, other, tokens[1]);
      await exchange.session(member, subject, other);
      expect(keystone.taken()).toEqual([FEDERATION, TOKENS, TOKENS]);
    });
});

describe('an assertion of hub-oidc', () => {
  const options: StrategyOptions = {
    kind: 'hub-oidc',
    identityProvider: 'hub/../x',
    protocol: 'openid',
    audience: 'a',
  };

  it('lives two minutes, for one audience, and says what a mapping needs', async () => {
    const { url, headers } = await build(options).login(person(), undefined);
    expect(url).toBe(`${keystone.authUrl}/OS-FEDERATION/identity_providers/hub%2F..%2Fx/protocols/openid/auth`);
    const jwt = headers?.authorization?.replace('Bearer ', '') ?? '';
    const { publicKey } = world.keys.signing();
    const { payload, protectedHeader } = await jwtVerify(jwt, publicKey, { currentDate: new Date(T0) });
    expect(protectedHeader).toEqual({ alg: 'ES256', kid: world.keys.signing().kid, typ: 'JWT' });
    const { jti, ...rest } = payload;
    expect(rest).toEqual({
      iss: ISSUER,
      aud: 'a',
      sub: ALICE.id,
      preferred_username: 'alice',
      email: 'alice@acme.example',
      groups: ALICE.groups,
      domain: 'acme',
      iat: T0 / 1000,
      nbf: T0 / 1000 - 10,
      exp: T0 / 1000 + 120,
    });
    expect(jti).toMatch(/^[0-9a-f-]{36}$/);
    const again = await build(options).login(person(), undefined);
    expect(decodeJwt(again.headers?.authorization?.replace('Bearer ', '') ?? '').jti).not.toBe(jti);
    const { publicKey: stranger } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    await expect(jwtVerify(jwt, stranger)).rejects.toThrow();
  });
});

describe('a held credential', () => {
  const credential = (name: string, groups: string[]) => ({
    project: PROJECT,
    groups,
    username: name,
    userDomain: 'Default',
    password: new Secret('x'),
  });

  it('keeps its sessions apart from others, wherever it stands in the list', () => {
    const admin = credential('admin', ['acme-admin']);
    const robot = credential('robot', ['acme-research']);
    const holder = (...credentials: (typeof robot)[]): string =>
      build({ kind: 'password', credentials }).holder(person(), PROJECT);
    expect(holder(robot)).toBe(holder(admin, robot));
    expect(holder(robot)).not.toBe(holder(credential('robot2', ['acme-research'])));
  });

  it('that belongs to another project than its entry says serves neither', async () => {
    const member = makeMember(keystone.authUrl, build(CASES['application-credential'].options));
    const exchange = createExchange({
      store: createMemoryStore({ now: clock.read }),
      seal: createSeal(world.keys),
      now: clock.read,
      onSession: () => undefined,
    });
    keystone.state.projects = [{ ...RESEARCH, name: 'secret-project' }];
    keystone.state.override = ({ body }) =>
      body.includes('application_credential')
        ? {
            status: 201,
            headers: { 'x-subject-token': 't' },
            body: {
              token: {
                user: { id: 'u', name: 'robot', domain: HUB_DOMAIN },
                expires_at: '2026-11-23T14:28:00Z',
                project: { id: 'p', name: 'secret-project', domain: HUB_DOMAIN },
              },
            },
          }
        : undefined;
    await expect(exchange.session(member, person(), project)).rejects.toMatchObject({ code: 'unauthorized' });
    expect(await exchange.projects(member, person())).toEqual({ projects: [], stale: false });
    await member.transport.close();
  });
});
