// SPDX-License-Identifier: Apache-2.0
// The places that requests to one member may take at a time: a cloud that answers slowly fills its own and no others. By
// process, since what runs out (sockets, memory) is a process's.
import type { Gate, PlaceKind } from '../../model/limits.ts';

export function createGate(places: Readonly<Record<PlaceKind, number>>): Gate {
  const taken: Record<PlaceKind, number> = { request: 0, stream: 0, own: 0 };
  return {
    taken,
    enter(kind) {
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
