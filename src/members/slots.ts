// SPDX-License-Identifier: Apache-2.0
// The places that requests to one member may take at a time: a cloud that answers slowly fills its own and no others. By
// process, since what runs out (sockets, memory) is a process's.
import type { SlotKind, Slots } from '../model/limits.ts';

export function createSlots(places: Readonly<Record<SlotKind, number>>): Slots {
  const taken: Record<SlotKind, number> = { request: 0, stream: 0, own: 0 };
  return {
    taken,
    acquire(kind) {
      if (taken[kind] >= places[kind]) return undefined;
      taken[kind] += 1;
      let left = false;
      return () => {
        if (left) return;
        left = true;
        taken[kind] -= 1;
      };
    },
  };
}
