// SPDX-License-Identifier: Apache-2.0
// The in-process store: the embedded default. Bounded: the oldest entries go first when it is full.
import type { Clock } from '../model/clock.ts';
import type { Store } from '../model/store.ts';

export interface MemoryStoreOptions {
  readonly now: Clock;
  /** Entries kept at most. */
  readonly capacity?: number;
}

export function createMemoryStore({ now, capacity = 50_000 }: MemoryStoreOptions): Store {
  const entries = new Map<string, { readonly value: string; readonly expiresAt: number }>();
  const listeners = new Map<string, ((message: string) => void)[]>();

  /** A Map keeps insertion order, so its first key is the oldest write. */
  const makeRoom = (): void => {
    for (const [key, entry] of entries) {
      if (entries.size < capacity && entry.expiresAt > now()) return;
      entries.delete(key);
    }
  };

  return {
    async get(key) {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      if (entry.expiresAt > now()) return entry.value;
      entries.delete(key);
      return undefined;
    },
    async set(key, value, ttl) {
      entries.delete(key);
      if (entries.size >= capacity) makeRoom();
      entries.set(key, { value, expiresAt: now() + ttl });
    },
    async delete(key) {
      entries.delete(key);
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
