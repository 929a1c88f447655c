// SPDX-License-Identifier: Apache-2.0
// A sliding window approximated by two counters: the requests of the current window, and the share of the previous
// window that still lies within the period, as if its requests had been evenly distributed. Two sums per user are
// enough, and replicas can share sums.
import type { Rate } from '../../model/limits.ts';

export interface Usage {
  /** Requests in the current window. */
  readonly current: number;
  /** Requests in the whole previous window. */
  readonly before: number;
  /** Milliseconds since the current window began. */
  readonly elapsed: number;
}

/** The number of the window that contains a moment; equal on all replicas whose clocks are right. */
export const windowOf = (at: number, { period }: Rate): number => Math.floor(at / period);

/** Milliseconds until one more request is allowed. 0: now. */
export function waitFor({ current, before, elapsed }: Usage, { quota, period }: Rate): number {
  const left = quota - 1 - current;
  if (left >= 0) return before === 0 ? 0 : Math.max(0, shrinksTo(before, left, period) - elapsed);
  // The current window alone exceeds the quota, so it must become the previous one and then shrink.
  return period - elapsed + shrinksTo(current, quota - 1, period);
}

/** The time into the next window after which a full one counts for no more than `share`. */
const shrinksTo = (full: number, share: number, period: number): number =>
  full <= share ? 0 : Math.ceil(period * (1 - share / full));
