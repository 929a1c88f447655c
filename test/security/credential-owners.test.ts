// SPDX-License-Identifier: Apache-2.0
// A credential works with the groups of its owner. Groups that a login has shown to be lost are lost to it, whichever
// replica has seen the login, whatever it has seen before, and whether or not the store was there; and an owner whom the
// configuration of today would not take is nobody.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createApplicationCredentials } from '../../src/federation/credentials/index.ts';
import { createRevocations } from '../../src/federation/revocations.ts';
import { createTokens } from '../../src/federation/tokens.ts';
import type { DurableStore } from '../../src/model/durable-store.ts';
import { GatewayError } from '../../src/model/errors.ts';
import type { Principal } from '../../src/model/identity.ts';
import { projectRef, userId } from '../../src/model/ids.ts';
import { createFileStore } from '../../src/store/file.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import { makeKeys } from '../contract/world.ts';
import { type Harness, rescope, startHarness } from '../e2e/harness.ts';

const ALICE: Principal = {
  ...{ id: userId('https://idp', 'alice'), issuer: 'https://idp', subject: 'alice', name: 'alice', domain: 'acme' },
  ...{ groups: ['research', 'admins'], identityProvider: 'demo', protocol: 'openid' },
};
const FEWER: Principal = { ...ALICE, groups: ['research'] };

describe('groups that are lost', () => {
  let away = false;
  let now: number;
  let one: ReturnType<typeof replica>;
  let two: ReturnType<typeof replica>;
  const replica = (durable: DurableStore) =>
    createApplicationCredentials({
      durable,
      ...{ store: createMemoryStore({ now: () => now }), now: () => now },
      revocations: {
        has: () => false,
        add: async () => undefined,
        addUser: async () => undefined,
        revokedUntil: () => 0,
      },
      options: () => ({ perUser: 3, ownerUnseen: 1e9 }),
      log: { notNoted: () => undefined },
    });
  beforeEach(() => {
    now = Date.parse('2026-11-26T00:00:00Z');
    away = false;
    const kept = createFileStore({ folder: ':memory:', now: () => now });
    const durable = new Proxy(kept, {
      get: (target, name: keyof DurableStore) => (away && name !== 'health' ? fail : target[name]),
    });
    one = replica(durable);
    two = replica(durable);
  });
  const fail = async (): Promise<never> => {
    throw new GatewayError('storeUnavailable');
  };
  const make = async (by = one) => {
    const made = await by.create({
      ...{ principal: ALICE, loggedInAt: now, name: 'c', description: null, project: projectRef('acme', 'research') },
      ...{ roles: ['member'], limited: false, unrestricted: false },
    });
    return made.outcome === 'done' ? { by: { id: made.credential.id }, secret: made.secret } : expect.unreachable();
  };
  const groups = async (by: typeof one, made: Awaited<ReturnType<typeof make>>) =>
    (await by.authenticate(made, '192.0.2.1')).principal.groups;

  it('are lost where the same login was seen before, and another replica has seen them gained since', async () => {
    const made = await make();
    for (const [by, who] of [
      [one, FEWER],
      [two, ALICE],
      [one, FEWER],
    ] as const) {
      now += 60_000;
      await by.seen(who, now);
    }
    expect(await groups(two, made)).toEqual(['research']);
  });

  it('are lost where this replica has just found that the user has no credential', async () => {
    await two.seen(ALICE, now);
    const made = await make(one);
    now += 1_000;
    await two.seen(FEWER, now);
    expect(await groups(one, made)).toEqual(['research']);
  });

  it('are lost where a login of before is seen at the same moment', async () => {
    const made = await make();
    now += 1_000;
    await Promise.all([one.seen({ ...ALICE, email: 'a@acme.example' }, now - 500), one.seen(FEWER, now)]);
    expect(await groups(one, made)).toEqual(['research']);
  });

  it('do not come back with a store that was away', async () => {
    const made = await make();
    now += 60_000;
    away = true;
    await one.seen(FEWER, now);
    await expect(groups(one, made)).rejects.toThrow(expect.objectContaining({ code: 'storeUnavailable' }));
    away = false;
    expect(await groups(one, made)).toEqual(['research']);
    expect(await groups(two, made)).toEqual(['research']);
  });

  it('are written by themselves once the store is back, for the other replicas', async () => {
    const made = await make();
    now += 60_000;
    away = true;
    await one.seen(FEWER, now);
    away = false;
    await expect.poll(() => groups(two, made), { timeout: 30_000 }).toEqual(['research']);
  });
});

describe('a login by credential that is under way while a loss of groups is recorded', () => {
  it('gets no token with the groups of before, however long clouds take to say what the scope is', async () => {
    const folder = await makeKeys();
    const now = Date.now;
    const store = createMemoryStore({ now });
    const revocations = createRevocations({ store, now });
    const durable = createFileStore({ folder: ':memory:' });
    const credentials = createApplicationCredentials({
      ...{ durable, store, revocations, now },
      options: () => ({ perUser: 3, ownerUnseen: 1e9 }),
      log: { notNoted: () => undefined },
    });
    const tokens = createTokens({ keys: folder.keys, revocations, now, credentials: credentials.claimsOf }, () => ({
      issuer: 'https://gateway.example',
      lifetime: 3_600_000,
    }));
    const made = await credentials.create({
      ...{ principal: ALICE, loggedInAt: now() - 5_000, name: 'c', description: null },
      ...{ project: projectRef('acme', 'research'), roles: ['member'], limited: false, unrestricted: false },
    });
    if (made.outcome !== 'done') return expect.unreachable();
    const presented = { by: { id: made.credential.id }, secret: made.secret };
    const issue = async (proven: Awaited<ReturnType<typeof credentials.authenticate>>) => {
      const { scope: _, ...rest } = proven;
      return tokens.issue({ ...rest, scope: { kind: 'unscoped' } });
    };
    const underWay = await credentials.authenticate(presented, '192.0.2.1');
    expect(underWay.principal.groups).toContain('admins');
    // In this order: another login, at whichever replica.
    await credentials.seen(FEWER, now());
    await tokens.revokeUser(ALICE.id);
    await expect(issue(underWay)).rejects.toMatchObject({ code: 'unauthorized', reason: 'revoked' });
    const next = await issue(await credentials.authenticate(presented, '192.0.2.1'));
    expect(next.caller.principal.groups).toEqual(['research']);
    await expect(tokens.verify(next.token)).resolves.toBeDefined();
    await durable.close();
    await folder.remove();
  });
});

describe('an owner who logs in with a token that says nothing of groups', () => {
  let house: Harness;
  beforeAll(async () => {
    house = await startHarness({ durable: createFileStore({ folder: ':memory:' }) });
  });
  afterAll(() => house.close());

  const seconds = (): number => Math.floor(Date.now() / 1000);
  const mint = (claims: object): Promise<string> =>
    house.idp.mint({
      ...{ sub: 'alice', preferred_username: 'alice', aud: 'scs-gateway', azp: 'openstack', scope: 'openid' },
      ...{ iat: seconds(), exp: seconds() + 300 },
      ...claims,
    });
  const logIn = async (claims: object) => {
    const headers = { authorization: `Bearer ${await mint(claims)}` };
    const path = '/identity/v3/OS-FEDERATION/identity_providers/demo/protocols/openid/auth';
    const answer = await house.send('POST', path, { headers });
    expect(answer.status).toBe(201);
    return { token: answer.headers.get('x-subject-token') ?? '', user: answer.body.token.user.id as string };
  };
  const research = { project: { name: 'research', domain: { name: 'acme' } } };

  it.each<[string, object, number]>([
    ['no claim', {}, 201],
    ['too many groups to name them', { hasgroups: true }, 201],
    ['a claim that is not read', { groups: { research: true } }, 201],
    ['a claim without any', { groups: [] }, 401],
  ])(
    'keeps those of the credential by %s only if that is no word on them: it has none itself',
    async (_, claims, then) => {
      const { token, user } = await logIn({ groups: ['acme-research'] });
      const own = (await rescope(house.url, token, research)).headers.get('x-subject-token') ?? '';
      const json = { application_credential: { name: crypto.randomUUID() } };
      const path = `/identity/v3/users/${user}/application_credentials`;
      const made = await house.send('POST', path, { token: own, json });
      expect(made.status).toBe(201);
      const { id, secret } = made.body.application_credential;
      const fewer = await logIn({ ...claims, azp: 'a-client-without-groups' });
      expect((await rescope(house.url, fewer.token, research)).status).toBe(401);
      const identity = { methods: ['application_credential'], application_credential: { id, secret } };
      const answer = await house.send('POST', '/identity/v3/auth/tokens', { json: { auth: { identity } } });
      expect(answer.status).toBe(then);
    },
  );
});

it('a credential whose owner loses the project at every cloud is refused there once the clouds end their sessions, logs in no more within a minute, and does again once they give it back', async () => {
  const GIVEN = { 'acme-research': [['acme', 'research', 'member']] } as const;
  const groups: Record<string, readonly (readonly [string, string, string])[]> = { ...GIVEN };
  const durable = createFileStore({ folder: ':memory:' });
  let later = 0;
  const house = await startHarness({ durable, groups, now: () => Date.now() + later });
  /** So long a cloud's list of projects is taken for new. */
  const aMinuteLater = (): void => {
    later += 61_000;
  };
  try {
    const owner = await house.scoped('alice');
    const shown = await house.send('GET', '/identity/v3/auth/tokens', {
      token: owner,
      headers: { 'x-subject-token': owner },
    });
    const path = `/identity/v3/users/${shown.body.token.user.id}/application_credentials`;
    const made = await house.send('POST', path, { token: owner, json: { application_credential: { name: 'c' } } });
    const { id, secret } = made.body.application_credential;
    const identity = { methods: ['application_credential'], application_credential: { id, secret } };
    const logIn = () => house.send('POST', '/identity/v3/auth/tokens', { json: { auth: { identity } } });
    const use = (token: string) =>
      Promise.all(
        ['cloud-a', 'cloud-b'].map(
          async (cloud) => (await house.send('GET', `/clouds/${cloud}/compute/v2.1/servers`, { token })).status,
        ),
      );
    const first = await logIn();
    const token = first.headers.get('x-subject-token') ?? '';
    expect([first.status, await use(token)]).toEqual([201, [200, 200]]);

    groups['acme-research'] = [];
    // As a Keystone does with the tokens of whoever loses a role.
    for (const { tokens } of [house.a, house.b]) tokens.revokeAll();
    expect(await use(token)).toEqual([403, 403]);
    aMinuteLater();
    expect((await logIn()).status).toBe(401);

    Object.assign(groups, GIVEN);
    aMinuteLater();
    await expect.poll(async () => (await logIn()).status, { timeout: 60_000, interval: 250 }).toBe(201);
    const back = (await logIn()).headers.get('x-subject-token') ?? '';
    await expect.poll(() => use(back), { timeout: 60_000, interval: 250 }).toEqual([200, 200]);
  } finally {
    await house.close();
  }
});

describe('a credential whose owner the configuration takes no more', () => {
  let house: Harness;
  beforeAll(async () => {
    house = await startHarness({ durable: createFileStore({ folder: ':memory:' }) });
  });
  afterAll(() => house.close());

  async function make(): Promise<() => Promise<number>> {
    const token = await house.scoped('alice');
    const shown = await house.send('GET', '/identity/v3/auth/tokens', { token, headers: { 'x-subject-token': token } });
    const path = `/identity/v3/users/${shown.body.token.user.id}/application_credentials`;
    const json = { application_credential: { name: crypto.randomUUID() } };
    const { id, secret } = (await house.send('POST', path, { token, json })).body.application_credential;
    const identity = { methods: ['application_credential'], application_credential: { id, secret } };
    return async () => (await house.send('POST', '/identity/v3/auth/tokens', { json: { auth: { identity } } })).status;
  }

  it.each<[string, object]>([
    ['its identity provider is another entry', { id: 'another' }],
    ['its domain is another', { domain: 'other' }],
    ['its groups are no longer taken over', { groups: ['^other-'] }],
  ])('opens nothing once %s, and does again with the old entry', async (_what, change) => {
    const logIn = await make();
    expect(await logIn()).toBe(201);
    await house.gateway.reconfigure(
      await house.changed(({ identityProviders: [provider] }) => Object.assign(provider, change)),
    );
    expect(await logIn()).toBe(401);
    await house.gateway.reconfigure(await house.changed(() => undefined));
    expect(await logIn()).toBe(201);
  });
});
