// SPDX-License-Identifier: Apache-2.0
// The in-process store under the contract of all stores, and its bound.
import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../src/store/memory.ts';
import { describeStore } from './store-contract.ts';

describeStore('in-process', async () => {
  let time = 1_000_000;
  const store = createMemoryStore({ now: () => time });
  return {
    store,
    other: store,
    passes: async (ms) => {
      time += ms;
    },
    close: () => store.close(),
  };
});

describe('the in-process store, full,', () => {
  it('lets the oldest entries go', async () => {
    const store = createMemoryStore({ now: () => 0, capacity: 2 });
    for (const name of ['a', 'b', 'c']) await store.set(name, name, 1_000);
    expect(await Promise.all(['a', 'b', 'c'].map(store.get))).toEqual([undefined, 'b', 'c']);
  });

  it('lets the oldest entries go when all values together are too large', async () => {
    const store = createMemoryStore({ now: () => 0, budget: 10 });
    for (const name of ['a', 'b', 'a', 'c']) await store.set(name, 'xxxx', 1_000);
    expect(await Promise.all(['a', 'b', 'c'].map(store.get))).toEqual(['xxxx', undefined, 'xxxx']);
    await store.delete('a');
    await store.set('d', 'xxxxxx', 1_000);
    expect(await Promise.all(['c', 'd'].map(store.get))).toEqual(['xxxx', 'xxxxxx']);
  });

  it('keeps an entry that is asked for, and lets go of one that nobody has used for longer', async () => {
    const store = createMemoryStore({ now: () => 0, capacity: 2 });
    for (const name of ['a', 'b']) await store.set(name, name, 1_000);
    await store.get('a');
    await store.set('c', 'c', 1_000);
    expect(await Promise.all(['a', 'b', 'c'].map(store.get))).toEqual(['a', undefined, 'c']);
  });

  it('takes a key that is written again for a new one', async () => {
    const store = createMemoryStore({ now: () => 0, capacity: 2 });
    for (const name of ['a', 'b', 'a', 'c']) await store.set(name, name, 1_000);
    expect(await Promise.all(['a', 'b', 'c'].map(store.get))).toEqual(['a', undefined, 'c']);
  });
});
