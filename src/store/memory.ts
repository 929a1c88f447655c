// SPDX-License-Identifier: Apache-2.0
// The in-process store: the embedded default. Bounded: when it is full, the entries that were used longest ago make room.
import { createBoundedCache } from '../cache/bounded-cache.ts';
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
  readonly until: number;
}

export function createMemoryStore({ now, capacity = 50_000, budget = 128 * 1024 * 1024 }: MemoryStoreOptions): Store {
  const entries = createBoundedCache<Entry>({ max: capacity, maxSize: budget, now });
  const listeners = new Map<string, ((message: string) => void)[]>();

  const put = (key: string, value: string, until: number): void =>
    entries.set(key, { value, until }, { until, size: value.length });

  return {
    get: async (key) => entries.get(key)?.value,
    set: async (key, value, ttl) => put(key, value, now() + ttl),
    delete: async (key) => entries.delete(key),
    async add(key, value, ttl) {
      if (entries.get(key) !== undefined) return false;
      put(key, value, now() + ttl);
      return true;
    },
    async renew(key, value, ttl) {
      if (entries.get(key)?.value !== value) return false;
      if (ttl > 0) put(key, value, now() + ttl);
      else entries.delete(key);
      return true;
    },
    async increment(key, by, ttl) {
      const before = entries.get(key);
      const sum = Number(before?.value ?? 0) + by;
      if (!Number.isSafeInteger(sum)) throw new Error('increment: not a whole number');
      put(key, String(sum), before?.until ?? now() + ttl);
      return sum;
    },
    async publish(channel, message) {
      for (const listener of listeners.get(channel) ?? []) listener(message);
    },
    subscribe(channel, listener) {
      listeners.set(channel, [...(listeners.get(channel) ?? []), listener]);
    },
    health: () => ({ ok: true, detail: `in-process, ${entries.count} entries` }),
    async close() {
      entries.clear();
      listeners.clear();
    },
  };
}
