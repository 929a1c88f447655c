// SPDX-License-Identifier: Apache-2.0
// How many requests to one member may be in flight: a cloud that answers slowly fills its own slots and no others, and a
// user whose requests do not end fills a share of them. By process, since what runs out (sockets, memory) is a process's.
import type { SlotKind, Slots } from '../model/limits.ts';
import { shareOf } from './shares.ts';

type Numbers = Readonly<Record<SlotKind, number>>;

/** `each`: what one holder may have; absent, as many as there are. Entries of holders with nothing in flight are removed. */
export function createSlots(limits: Numbers, each: Partial<Numbers> = {}): Slots {
  const taken: Record<SlotKind, number> = { request: 0, stream: 0, own: 0 };
  const strangers: Record<SlotKind, number> = { request: 0, stream: 0, own: 0 };
  const held: Readonly<Record<SlotKind, Map<string, number>>> = {
    request: new Map(),
    stream: new Map(),
    own: new Map(),
  };
  const release = (kind: SlotKind, key: string | undefined, stranger: boolean): void => {
    taken[kind] -= 1;
    if (key === undefined) return;
    if (stranger) strangers[kind] -= 1;
    const left = (held[kind].get(key) as number) - 1;
    if (left === 0) held[kind].delete(key);
    else held[kind].set(key, left);
  };
  return {
    taken,
    acquire(kind, by) {
      if (taken[kind] >= limits[kind]) return 'full';
      const key = by?.key;
      const stranger = by?.stranger === true;
      if (key !== undefined) {
        const own = held[kind].get(key) ?? 0;
        if (own >= (each[kind] ?? Number.POSITIVE_INFINITY)) return 'share';
        // Addresses are cheap: all of them together leave room for those who have logged in.
        if (stranger && strangers[kind] >= shareOf(limits[kind])) return 'share';
        held[kind].set(key, own + 1);
        if (stranger) strangers[kind] += 1;
      }
      taken[kind] += 1;
      let released = false;
      return () => {
        if (released) return;
        released = true;
        release(kind, key, stranger);
      };
    },
  };
}
