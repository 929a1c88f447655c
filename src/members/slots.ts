// SPDX-License-Identifier: Apache-2.0
// How many requests to one member may be in flight: a cloud that answers slowly fills its own slots and no others. By
// process, since what runs out (sockets, memory) is a process's.
import type { SlotKind, Slots } from '../model/limits.ts';

export function createSlots(limits: Readonly<Record<SlotKind, number>>): Slots {
  const taken: Record<SlotKind, number> = { request: 0, stream: 0, own: 0 };
  return {
    taken,
    acquire(kind) {
      if (taken[kind] >= limits[kind]) return undefined;
      taken[kind] += 1;
      let released = false;
      return () => {
        if (released) return;
        released = true;
        taken[kind] -= 1;
      };
    },
  };
}
