// SPDX-License-Identifier: Apache-2.0
// How many of something each user or address may hold at a time, in this process. Whoever holds nothing is not remembered,
// so the table is no larger than what is open.

export interface Held {
  /** Gives the function that frees the place again. Undefined: `most` are held already. */
  take(who: string, most: number): (() => void) | undefined;
}

export function createHeld(): Held {
  const counts = new Map<string, number>();
  return {
    take(who, most) {
      const before = counts.get(who) ?? 0;
      if (before >= most) return undefined;
      counts.set(who, before + 1);
      let freed = false;
      return () => {
        if (freed) return;
        freed = true;
        const left = (counts.get(who) ?? 1) - 1;
        if (left === 0) counts.delete(who);
        else counts.set(who, left);
      };
    },
  };
}
