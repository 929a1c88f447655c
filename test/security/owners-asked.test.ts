// SPDX-License-Identifier: Apache-2.0
// Owners of application credentials whom the gateway asks their identity provider about: what is lost there is lost here
// without a login, an account that ends there ends here, an answer that says nothing changes nothing, and not for ever; a
// refresh token is used by one replica at a time, and one whose answer was lost ends nobody.
import { beforeEach, describe, expect, it } from 'vitest';
import { createApplicationCredentials } from '../../src/federation/credentials/index.ts';
import type { AskOutcome, OwnerQuestions } from '../../src/federation/credentials/owner-refresh.ts';
import { createLoginTokens, OWN_TOKENS } from '../../src/federation/login-tokens.ts';
import type { OwnerAnswer, OwnerSourceDeps } from '../../src/federation/owner-groups/definition.ts';
import { refreshToken } from '../../src/federation/owner-groups/refresh-token.ts';
import { createRefreshTokens } from '../../src/federation/owner-groups/refresh-tokens.ts';
import { createRevocations } from '../../src/federation/revocations.ts';
import type { DurableStore } from '../../src/model/durable-store.ts';
import { GatewayError } from '../../src/model/errors.ts';
import type { Principal } from '../../src/model/identity.ts';
import { projectRef, userId } from '../../src/model/ids.ts';
import type { Store } from '../../src/model/store.ts';
import { createFileStore } from '../../src/store/file.ts';
import { createMemoryStore } from '../../src/store/memory.ts';

const ALICE: Principal = {
  ...{ id: userId('https://idp', 'alice'), issuer: 'https://idp', subject: 'alice', name: 'alice', domain: 'acme' },
  ...{ groups: ['admins', 'research'], identityProvider: 'kc', protocol: 'openid' },
};
const FEWER: Principal = { ...ALICE, groups: ['research'] };
const [MINUTE, HOUR] = [60_000, 3_600_000];
const [EVERY, GRACE, UNSEEN] = [15 * MINUTE, 4 * HOUR, 90 * 24 * HOUR];

let now: number;
let durable: DurableStore;
let store: Store;
let answer: () => Promise<OwnerAnswer>;
let asked: number;
let told: AskOutcome[];
beforeEach(() => {
  now = Date.parse('2026-11-26T00:00:00Z');
  durable = createFileStore({ folder: ':memory:', now: () => now });
  store = createMemoryStore({ now: () => now });
  asked = 0;
  told = [];
  answer = async () => ({ state: 'there', principal: ALICE });
});

function replica(more: Partial<OwnerQuestions> = {}, shared = store) {
  const revocations = createRevocations({ store: shared, now: () => now });
  const questions: OwnerQuestions = {
    about: () => ({
      every: EVERY,
      grace: GRACE,
      ask() {
        asked += 1;
        return answer();
      },
    }),
    every: () => undefined,
    adopt: async () => undefined,
    drop: async () => undefined,
    onAsked: (_, outcome) => void told.push(outcome),
    onLost: () => undefined,
    ...more,
  };
  const credentials = createApplicationCredentials({
    ...{ durable, store: shared, revocations, questions, now: () => now },
    options: () => ({ perUser: 3, ownerUnseen: UNSEEN }),
    log: { notNoted: () => undefined },
  });
  return { credentials, revocations };
}
type Replica = ReturnType<typeof replica>;

async function make({ credentials }: Replica, name = 'c') {
  const made = await credentials.create({
    ...{ principal: ALICE, loggedInAt: now, login: 'of-alice', name, description: null },
    project: projectRef('acme', 'research'),
    ...{ roles: ['member'], limited: false, unrestricted: false },
  });
  return made.outcome === 'done' ? { by: { id: made.credential.id }, secret: made.secret } : expect.unreachable();
}
type Made = Awaited<ReturnType<typeof make>>;
const groups = async ({ credentials }: Replica, made: Made) =>
  (await credentials.authenticate(made, '192.0.2.1')).principal.groups;
const refused = expect.objectContaining({ code: 'unauthorized' });
const away = async (): Promise<never> => {
  throw new Error('away');
};

describe('an owner who can be asked about', () => {
  it('is not asked about sooner than is configured, and then has the groups of now', async () => {
    const one = replica();
    const made = await make(one);
    answer = async () => ({ state: 'there', principal: FEWER });
    now += EVERY;
    expect(await groups(one, made)).toEqual(ALICE.groups);
    now += 1;
    expect(await groups(one, made)).toEqual(['research']);
    expect(await groups(one, made)).toEqual(['research']);
    expect(asked).toBe(1);
  });

  it('needs no login for as long as the provider answers', async () => {
    const one = replica();
    const made = await make(one);
    for (let day = 0; day < 200; day++) {
      now += 24 * HOUR;
      expect(await groups(one, made)).toEqual(ALICE.groups);
    }
  });

  it('loses tokens with a group, also those of before, and none where nothing is lost', async () => {
    const one = replica();
    const made = await make(one);
    now += EVERY + 1;
    await groups(one, made);
    expect(one.revocations.revokedUntil(ALICE.id)).toBe(0);
    answer = async () => ({ state: 'there', principal: FEWER });
    now += EVERY + 1;
    await groups(one, made);
    expect(one.revocations.hasUser(ALICE.id, now - 1)).toBe(true);
  });

  it('keeps the groups where the answer tells of none', async () => {
    const one = replica();
    const made = await make(one);
    answer = async () => ({ state: 'there', principal: { ...ALICE, groups: [], noGroups: 'missing' } });
    now += EVERY + 1;
    expect(await groups(one, made)).toEqual(ALICE.groups);
    expect(one.revocations.revokedUntil(ALICE.id)).toBe(0);
  });

  it('ends with the account at the provider, on every replica, and is back with it', async () => {
    const [one, two] = [replica(), replica()];
    const made = await make(one);
    answer = async () => ({ state: 'gone', reason: 'disabled' });
    now += EVERY + 1;
    await expect(groups(one, made)).rejects.toEqual(refused);
    await expect(groups(two, made)).rejects.toEqual(refused);
    expect(two.revocations.hasUser(ALICE.id, now)).toBe(true);
    expect(told).toEqual(['ended']);
    answer = async () => ({ state: 'there', principal: ALICE });
    now += EVERY + 1;
    expect(await groups(two, made)).toEqual(ALICE.groups);
  });

  it('that is gone is not brought back by a token of before, but by a login of after', async () => {
    const one = replica();
    const made = await make(one);
    answer = async () => ({ state: 'gone', reason: 'deleted' });
    now += EVERY + 1;
    await expect(groups(one, made)).rejects.toEqual(refused);
    await one.credentials.seen(ALICE, now - MINUTE);
    await expect(groups(one, made)).rejects.toEqual(refused);
    now += MINUTE;
    await one.credentials.seen(ALICE, now);
    expect(await groups(one, made)).toEqual(ALICE.groups);
  });

  it('goes on for the grace while the provider is away, and no longer', async () => {
    const one = replica();
    const made = await make(one);
    answer = away;
    now += EVERY + GRACE;
    expect(await groups(one, made)).toEqual(ALICE.groups);
    now += 1;
    await expect(groups(one, made)).rejects.toEqual(refused);
    expect(told).toContain('failed');
    answer = async () => ({ state: 'there', principal: ALICE });
    now += 2 * MINUTE;
    expect(await groups(one, made)).toEqual(ALICE.groups);
  });

  it('is known by logins alone where there is nothing to ask with', async () => {
    const one = replica();
    const made = await make(one);
    answer = async () => ({ state: 'unasked' });
    now += UNSEEN;
    expect(await groups(one, made)).toEqual(ALICE.groups);
    now += 1;
    await expect(groups(one, made)).rejects.toEqual(refused);
  });

  it('is asked about by one of many logins at replicas side by side', async () => {
    const replicas = [replica(), replica(), replica()];
    const made = await make(replicas[0] as Replica);
    now += EVERY + 1;
    answer = () => new Promise((resolve) => setTimeout(resolve, 20, { state: 'there', principal: ALICE }));
    await Promise.all(Array.from({ length: 30 }, (_, index) => groups(replicas[index % 3] as Replica, made)));
    expect(asked).toBe(1);
  });

  it('is asked about by nobody while the shared state is away, which is who says that one alone asks', async () => {
    const broken = new Proxy(store, { get: (target, name: keyof Store) => (name === 'add' ? away : target[name]) });
    const one = replica({}, broken);
    const made = await make(one);
    now += EVERY + 1;
    expect(await groups(one, made)).toEqual(ALICE.groups);
    expect(asked).toBe(0);
  });

  it('is told of as untold once the provider has not answered for unusually long, until when the credential goes on', async () => {
    const one = replica();
    const since = now;
    await make(one);
    const { untold } = one.credentials;
    answer = away;
    now += 2 * EVERY;
    expect(await untold(ALICE.id)).toBeUndefined();
    now += 1;
    expect(await untold(ALICE.id)).toEqual({ since, until: since + EVERY + GRACE });
    await one.credentials.seen(ALICE, now);
    now += EVERY;
    expect(await untold(ALICE.id)).toBeUndefined();
    expect(await untold('nobody')).toBeUndefined();
  });

  it('is not untold where there is nothing to ask with, where nobody is asked, and where the account has ended', async () => {
    const asks = { every: EVERY, grace: GRACE, ask: () => answer() };
    const withoutMeans = replica({ about: () => ({ ...asks, canAsk: async () => false }) });
    const nobodyAsked = replica({ about: () => undefined });
    const made = await make(withoutMeans);
    now += 3 * EVERY;
    expect(await replica().credentials.untold(ALICE.id)).toBeDefined();
    expect(await withoutMeans.credentials.untold(ALICE.id)).toBeUndefined();
    expect(await nobodyAsked.credentials.untold(ALICE.id)).toBeUndefined();
    answer = async () => ({ state: 'gone', reason: 'deleted' });
    await expect(groups(replica(), made)).rejects.toEqual(refused);
    now += 3 * EVERY;
    expect(await replica().credentials.untold(ALICE.id)).toBeUndefined();
  });

  it('is asked about in the background too', async () => {
    const one = replica({ every: () => 100, about: () => ({ every: 100, grace: GRACE, ask: () => answer() }) });
    await make(one);
    answer = async () => ({ state: 'gone', reason: 'deleted' });
    now += 1_000;
    await expect.poll(() => told, { timeout: 20_000 }).toContain('ended');
    expect(one.revocations.hasUser(ALICE.id, now)).toBe(true);
    one.credentials.close();
  });
});

describe('a refresh token of an owner', () => {
  let provider: (token: string) => Promise<{ ok: boolean; value?: object; error?: string }>;
  let used: string[];
  let principal: Principal;
  const seal = { close: (text: string) => text, open: (text: string) => text };

  function house() {
    const refreshTokens = createRefreshTokens({
      durable,
      loginTokens: createLoginTokens({ store, seal, now: () => now }),
      wanted: (id) => id === 'kc',
      isOwner: async (user) => (await durable.get('credential-owner', user)) !== undefined,
    });
    const password = { clientId: 'c', scope: 'openid offline_access', tokenType: 'access_token' } as const;
    const source = refreshToken.create({ kind: 'refresh-token', every: EVERY, grace: GRACE }, {
      provider: { id: 'kc', protocol: 'openid', issuer: 'https://idp', password },
      tokenEndpoint: () => (form: { refresh_token: string }) => {
        used.push(form.refresh_token);
        return provider(form.refresh_token);
      },
      authenticate: async () => ({ principal, expiresAt: now + HOUR }),
      refreshTokens,
    } as unknown as OwnerSourceDeps);
    const { adopt, drop } = refreshTokens;
    const one = replica({ about: (who) => ({ every: EVERY, grace: GRACE, ask: () => source.ask(who) }), adopt, drop });
    return { one, refreshTokens, source };
  }
  it('is something to ask with, of this provider and a section that it still has', async () => {
    const { refreshTokens, source } = house();
    expect(await source.canAsk?.(ALICE)).toBe(false);
    for (const [provider, client, can] of [
      ['kc', 'password', true],
      ['kc', 'login', false],
      ['other', 'password', false],
    ] as const) {
      await refreshTokens.drop(ALICE.id);
      await refreshTokens.left({ ...left, login: `${provider} ${client}`, provider: 'kc', client, until: now + HOUR });
      await refreshTokens.adopt(ALICE.id, `${provider} ${client}`);
      const kept = await refreshTokens.of(ALICE.id);
      if (kept !== undefined && provider !== 'kc')
        await refreshTokens.replace(ALICE.id, kept, { provider, client, token: 'r1' });
      expect(await source.canAsk?.(ALICE)).toBe(can);
    }
  });

  const left = { user: ALICE.id, login: 'of-alice', provider: 'kc', client: 'password', token: 'r1' } as const;
  beforeEach(() => {
    used = [];
    principal = ALICE;
    /** Takes each once. */
    const spent = new Set<string>();
    provider = async (token) => {
      if (spent.has(token)) return { ok: false, error: 'invalid_grant' };
      spent.add(token);
      return { ok: true, value: { access_token: 'a', refresh_token: `r${spent.size + 1}` } };
    };
  });
  async function owner() {
    const built = house();
    await built.refreshTokens.left({ ...left, until: now + HOUR });
    const made = await make(built.one);
    return { ...built, made };
  }

  it('is kept for an owner alone, and dropped with the last credential', async () => {
    const { refreshTokens } = house();
    await refreshTokens.left({ ...left, until: now + HOUR });
    expect(await refreshTokens.of(ALICE.id)).toBeUndefined();
    const { one, made } = await owner();
    expect(await refreshTokens.of(ALICE.id)).toMatchObject({ token: 'r1' });
    await one.credentials.remove(ALICE.id, made.by.id);
    const kept = [];
    for await (const item of durable.all()) kept.push(item.kind);
    expect(kept).toEqual([]);
  });

  it('is given to no cloud by the name of an audience, whatever that is', async () => {
    const { refreshTokens } = house();
    await refreshTokens.left({ ...left, until: now + HOUR });
    const loginTokens = createLoginTokens({ store, seal, now: () => now });
    await loginTokens.keep('of-alice', OWN_TOKENS.id, { token: 'id-token', until: now + HOUR });
    for (const audience of ['refresh', 'id']) expect(await loginTokens.of('of-alice', audience)).toBeUndefined();
    await loginTokens.keep('of-alice', 'refresh', { token: 'for-the-cloud', until: now + HOUR });
    await refreshTokens.adopt(ALICE.id, 'of-alice');
    expect((await refreshTokens.of(ALICE.id))?.token).toBe('r1');
  });

  it.each([
    ['a second credential', false],
    ['another one after the last was deleted', true],
  ])('is not taken back to what the login had left by %s of that login', async (_, deleted) => {
    const { one, made, refreshTokens } = await owner();
    now += EVERY + 1;
    await groups(one, made);
    if (deleted) await one.credentials.remove(ALICE.id, made.by.id);
    const again = await make(one, 'second');
    expect((await refreshTokens.of(ALICE.id))?.token).toBe(deleted ? undefined : 'r2');
    now += EVERY + 1;
    expect(await groups(one, again)).toEqual(ALICE.groups);
    expect(told).not.toContain('ended');
  });

  it('of another provider’s login, or one that nobody asked for, is not kept', async () => {
    const { refreshTokens } = await owner();
    await refreshTokens.left({ ...left, provider: 'other', token: 'foreign', until: now + HOUR });
    await refreshTokens.left({ ...left, token: 'x'.repeat(20_000), until: now + HOUR });
    expect(await refreshTokens.of(ALICE.id)).toMatchObject({ token: 'r1' });
  });

  it('is used once each, and replaced by what came back', async () => {
    const { one, made } = await owner();
    for (let round = 0; round < 3; round++) {
      now += EVERY + 1;
      expect(await groups(one, made)).toEqual(ALICE.groups);
    }
    expect(used).toEqual(['r1', 'r2', 'r3']);
  });

  it('that has been used is not put back by another credential of the same login, which would end the owner', async () => {
    const { one, made } = await owner();
    now += EVERY + 1;
    expect(await groups(one, made)).toEqual(ALICE.groups);
    const second = await one.credentials.create({
      ...{ principal: ALICE, loggedInAt: now, login: 'of-alice', name: 'second', description: null },
      project: projectRef('acme', 'research'),
      ...{ roles: ['member'], limited: false, unrestricted: false },
    });
    expect(second.outcome).toBe('done');
    now += EVERY + 1;
    expect(await groups(one, made)).toEqual(ALICE.groups);
    expect(used).toEqual(['r1', 'r2']);
  });

  it('that has been used is not put back after the last credential is gone and another is made', async () => {
    const { one, made, refreshTokens } = await owner();
    now += EVERY + 1;
    expect(await groups(one, made)).toEqual(ALICE.groups);
    await one.credentials.remove(ALICE.id, made.by.id);
    const again = await make(one);
    expect(await refreshTokens.of(ALICE.id)).toBeUndefined();
    now += EVERY + 1;
    expect(await groups(one, again)).toEqual(ALICE.groups);
    expect(used).toEqual(['r1']);
  });

  it('that is no longer taken ends the owner', async () => {
    const { one, made } = await owner();
    provider = async () => ({ ok: false, error: 'invalid_grant' });
    now += EVERY + 1;
    await expect(groups(one, made)).rejects.toEqual(refused);
  });

  it('whose answer was lost ends nobody at once: the owner goes on for the grace, and then has to log in', async () => {
    const { one, made, refreshTokens } = await owner();
    const taking = provider;
    provider = async (token) => {
      await taking(token);
      throw new GatewayError('issuerUnavailable', { detail: 'reset' });
    };
    now += EVERY + 1;
    expect(await groups(one, made)).toEqual(ALICE.groups);
    provider = taking;
    now += 2 * MINUTE;
    expect(await groups(one, made)).toEqual(ALICE.groups);
    expect(used).toEqual(['r1', 'r1']);
    now += GRACE;
    await expect(groups(one, made)).rejects.toEqual(refused);
    // It is not used again and again: that would look like a theft.
    expect(used).toEqual(['r1', 'r1']);
    await refreshTokens.left({ ...left, token: 'new', until: now + HOUR });
    await one.credentials.seen(ALICE, now);
    expect(await groups(one, made)).toEqual(ALICE.groups);
    now += EVERY + 1;
    expect(await groups(one, made)).toEqual(ALICE.groups);
    expect(used.at(-1)).toBe('new');
  });

  it('that no connection has carried is as good as before: its refusal afterwards ends the owner', async () => {
    const { one, made } = await owner();
    provider = async () => {
      const cause = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
      throw new GatewayError('issuerUnavailable', { detail: 'refused', cause });
    };
    now += EVERY + 1;
    expect(await groups(one, made)).toEqual(ALICE.groups);
    provider = async () => ({ ok: false, error: 'invalid_grant' });
    now += 2 * MINUTE;
    await expect(groups(one, made)).rejects.toEqual(refused);
  });

  it('that a process took with it when it died is tried once more, and its refusal ends nobody at once', async () => {
    const { refreshTokens, made } = await owner();
    const kept = await refreshTokens.of(ALICE.id);
    if (kept === undefined) return expect.unreachable();
    await refreshTokens.replace(ALICE.id, kept, { ...left, used: true });
    await provider('r1');
    const after = house();
    now += EVERY + 1;
    expect(await groups(after.one, made)).toEqual(ALICE.groups);
    expect(await refreshTokens.of(ALICE.id)).toMatchObject({ lost: true });
  });

  it('that brings another user’s token brings nothing', async () => {
    const { source } = await owner();
    principal = { ...ALICE, id: userId('https://idp', 'bob') };
    await expect(source.ask(ALICE)).rejects.toThrow('another user');
  });
});
