// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Counters, type CountersOptions, createCounters } from '../../../../src/gateway/limits/counters.ts';
import type { Store } from '../../../../src/model/store.ts';
import { createMemoryStore } from '../../../../src/store/memory.ts';

const RATE = { quota: 10, period: 60_000 };
/** The beginning of a window. */
const START = 1_800_000_000_000;

type Shared = Pick<Store, 'increment' | 'get'>;
const all: Counters[] = [];
const replica = (store?: Shared, options?: CountersOptions): Counters => {
  const counters = createCounters({ store, now: Date.now }, options);
  all.push(counters);
  return counters;
};
beforeEach(() => {
  vi.useFakeTimers({ now: START });
});
afterEach(() => {
  for (const counters of all.splice(0)) counters.close();
  vi.useRealTimers();
});

/** How many of so many go through. */
const taken = (counters: Counters, of: number, who = 'alice', limit = 'user-read'): number =>
  Array.from({ length: of }, () => counters.take(limit, who, RATE)).filter((wait) => wait === 0).length;
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe('counters', () => {
  it('let through as many as the quota says, for each user and each limit', () => {
    const counters = replica();
    expect(taken(counters, 15)).toBe(10);
    expect(taken(counters, 15, 'bob')).toBe(10);
    expect(taken(counters, 15, 'alice', 'user-write')).toBe(10);
  });

  it('do not count what they refuse: whoever goes on asking gets through as soon as everybody else', async () => {
    const counters = replica();
    taken(counters, 10);
    const wait = counters.take('user-read', 'alice', RATE);
    taken(counters, 1000);
    await pass(wait);
    expect(counters.take('user-read', 'alice', RATE)).toBe(0);
  });

  it('allow no double portion around the border of two windows', async () => {
    const counters = replica();
    await pass(59_000);
    expect(taken(counters, 20)).toBe(10);
    await pass(1_000);
    expect(taken(counters, 20)).toBe(0);
    await pass(30_000);
    expect(taken(counters, 20)).toBe(5);
  });

  it('look without counting, and without keeping anything of who was never counted', () => {
    const counters = replica();
    expect(Array.from({ length: 20 }, () => counters.look('user-read', 'alice', RATE)).some(Boolean)).toBe(false);
    taken(counters, 10);
    expect(counters.look('user-read', 'alice', RATE)).toBeGreaterThan(0);
  });

  it('begin anew where the configured period changes', () => {
    const counters = replica();
    taken(counters, 10);
    expect(counters.take('user-read', 'alice', { quota: 10, period: 1_000 })).toBe(0);
  });

  it('are bounded: those that were used longest ago make room', () => {
    const counters = replica(undefined, { capacity: 2 });
    taken(counters, 10, 'alice');
    taken(counters, 10, 'bob');
    taken(counters, 1, 'carol');
    expect([taken(counters, 1, 'bob'), taken(counters, 1, 'alice')]).toEqual([0, 1]);
  });

  it('that are in use keep their place, however long ago they were set', () => {
    const counters = replica(undefined, { capacity: 2 });
    taken(counters, 10, 'alice');
    taken(counters, 10, 'bob');
    expect(taken(counters, 1, 'alice')).toBe(0);
    taken(counters, 1, 'carol');
    expect([taken(counters, 1, 'alice'), taken(counters, 1, 'bob')]).toEqual([0, 1]);
  });

  it('that made room are not told to the store any more', async () => {
    const increment = vi.fn(async () => 0);
    const counters = replica({ increment, get: async () => undefined }, { capacity: 1 });
    taken(counters, 10, 'alice');
    taken(counters, 5, 'bob');
    await pass(3_000);
    expect(increment.mock.calls).toEqual([[expect.any(String), 5, 120_000]]);
  });
});

describe('counters of several replicas', () => {
  it('add up, a moment later', async () => {
    const store = createMemoryStore({ now: Date.now });
    const [one, two] = [replica(store), replica(store)];
    expect([taken(one, 5), taken(two, 4)]).toEqual([5, 4]);
    await pass(3_000);
    expect(taken(one, 5)).toBe(1);
    await pass(3_000);
    expect([taken(one, 5), taken(two, 5)]).toEqual([0, 0]);
  });

  it('tell a replica that is new to a user what was counted before it, in this window and the last', async () => {
    const store = createMemoryStore({ now: Date.now });
    const one = replica(store);
    taken(one, 10);
    await pass(60_000);
    const two = replica(store);
    expect(taken(two, 1)).toBe(1);
    await pass(1_000);
    expect(taken(two, 10)).toBe(0);
  });

  it('do not wait for the store, and send little: one call for many requests', async () => {
    const increment = vi.fn(async () => 0);
    const counters = replica({ increment, get: async () => undefined });
    for (let i = 0; i < 10; i++) counters.take('user-read', 'alice', RATE);
    expect(increment).not.toHaveBeenCalled();
    await pass(200);
    expect(increment).toHaveBeenCalledTimes(1);
    expect(increment).toHaveBeenCalledWith(expect.stringMatching(/^rate:user-read:[\w-]{22}:\d+$/), 10, 120_000);
    await pass(10_000);
    expect(increment).toHaveBeenCalledTimes(1);
  });

  it('tell small parts of large limits seldom', async () => {
    const increment = vi.fn(async () => 0);
    const counters = replica({ increment, get: async () => undefined });
    counters.take('user-read', 'alice', { quota: 60_000, period: 60_000 });
    await pass(1_000);
    expect(increment).not.toHaveBeenCalled();
    await pass(1_500);
    expect(increment).toHaveBeenCalledTimes(1);
  });

  it('go on alone while the store is away, with one try a second, and tell everything once it is back', async () => {
    const store = createMemoryStore({ now: Date.now });
    let away = true;
    const increment = vi.fn((key: string, by: number, ttl: number) =>
      away ? Promise.reject(new Error('away')) : store.increment(key, by, ttl),
    );
    const counters = replica({ increment, get: store.get });
    for (const who of ['alice', 'bob', 'carol']) taken(counters, 6, who);
    await pass(200);
    const atFirst = increment.mock.calls.length;
    await pass(10_000);
    expect(increment.mock.calls.length - atFirst).toBeLessThanOrEqual(11);
    expect(taken(counters, 10)).toBe(4);
    away = false;
    await pass(3_000);
    const other = replica(store);
    expect(taken(other, 1)).toBe(1);
    await pass(1_000);
    expect(taken(other, 10)).toBe(0);
    expect(taken(counters, 10)).toBe(0);
  });

  it('keep in force what they know where the store has lost it', async () => {
    let store = createMemoryStore({ now: Date.now });
    const counters = replica({ increment: (...args) => store.increment(...args), get: (key) => store.get(key) });
    taken(counters, 8);
    await pass(1_000);
    store = createMemoryStore({ now: Date.now });
    expect(taken(counters, 1)).toBe(1);
    await pass(1_000);
    expect(taken(counters, 5)).toBe(1);
  });

  it('hold nothing back for windows that are over, however long the store is away', async () => {
    const increment = vi.fn(() => Promise.reject(new Error('away')));
    const counters = replica({ increment, get: async () => undefined });
    for (let i = 0; i < 5; i++) {
      taken(counters, 1, `user-${i}`);
      await pass(60_000);
    }
    await pass(120_000);
    increment.mockClear();
    await pass(120_000);
    expect(increment).not.toHaveBeenCalled();
  });
});
