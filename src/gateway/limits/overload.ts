// SPDX-License-Identifier: Apache-2.0
// Shedding of load: while the event loop lags, a part of the new requests is refused at once, so that those under way and
// the rest come to their end. The part grows and shrinks in steps, second by second; one long pause (a collection of
// garbage, a large configuration) is not yet a reason.
import { monitorEventLoopDelay } from 'node:perf_hooks';

export interface Overload {
  /** Whether this new request is one of those to be refused. */
  sheds(): boolean;
  close(): void;
}

/** Milliseconds by which the loop was late since the last call, on average. */
export type MeasureLag = () => number;

export interface OverloadOptions {
  /** Milliseconds; undefined: nothing is ever shed. Asked on every round: the configuration may change. */
  readonly limit: () => number | undefined;
  readonly measure?: MeasureLag;
  /** Milliseconds. */
  readonly every?: number;
}

const FIRST = 0.5;
const STEP = 0.25;

export function createOverload({ limit, measure = measureLag(), every = 1_000 }: OverloadOptions): Overload {
  /** Of the new requests, which part is refused: 0 to 1. */
  let part = 0;
  let wasLate = false;
  let debt = 0;

  const round = (): void => {
    const most = limit();
    const late = most !== undefined && measure() > most;
    if (!late) part = most === undefined ? 0 : Math.max(0, part - STEP);
    else if (wasLate) part = part === 0 ? FIRST : Math.min(1, part + STEP);
    wasLate = late;
  };
  const timer = setInterval(round, every).unref();

  return {
    sheds() {
      if (part === 0) return false;
      debt += part;
      if (debt < 1) return false;
      debt -= 1;
      return true;
    },
    close: () => clearInterval(timer),
  };
}

/** How often the loop is looked at; it takes no part in the lag. */
const RESOLUTION = 20;

/**
 * By differences: after a `reset` the histogram leaves out the next look, which is the one that counts where each turn of
 * the loop takes longer than a round.
 */
export function measureLag(): MeasureLag {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION });
  histogram.enable();
  let looks = 0;
  let total = 0;
  return () => {
    const { count, mean } = histogram;
    const sum = count === 0 ? 0 : count * mean;
    const average = count === looks ? 0 : (sum - total) / (count - looks) / 1e6;
    looks = count;
    total = sum;
    return Math.max(0, average - RESOLUTION);
  };
}
