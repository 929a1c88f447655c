// SPDX-License-Identifier: Apache-2.0
// One suite for every store. What differs is how one is made, how its time passes and whether it bounds itself.
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Store } from '../../src/model/store.ts';
import { createMemoryStore } from '../../src/store/memory.ts';

interface StoreCase {
  readonly name: string;
  /** Two views of the same state; one store twice where it is in-process. */
  open(): Promise<readonly [Store, Store]>;
  /** Milliseconds go by. */
  pass(ms: number): Promise<void> | void;
  /** The same with room for so many entries; absent where the server bounds itself. */
  bounded?(capacity: number): Store;
  stop?(): Promise<void>;
}

let now = 0;
const STORES: readonly StoreCase[] = [
  {
    name: 'memory',
    async open() {
      const store = createMemoryStore({ now: () => now });
      return [store, store];
    },
    pass(ms) {
      now += ms;
    },
    bounded: (capacity) => createMemoryStore({ now: () => now, capacity }),
  },
];

describe.each(STORES)('the $name store', ({ open, pass, bounded, stop }) => {
  let one: Store;
  let other: Store;
  beforeEach(async () => {
    [one, other] = await open();
  });
  afterEach(async () => {
    await one.close();
    if (other !== one) await other.close();
  });
  afterAll(() => stop?.());

  it('gives back what was set, byte by byte, to whoever asks', async () => {
    const values = { plain: 'x', empty: '', long: 'y'.repeat(100_000), odd: 'ä😀\0\r\n"{}', 'a:b c/%': 'z' };
    for (const [key, value] of Object.entries(values)) await one.set(key, value, 60_000);
    for (const [key, value] of Object.entries(values)) expect(await other.get(key)).toBe(value);
    expect(await other.get('absent')).toBeUndefined();
  });

  it('replaces a value and its time', async () => {
    await one.set('k', 'old', 100);
    await one.set('k', 'new', 60_000);
    await pass(150);
    expect(await one.get('k')).toBe('new');
  });

  it('forgets at the end of the time, not before', async () => {
    await one.set('short', 'v', 1_000);
    await one.set('long', 'v', 60_000);
    await pass(500);
    expect(await one.get('short')).toBe('v');
    await pass(600);
    expect(await one.get('short')).toBeUndefined();
    expect(await one.get('long')).toBe('v');
  });

  it('deletes, and does not mind what is not there', async () => {
    await one.set('k', 'v', 60_000);
    await other.delete('k');
    await other.delete('absent');
    expect(await one.get('k')).toBeUndefined();
  });

  it('tells everyone, itself included, on that channel only, in order', async () => {
    const heard: string[] = [];
    one.subscribe('news', (message) => heard.push(`first: ${message}`));
    one.subscribe('news', (message) => heard.push(`second: ${message}`));
    other.subscribe('news', (message) => heard.push(`other: ${message}`));
    other.subscribe('else', (message) => heard.push(`else: ${message}`));
    await one.publish('news', 'a');
    await one.publish('news', 'b ä');
    await vi.waitFor(() => expect(heard).toHaveLength(6));
    for (const who of ['first', 'second', 'other'])
      expect(heard.filter((line) => line.startsWith(who))).toEqual([`${who}: a`, `${who}: b ä`]);
  });

  it('takes a message that nobody listens to', async () => {
    await expect(one.publish('nobody', 'x')).resolves.toBeUndefined();
  });

  it('says how it is', () => {
    expect(one.health()).toMatchObject({ ok: true, detail: expect.stringMatching(/./) });
  });

  it.runIf(bounded)('holds no more than its capacity: the oldest writes make room', async () => {
    const store = bounded?.(3) as Store;
    for (const key of ['a', 'b', 'a', 'c', 'd', 'e']) await store.set(key, key, 60_000);
    expect(await Promise.all(['a', 'b', 'c', 'd', 'e'].map((key) => store.get(key)))).toEqual([
      undefined,
      undefined,
      'c',
      'd',
      'e',
    ]);
    expect(store.health().detail).toContain('3 entries');
  });

  it.runIf(bounded)('lets what has ended make room first, where it stands first', async () => {
    const store = bounded?.(3) as Store;
    await store.set('ended', 'v', 10);
    await store.set('a', 'v', 60_000);
    await store.set('b', 'v', 60_000);
    await pass(20);
    await store.set('c', 'v', 60_000);
    expect(await Promise.all(['a', 'b', 'c'].map((key) => store.get(key)))).toEqual(['v', 'v', 'v']);
  });

  it('keeps nothing and tells nobody once closed', async () => {
    const heard: string[] = [];
    one.subscribe('news', (message) => heard.push(message));
    await one.set('k', 'v', 60_000);
    await one.close();
    await one.publish('news', 'x').catch(() => undefined);
    expect(await one.get('k').catch(() => undefined)).toBeUndefined();
    expect(heard).toEqual([]);
    await expect(one.close()).resolves.toBeUndefined();
  });
});
