// SPDX-License-Identifier: Apache-2.0
// A map with a budget: each entry says how large it is, and those that nobody asked for the longest make room.

export interface SizedMap<V> {
  /** Counts as use. */
  get(key: string): V | undefined;
  /** What alone is larger than the whole budget is not kept. */
  set(key: string, value: V, size: number): void;
  delete(key: string): void;
  readonly size: number;
}

export function createSizedMap<V>(budget: number): SizedMap<V> {
  // A Map keeps insertion order: its first entry is the one that was used the longest ago.
  const entries = new Map<string, { readonly value: V; readonly size: number }>();
  let total = 0;

  const remove = (key: string): void => {
    const entry = entries.get(key);
    if (entry === undefined) return;
    entries.delete(key);
    total -= entry.size;
  };

  return {
    get(key) {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      entries.delete(key);
      entries.set(key, entry);
      return entry.value;
    },
    set(key, value, size) {
      remove(key);
      if (size > budget) return;
      entries.set(key, { value, size });
      total += size;
      for (const oldest of entries.keys()) {
        if (total <= budget) return;
        remove(oldest);
      }
    },
    delete: remove,
    get size() {
      return total;
    },
  };
}
