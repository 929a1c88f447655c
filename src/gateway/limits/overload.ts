// SPDX-License-Identifier: Apache-2.0
// Load shedding: while the event loop lags, a part of the new requests is refused immediately, so that in-flight
// requests and the rest can complete. The part changes in steps, once per second. One long pause (garbage collection, a
// large configuration) is not enough to start it.
import { monitorEventLoopDelay } from 'node:perf_hooks';

export interface Overload {
  /** Whether to refuse this new request. */
  sheds(): boolean;
  close(): void;
}

/** The average event loop lag in milliseconds since the last call. */
export type MeasureLag = () => number;

export interface OverloadOptions {
  /** Milliseconds. Undefined: nothing is shed. Called in every round, since the configuration may change at runtime. */
  readonly limit: () => number | undefined;
  readonly measure?: MeasureLag;
  /** Milliseconds. */
  readonly every?: number;
}

const FIRST = 0.5;
const STEP = 0.25;

export function createOverload({ limit, measure = measureLag(), every = 1_000 }: OverloadOptions): Overload {
  /** The fraction of new requests that is refused: 0 to 1. */
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

/** The sampling interval of the event loop in milliseconds; it is subtracted from the lag. */
const RESOLUTION = 20;

/**
 * Computed from differences. After a `reset` the histogram omits the next sample, which is the one that matters if each
 * turn of the loop takes longer than a round.
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
