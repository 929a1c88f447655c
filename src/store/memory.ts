// SPDX-License-Identifier: Apache-2.0
// The in-process store, which is the default. It is bounded: when it is full, the oldest entries are removed first.
import type { Clock } from '../model/clock.ts';
import type { Store } from '../model/store.ts';

export interface MemoryStoreOptions {
  readonly now: Clock;
  /** Maximum number of entries. */
  readonly capacity?: number;
  /** Maximum number of characters of all values together. */
  readonly budget?: number;
}

interface Entry {
  readonly value: string;
  readonly expiresAt: number;
}

export function createMemoryStore({ now, capacity = 50_000, budget = 128 * 1024 * 1024 }: MemoryStoreOptions): Store {
  const entries = new Map<string, Entry>();
  const listeners = new Map<string, ((message: string) => void)[]>();

  let size = 0;

  const drop = (key: string): void => {
    size -= entries.get(key)?.value.length ?? 0;
    entries.delete(key);
  };

  /** A Map keeps insertion order, so its first key is the oldest write. */
  const makeRoom = (needed: number): void => {
    for (const [key, entry] of entries) {
      const fits = entries.size < capacity && size + needed <= budget;
      if (fits && entry.expiresAt > now()) return;
      drop(key);
    }
  };

  const live = (key: string): Entry | undefined => {
    const entry = entries.get(key);
    if (entry === undefined || entry.expiresAt > now()) return entry;
    drop(key);
    return undefined;
  };

  const put = (key: string, value: string, expiresAt: number): void => {
    drop(key);
    if (entries.size >= capacity || size + value.length > budget) makeRoom(value.length);
    entries.set(key, { value, expiresAt });
    size += value.length;
  };

  return {
    get: async (key) => live(key)?.value,
    set: async (key, value, ttl) => put(key, value, now() + ttl),
    async delete(key) {
      drop(key);
    },
    async add(key, value, ttl) {
      if (live(key) !== undefined) return false;
      put(key, value, now() + ttl);
      return true;
    },
    async increment(key, by, ttl) {
      const before = live(key);
      const sum = Number(before?.value ?? 0) + by;
      if (!Number.isSafeInteger(sum)) throw new Error('increment: not a whole number');
      put(key, String(sum), before?.expiresAt ?? now() + ttl);
      return sum;
    },
    async publish(channel, message) {
      for (const listener of listeners.get(channel) ?? []) listener(message);
    },
    subscribe(channel, listener) {
      listeners.set(channel, [...(listeners.get(channel) ?? []), listener]);
    },
    health: () => ({ ok: true, detail: `in-process, ${entries.size} entries` }),
    async close() {
      entries.clear();
      size = 0;
      listeners.clear();
    },
  };
}
