// SPDX-License-Identifier: Apache-2.0
// A map of entries that end, with a fixed size: the oldest entry makes room. Local to the process.
import type { Clock } from '../model/clock.ts';

export interface BoundedCache<T> {
  get(key: string): T | undefined;
  /** `until`: epoch milliseconds. */
  set(key: string, value: T, until: number): void;
}

export function createBoundedCache<T>(size: number, now: Clock): BoundedCache<T> {
  const entries = new Map<string, { readonly value: T; readonly until: number }>();
  return {
    get(key) {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      if (entry.until > now()) return entry.value;
      entries.delete(key);
      return undefined;
    },
    set(key, value, until) {
      entries.delete(key);
      if (!(until > now())) return;
      const oldest = entries.size < size ? undefined : entries.keys().next().value;
      if (oldest !== undefined) entries.delete(oldest);
      entries.set(key, { value, until });
    },
  };
}
