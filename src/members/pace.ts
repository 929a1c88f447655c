// SPDX-License-Identifier: Apache-2.0
// The least rate of an upload and of the reading of a download. One byte a minute is not standing still, and would hold one
// of the member's connections for as long as the client likes.
import type { Rate } from '../model/limits.ts';

export interface Pace {
  /**
   * `received`: bytes so far. `held`: they are not being read, since the member does not take them. Undecided within a
   * period; then whether it has brought too few.
   */
  isSlow(received: number, held: boolean, now: number): boolean;
}

/** Periods begin one after the other, the first at `start`; one in which the member did not read counts for nothing. */
export function createPace(rate: Rate | undefined, start: number): Pace {
  if (rate === undefined) return { isSlow: () => false };
  const { quota, period } = rate;
  let from = start;
  let before = 0;
  let excused = false;
  return {
    isSlow(received, held, now) {
      excused ||= held;
      if (now - from < period) return false;
      const slow = !excused && received - before < quota;
      from = now;
      before = received;
      excused = false;
      return slow;
    },
  };
}

/** Milliseconds that so many bytes take at the least rate. */
export const timeFor = (bytes: number, rate: Rate | undefined): number =>
  rate === undefined ? 0 : (bytes * rate.period) / rate.quota;
