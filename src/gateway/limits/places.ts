// SPDX-License-Identifier: Apache-2.0
// How many of something each user or address may hold at a time, in this process. Whoever holds nothing is not remembered,
// so the table is no larger than what is open.

export interface Places {
  /** Gives the function that frees the place again. Undefined: `most` are held already. */
  take(who: string, most: number): (() => void) | undefined;
}

export function createPlaces(): Places {
  const held = new Map<string, number>();
  return {
    take(who, most) {
      const before = held.get(who) ?? 0;
      if (before >= most) return undefined;
      held.set(who, before + 1);
      let freed = false;
      return () => {
        if (freed) return;
        freed = true;
        const left = (held.get(who) ?? 1) - 1;
        if (left === 0) held.delete(who);
        else held.set(who, left);
      };
    },
  };
}
