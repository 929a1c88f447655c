// SPDX-License-Identifier: Apache-2.0
// Revocations over a store that fails, comes back, and has forgotten.
import { beforeEach, describe, expect, it } from 'vitest';
import { createRevocations, LONGEST_TOKEN_LIFE, type Revocations } from '../../../src/federation/revocations.ts';
import type { Store } from '../../../src/model/store.ts';
import { createMemoryStore } from '../../../src/store/memory.ts';

const T0 = 1_000_000;
const END = T0 + 3_600_000;
let clock = T0;
beforeEach(() => {
  clock = T0;
});

interface Shared {
  readonly memory: Store;
  /** A replica's view of the shared store. */
  replica(): Replica;
}

interface Replica {
  readonly revocations: Revocations;
  away: boolean;
  /** The store tells that messages, or data, may have been lost. */
  missed(): void;
}

function shared(): Shared {
  const memory = createMemoryStore({ now: () => clock });
  const replicas: Replica[] = [];
  const replica = (): Replica => {
    let missed = (): void => undefined;
    const fail = <T>(work: () => Promise<T>): Promise<T> => (self.away ? Promise.reject(new Error('away')) : work());
    const store: Store = {
      ...memory,
      get: (key) => fail(() => memory.get(key)),
      set: (key, value, ttl) => fail(() => memory.set(key, value, ttl)),
      publish: (channel, message) => fail(() => memory.publish(channel, message)),
      subscribe(channel, listener, onMissed) {
        memory.subscribe(channel, (message) => {
          if (!self.away) listener(message);
        });
        if (onMissed) missed = onMissed;
      },
    };
    const self: Replica = {
      away: false,
      missed: () => missed(),
      get revocations() {
        return revocations;
      },
    };
    const revocations = createRevocations({ store, now: () => clock });
    replicas.push(self);
    return self;
  };
  return { memory, replica };
}

/** Lets what nobody waits for come to its end. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a revocation', () => {
  it('is known to the other replicas by message, and to one that starts later by the store', async () => {
    const { replica } = shared();
    const [one, two] = [replica(), replica()];
    await one.revocations.add('a', END);
    expect([one.revocations.has('a'), two.revocations.has('a')]).toEqual([true, true]);
    const late = replica();
    expect(late.revocations.has('a')).toBe(false);
    expect(await late.revocations.check('a')).toBe(true);
    expect(late.revocations.has('a')).toBe(true);
  });

  it('made while the store is away is in force at once, and told when it is back', async () => {
    const { replica } = shared();
    const [one, two] = [replica(), replica()];
    one.away = true;
    await expect(one.revocations.add('a', END)).resolves.toBe(false);
    expect([one.revocations.has('a'), two.revocations.has('a')]).toEqual([true, false]);
    one.away = false;
    one.missed();
    await settle();
    expect(two.revocations.has('a')).toBe(true);
    expect(await replica().revocations.check('a')).toBe(true);
  });

  it('is told at the next check too, should nothing be said of the store being back', async () => {
    const { replica } = shared();
    const [one, two] = [replica(), replica()];
    one.away = true;
    await one.revocations.add('a', END);
    one.away = false;
    await one.revocations.check('something else');
    await settle();
    expect(two.revocations.has('a')).toBe(true);
  });

  it('is put back by those who know it when the store has forgotten', async () => {
    const { memory, replica } = shared();
    const [one, two] = [replica(), replica()];
    await one.revocations.add('a', END);
    await memory.delete('revoked:a');
    two.missed();
    await settle();
    expect(await memory.get('revoked:a')).toBe(String(END));
  });

  it('of a token that has ended is neither stored nor put back', async () => {
    const { memory, replica } = shared();
    const one = replica();
    await one.revocations.add('a', T0);
    one.missed();
    await settle();
    expect(await memory.get('revoked:a')).toBeUndefined();
  });

  it('does not wait for the many that were made before it while the store was away', async () => {
    const { memory, replica } = shared();
    const one = replica();
    one.away = true;
    for (let index = 0; index < 250; index += 1) await one.revocations.add(`old-${index}`, END);
    one.away = false;
    await one.revocations.add('new', END);
    expect(await memory.get('revoked:new')).toBe(String(END));
    expect(await memory.get('revoked:old-249')).toBeUndefined();
    one.missed();
    await settle();
    expect(await memory.get('revoked:old-249')).toBe(String(END));
  });

  it('that may have been missed makes what was checked before doubtful', () => {
    const one = shared().replica();
    expect(one.revocations.missedAt()).toBeLessThan(0);
    one.missed();
    expect(one.revocations.missedAt()).toBe(T0);
  });
});

describe('a revocation of a user', () => {
  const isVoid = (of: Replica, loggedInAt: number): boolean => of.revocations.hasUser('u', loggedInAt);

  it('ends what descends from logins until that moment, on every replica and on one that starts later', async () => {
    const { replica } = shared();
    const [one, two] = [replica(), replica()];
    expect(isVoid(one, T0)).toBe(false);
    await one.revocations.addUser('u');
    for (const each of [one, two]) {
      expect([isVoid(each, T0 - 1_000), isVoid(each, T0), isVoid(each, T0 + 1_000)]).toEqual([true, true, false]);
      expect(each.revocations.hasUser('another', T0 - 1_000)).toBe(false);
    }
    const late = replica();
    expect(isVoid(late, T0)).toBe(false);
    expect(await late.revocations.checkUser('u', T0)).toBe(true);
    expect(await late.revocations.checkUser('u', T0 + 1_000)).toBe(false);
  });

  it('counts a login of the same second as before it, and dates the next one after it', async () => {
    clock = T0 + 400;
    const { revocations } = shared().replica();
    await revocations.addUser('u');
    expect(revocations.hasUser('u', T0)).toBe(true);
    expect(revocations.earliestLogin('u', T0)).toBe(T0 + 1_000);
    expect(revocations.hasUser('u', T0 + 1_000)).toBe(false);
    expect(revocations.earliestLogin('u', T0 + 5_000)).toBe(T0 + 5_000);
    expect(revocations.earliestLogin('another', T0)).toBe(T0);
  });

  it('made again takes the later moment, whoever puts back the earlier one', async () => {
    const { memory, replica } = shared();
    const [old, newer] = [replica(), replica()];
    await old.revocations.addUser('u');
    old.away = true;
    clock = T0 + 60_000;
    await newer.revocations.addUser('u');
    old.away = false;
    expect(isVoid(old, T0 + 30_000)).toBe(false);
    old.missed();
    await settle();
    await settle();
    expect(await memory.get('revoked-user:u')).toBe(String(T0 + 60_000));
    for (const each of [old, newer]) expect(isVoid(each, T0 + 30_000)).toBe(true);
  });

  it('is mended by whoever knows the later moment where the earlier one was stored over it', async () => {
    const { memory, replica } = shared();
    const newer = replica();
    clock = T0 + 60_000;
    await newer.revocations.addUser('u');
    await memory.set('revoked-user:u', String(T0), 60_000);
    await memory.publish('revoked', `user:u ${T0}`);
    await settle();
    expect(await memory.get('revoked-user:u')).toBe(String(T0 + 60_000));
  });

  it('made while the store is away is in force at once, and told when it is back', async () => {
    const { replica } = shared();
    const [one, two] = [replica(), replica()];
    one.away = true;
    await one.revocations.addUser('u');
    expect([isVoid(one, T0), isVoid(two, T0), one.revocations.unsent()]).toEqual([true, false, 1]);
    one.away = false;
    one.missed();
    await settle();
    expect([isVoid(two, T0), one.revocations.unsent()]).toEqual([true, 0]);
  });

  it('is kept for the longest life of a token', async () => {
    const { memory, replica } = shared();
    await replica().revocations.addUser('u');
    clock = T0 + LONGEST_TOKEN_LIFE - 1;
    expect(await memory.get('revoked-user:u')).toBe(String(T0));
    clock = T0 + LONGEST_TOKEN_LIFE;
    expect(await memory.get('revoked-user:u')).toBeUndefined();
  });
});

it('a revocation that the store did not take reaches the others once it is back, though nothing more is asked here', async () => {
  const { replica } = shared();
  const [one, other] = [replica(), replica()];
  one.away = true;
  await one.revocations.add('a-token', END);
  // It is back, and was away again for the first try that anything made.
  one.missed();
  expect(one.revocations.unsent()).toBe(1);
  one.away = false;
  await expect.poll(() => other.revocations.has('a-token'), { timeout: 10_000 }).toBe(true);
  expect(one.revocations.unsent()).toBe(0);
});

it('revocations that the store does not take are tried by one command, however many wait and whatever is asked meanwhile', async () => {
  let tries = 0;
  const memory = createMemoryStore({ now: () => clock });
  const away = async (): Promise<never> => {
    tries += 1;
    throw new Error('away');
  };
  const revocations = createRevocations({
    store: { ...memory, get: away, set: away, publish: away },
    now: () => clock,
  });
  for (let index = 0; index < 200; index++) await revocations.add(`token-${index}`, END);
  expect(revocations.unsent()).toBe(200);
  await settle();
  tries = 0;
  // As 500 requests with tokens that are seen for the first time.
  await Promise.all(Array.from({ length: 500 }, (_, index) => revocations.check(`other-${index}`)));
  await settle();
  // Each asks for itself; of the revocations that wait, one is tried: as a value and as a message.
  expect(tries).toBeLessThanOrEqual(500 + 2);
});
