// SPDX-License-Identifier: Apache-2.0
// How long Redis takes to answer, as the heartbeats measure it, and whether it is to be relied on yet. A Redis in another
// data centre is slow but well: with a fixed time limit each command to it would fail. One that comes and goes is worse than
// one that is away, since each change makes all replicas ask again for what they may have missed.

/** Milliseconds: from here on a Redis counts as away, and no command waits longer. */
export const SLOWEST = 500;
/** So many times down within this time is a flapping Redis, which must first stay up for so many heartbeats. */
const FLAPS = 3;
const FLAPPING = 10_000;
const STEADY_BEATS = 3;

export interface RoundTrips {
  /** Milliseconds of one answer. */
  took(ms: number): void;
  /** How long a command may wait that usually may wait for `least`. */
  limit(least: number): number;
  /** Two answers in a row have taken longer than anybody may wait: one alone may be this process's own delay. */
  tooSlow(): boolean;
  down(): void;
  /** A heartbeat has succeeded. Whether Redis counts as there: at once, or after several if it has been flapping. */
  beat(): boolean;
  /** The same of any other answer, which counts for none: a hundred that were on their way may come at once. */
  steady(): boolean;
}

export function createRoundTrips(now: () => number): RoundTrips {
  // As TCP does it for retransmissions (RFC 6298): the smoothed time and four times its variation; the time twice, for a
  // value that a command carries and a server that is busy, which the heartbeat does not see.
  let smooth: number | undefined;
  let variation = 0;
  let slow = 0;
  let downs: number[] = [];
  let beats = 0;
  const isThere = (): boolean => beats >= STEADY_BEATS || downs.filter((at) => now() - at < FLAPPING).length < FLAPS;
  return {
    took(ms) {
      slow = ms > SLOWEST ? slow + 1 : 0;
      if (smooth === undefined) {
        smooth = ms;
        variation = ms / 2;
        return;
      }
      variation += (Math.abs(ms - smooth) - variation) / 4;
      smooth += (ms - smooth) / 8;
    },
    limit: (least) => Math.max(least, Math.min(SLOWEST, smooth === undefined ? 0 : 2 * smooth + 4 * variation)),
    tooSlow: () => slow >= 2,
    down() {
      beats = 0;
      downs = [...downs.filter((at) => now() - at < FLAPPING), now()].slice(-FLAPS);
    },
    beat() {
      beats += 1;
      return isThere();
    },
    steady: () => slow < 2 && isThere(),
  };
}
