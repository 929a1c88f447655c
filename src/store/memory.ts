// SPDX-License-Identifier: Apache-2.0
// The in-process store: the embedded default. Bounded: the oldest entries go first when it is full.
import type { Clock } from '../model/clock.ts';
import type { Store } from '../model/store.ts';

export interface MemoryStoreOptions {
  readonly now: Clock;
  /** Entries kept at most. */
  readonly capacity?: number;
}

interface Entry {
  readonly value: string;
  readonly expiresAt: number;
}

export function createMemoryStore({ now, capacity = 50_000 }: MemoryStoreOptions): Store {
  const entries = new Map<string, Entry>();
  const listeners = new Map<string, ((message: string) => void)[]>();

  /** A Map keeps insertion order, so its first key is the oldest write. */
  const makeRoom = (): void => {
    for (const [key, entry] of entries) {
      if (entries.size < capacity && entry.expiresAt > now()) return;
      entries.delete(key);
    }
  };

  const live = (key: string): Entry | undefined => {
    const entry = entries.get(key);
    if (entry === undefined || entry.expiresAt > now()) return entry;
    entries.delete(key);
    return undefined;
  };

  const put = (key: string, value: string, expiresAt: number): void => {
    entries.delete(key);
    if (entries.size >= capacity) makeRoom();
    entries.set(key, { value, expiresAt });
  };

  return {
    get: async (key) => live(key)?.value,
    set: async (key, value, ttl) => put(key, value, now() + ttl),
    async delete(key) {
      entries.delete(key);
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
      listeners.clear();
    },
  };
}
