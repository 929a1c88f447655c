// SPDX-License-Identifier: Apache-2.0
// A window that slides, told from two counters: what came since the current one began, and the share of the one before
// that still lies within the period. As if the earlier requests had come evenly; two figures are all it takes, and sums
// are what replicas can share.
import type { Rate } from '../../model/limits.ts';

export interface Usage {
  /** In the current window. */
  readonly current: number;
  /** In the whole window before. */
  readonly before: number;
  /** Milliseconds since the current window began. */
  readonly elapsed: number;
}

/** Which window a moment lies in: the same on every replica whose clock is right. */
export const windowOf = (at: number, { period }: Rate): number => Math.floor(at / period);

/** Milliseconds until one more is allowed; 0: now. */
export function waitFor({ current, before, elapsed }: Usage, { quota, period }: Rate): number {
  const left = quota - 1 - current;
  if (left >= 0) return before === 0 ? 0 : Math.max(0, shrinksTo(before, left, period) - elapsed);
  // The current window alone is too much: it must become the one before, and then shrink.
  return period - elapsed + shrinksTo(current, quota - 1, period);
}

/** After how long of the next window no more than `share` of a full one is still counted. */
const shrinksTo = (full: number, share: number, period: number): number =>
  full <= share ? 0 : Math.ceil(period * (1 - share / full));
