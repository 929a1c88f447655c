// SPDX-License-Identifier: Apache-2.0
// Owners who share an identity provider: what is wrong with one of them, a clock that was ahead, and a process that dies
// between two steps must not let another one, or the one, go on with what was lost.
import { describe, expect, it } from 'vitest';
import { createApplicationCredentials } from '../../src/federation/credentials/index.ts';
import type { OwnerQuestions } from '../../src/federation/credentials/owner-refresh.ts';
import { createOwners } from '../../src/federation/credentials/owners.ts';
import { createVault } from '../../src/federation/credentials/vault.ts';
import { boundedSource } from '../../src/federation/owner-groups/bounded.ts';
import { type OwnerAnswer, UserUntold } from '../../src/federation/owner-groups/definition.ts';
import { createRevocations } from '../../src/federation/revocations.ts';
import type { DurableStore } from '../../src/model/durable-store.ts';
import type { Principal } from '../../src/model/identity.ts';
import { projectRef, userId } from '../../src/model/ids.ts';
import { createFileStore } from '../../src/store/file.ts';
import { createMemoryStore } from '../../src/store/memory.ts';

const user = (name: string): Principal => ({
  ...{ id: userId('https://idp', name), issuer: 'https://idp', subject: name, name, domain: 'acme' },
  ...{ groups: ['admins', 'research'], identityProvider: 'kc', protocol: 'openid' },
});
const ALICE = user('alice');
const FEWER: Principal = { ...ALICE, groups: ['research'] };
const [MINUTE, HOUR] = [60_000, 3_600_000];
const START = Date.parse('2026-11-26T00:00:00Z');
const refused = expect.objectContaining({ code: 'unauthorized' });

describe('A question that fails for one owner', () => {
  const there = (principal: Principal): OwnerAnswer => ({ state: 'there', principal });
  function bounded(fail: (principal: Principal) => Error | undefined) {
    let asked = 0;
    const ask = async (principal: Principal) => {
      asked += 1;
      const error = fail(principal);
      if (error !== undefined) throw error;
      return there(principal);
    };
    return { source: boundedSource({ ask }, () => START), asked: () => asked };
  }

  it('keeps no other owner from being asked about, however often it fails', async () => {
    const { source } = bounded(({ name }) => (name === 'mallory' ? new Error('an answer of 2 MB') : undefined));
    for (let tries = 0; tries < 20; tries++) await source.ask(user('mallory')).catch(() => undefined);
    expect(await source.ask(ALICE)).toEqual(there(ALICE));
  });

  it('for what can only be said of that owner pauses nothing, however many such owners there are', async () => {
    const { source } = bounded(({ name }) => (name.startsWith('lost') ? new UserUntold('lost') : undefined));
    for (let tries = 0; tries < 20; tries++) await source.ask(user(`lost-${tries}`)).catch(() => undefined);
    expect(await source.ask(ALICE)).toEqual(there(ALICE));
  });

  it('and for several without an answer between is a provider that is away: it is asked after a pause', async () => {
    const { source, asked } = bounded(() => new Error('away'));
    for (let tries = 0; tries < 20; tries++) await expect(source.ask(user(`u${tries}`))).rejects.toThrow();
    expect(asked()).toBe(3);
  });
});

function house(clock: { now: number }) {
  const durable = createFileStore({ folder: ':memory:', now: () => clock.now });
  const store = createMemoryStore({ now: () => clock.now });
  let answer: () => Promise<OwnerAnswer> = async () => ({ state: 'there', principal: ALICE });
  const questions = {
    about: () => ({ every: 15 * MINUTE, grace: 4 * HOUR, ask: () => answer() }),
    every: () => undefined,
    adopt: async (): Promise<void> => undefined,
    drop: async () => undefined,
    onAsked: () => undefined,
    onLost: () => undefined,
  } satisfies OwnerQuestions;
  function replica(more: Partial<OwnerQuestions> = {}, kept: DurableStore = durable) {
    const revocations = createRevocations({ store, now: () => clock.now });
    const notNoted: unknown[] = [];
    const credentials = createApplicationCredentials({
      ...{ durable: kept, store, revocations, now: () => clock.now },
      questions: { ...questions, ...more },
      options: () => ({ perUser: 3, ownerUnseen: 90 * 24 * HOUR }),
      log: { notNoted: (error) => void notNoted.push(error) },
    });
    const make = () =>
      credentials.create({
        ...{ principal: ALICE, loggedInAt: clock.now, login: 'of-alice', name: 'c', description: null },
        project: projectRef('acme', 'research'),
        ...{ roles: ['member'], limited: false, unrestricted: false },
      });
    return { credentials, revocations, make, notNoted };
  }
  const says = (said: () => Promise<OwnerAnswer>): void => {
    answer = said;
  };
  return { replica, says, durable };
}

async function made(one: { make: ReturnType<ReturnType<typeof house>['replica']>['make'] }) {
  const created = await one.make();
  return created.outcome === 'done'
    ? { by: { id: created.credential.id }, secret: created.secret }
    : expect.unreachable();
}

describe('A clock that was ahead when an owner was asked about', () => {
  it('keeps nobody from being asked about once it is right', async () => {
    const clock = { now: START };
    const { replica, says } = house(clock);
    const one = replica();
    const presented = await made(one);
    clock.now = START + 365 * 24 * HOUR;
    await one.credentials.authenticate(presented, '192.0.2.1');
    clock.now = START + HOUR;
    says(async () => ({ state: 'there', principal: FEWER }));
    const { principal } = await replica().credentials.authenticate(presented, '192.0.2.1');
    expect(principal.groups).toEqual(['research']);
    clock.now += HOUR;
    says(async () => ({ state: 'gone', reason: 'disabled' }));
    await expect(replica().credentials.authenticate(presented, '192.0.2.1')).rejects.toEqual(refused);
  });

  it('lets a login of today count, and none of before the owner was gone', async () => {
    const clock = { now: START };
    const { durable } = house(clock);
    const owners = createOwners({ vault: createVault(durable), now: () => clock.now });
    await owners.make(ALICE, START);
    await owners.ended(ALICE.id, START + 365 * 24 * HOUR);
    clock.now = START + HOUR;
    await owners.seen(ALICE, clock.now - 10 * MINUTE);
    expect((await owners.get(ALICE.id))?.gone).toBeDefined();
    await owners.seen(FEWER, clock.now);
    expect(await owners.get(ALICE.id)).toEqual({ principal: FEWER, seenAt: clock.now });
  });
});

describe('A process that dies while it writes what it was told of an owner', () => {
  it.each<[string, OwnerAnswer]>([
    ['a loss', { state: 'there', principal: FEWER }],
    ['an end', { state: 'gone', reason: 'disabled' }],
  ])('has ended the logins of before with %s', async (_what, answer) => {
    const clock = { now: START };
    const { replica, says, durable } = house(clock);
    const presented = await made(replica());
    // What is written is there, and nothing comes after it.
    const dying: DurableStore = {
      ...durable,
      async put(kind, ...rest) {
        await durable.put(kind, ...rest);
        return kind === 'credential-owner' ? new Promise(() => undefined) : 'done';
      },
    };
    clock.now += HOUR;
    says(async () => answer);
    void replica({}, dying)
      .credentials.authenticate(presented, '192.0.2.1')
      .catch(() => undefined);
    const next = replica();
    await expect.poll(() => next.revocations.checkUser(ALICE.id, START)).toBe(true);
  });
});

describe('A credential whose owner’s refresh token cannot be kept', () => {
  it('is made all the same, for its secret is told once, and the log says so', async () => {
    const one = house({ now: START }).replica({ adopt: async () => Promise.reject(new Error('away')) });
    expect(await one.make()).toMatchObject({ outcome: 'done' });
    expect(one.notNoted).toHaveLength(1);
  });
});
