// SPDX-License-Identifier: Apache-2.0
// Revocations over a store that fails, comes back, and has forgotten.
import { describe, expect, it } from 'vitest';
import { createRevocations, type Revocations } from '../../../src/federation/revocations.ts';
import type { Store } from '../../../src/model/store.ts';
import { createMemoryStore } from '../../../src/store/memory.ts';

const T0 = 1_000_000;
const END = T0 + 3_600_000;

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
  const memory = createMemoryStore({ now: () => T0 });
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
    const revocations = createRevocations({ store, now: () => T0 });
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
    await expect(one.revocations.add('a', END)).resolves.toBeUndefined();
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
