// SPDX-License-Identifier: Apache-2.0
// Counters that all replicas share, decided upon without waiting: what a process has counted itself is added to what it
// last heard of all the others. In the background its own part is told and the sum comes back. Where the shared state is
// away, each process goes on with what it knows.
import { hash } from 'node:crypto';
import { type BoundedCache, createBoundedCache } from '../../cache/bounded-cache.ts';
import type { Clock } from '../../model/clock.ts';
import type { Rate } from '../../model/limits.ts';
import type { Store } from '../../model/store.ts';
import { waitFor, windowOf } from './window.ts';

export interface Counters {
  /** Counts one for `who`, and gives 0; or counts nothing, and gives the milliseconds until one is allowed. */
  take(limit: string, who: string, rate: Rate): number;
  /** The same without counting. */
  look(limit: string, who: string, rate: Rate): number;
  close(): void;
}

export interface CountersDeps {
  /** Absent: there are no others. */
  readonly store?: Pick<Store, 'increment' | 'get'> | undefined;
  readonly now: Clock;
}

export interface CountersOptions {
  /** Counters kept at most for each limit; those that were in use longest ago make room. */
  readonly capacity?: number;
}

/** Milliseconds between two rounds of telling. */
const ROUND = 200;
/** Flush a counter early only once it has grown by 2 % of its quota; otherwise every `AT_LATEST` ms. */
const WORTH_TELLING = 1 / 50;
const AT_LATEST = 2_000;
/** From this part of a limit on, the sum is asked for even where there is nothing to tell, so often. */
const NEAR = 1 / 2;
const ASK_EVERY = 1_000;
/** In one round; others come in the next one. */
const AT_ONCE = 100;
/** After a failure, and then one tries for all: while the store is away, each try is counted as one more failure. */
const PAUSE = 1_000;

interface Counter {
  readonly limit: string;
  readonly who: string;
  readonly rate: Rate;
  readonly window: number;
  /** Of all replicas, in the window before. Zero until heard. */
  before: number;
  /** Of all replicas, as last heard. */
  shared: number;
  /** Own ones on their way. */
  telling: number;
  /** Own ones, not told yet. */
  untold: number;
  /** When the first of those came. */
  since: number;
  heardAt: number;
}

export function createCounters({ store, now }: CountersDeps, { capacity = 20_000 }: CountersOptions = {}): Counters {
  const limits = new Map<string, BoundedCache<Counter>>();
  /** Those with something to tell. */
  const dirty = new Set<Counter>();
  /** Those near their limit: what others count must be heard in time. */
  const near = new Set<Counter>();
  let timer: NodeJS.Timeout | undefined;
  let pausedUntil = Number.NEGATIVE_INFINITY;
  let atOnce = AT_ONCE;
  let closed = false;

  const forget = (counter: Counter): void => {
    dirty.delete(counter);
    near.delete(counter);
  };

  const current = (limit: string, who: string, rate: Rate): Counter => {
    let counters = limits.get(limit);
    if (counters === undefined) {
      counters = createBoundedCache({ max: capacity, onEvict: forget });
      limits.set(limit, counters);
    }
    const window = windowOf(now(), rate);
    const known = counters.get(who);
    if (known !== undefined && known.window === window && known.rate.period === rate.period) return known;
    const follows = known !== undefined && known.window === window - 1 && known.rate.period === rate.period;
    const before = follows ? sum(known) : 0;
    const next: Counter = { limit, who, rate, window, before, shared: 0, telling: 0, untold: 0, since: 0, heardAt: 0 };
    counters.set(who, next);
    return next;
  };

  const wait = (counter: Counter, rate: Rate): number =>
    waitFor({ current: sum(counter), before: counter.before, elapsed: now() - counter.window * rate.period }, rate);

  const start = (): void => {
    if (!closed) timer ??= setInterval(round, ROUND).unref();
  };
  const stop = (): void => {
    clearInterval(timer);
    timer = undefined;
  };

  const count = (counter: Counter, by: number): void => {
    if (counter.untold === 0) counter.since = now();
    counter.untold += by;
    if (store === undefined) return;
    dirty.add(counter);
    start();
  };

  function round(): void {
    const at = now();
    let sent = 0;
    for (const counter of dirty) {
      const { window, rate, untold, since, telling } = counter;
      // Nobody counts with it any longer. While the store is away, this is what keeps the list short.
      if (window < windowOf(at, rate) - 1) dirty.delete(counter);
      else if (at < pausedUntil || sent >= atOnce || telling > 0) continue;
      else if (untold >= rate.quota * WORTH_TELLING || at - since >= AT_LATEST) {
        sent += 1;
        dirty.delete(counter);
        void tell(counter);
      }
    }
    for (const counter of near) {
      if (counter.window < windowOf(at, counter.rate)) near.delete(counter);
      else if (at >= pausedUntil && sent < atOnce && counter.telling === 0 && at - counter.heardAt >= ASK_EVERY) {
        sent += 1;
        void hear(counter);
      }
    }
    if (dirty.size + near.size === 0) stop();
  }

  async function tell(counter: Counter): Promise<void> {
    const { limit, who, rate, window } = counter;
    const first = counter.shared === 0;
    const part = counter.untold;
    counter.telling = part;
    counter.untold = 0;
    try {
      // It must outlive the next window, in which it is the one before.
      const told = await store?.increment(keyOf(limit, who, window), part, 2 * rate.period);
      counter.telling = 0;
      // What is known here stays in force, though the store may have lost it.
      counter.shared = Math.max(told ?? 0, counter.shared + part);
      counter.heardAt = now();
      if (sum(counter) >= rate.quota * NEAR) {
        near.add(counter);
        start();
      }
      atOnce = AT_ONCE;
      if (first) await hearBefore(counter);
    } catch {
      counter.telling = 0;
      pausedUntil = now() + PAUSE;
      atOnce = 1;
      count(counter, part);
    }
  }

  async function hear(counter: Counter): Promise<void> {
    counter.heardAt = now();
    const heard = await store?.get(keyOf(counter.limit, counter.who, counter.window)).catch(() => undefined);
    // One's own part on its way may be in it or not.
    if (counter.telling === 0) counter.shared = Math.max(counter.shared, Number(heard ?? 0));
  }

  /** Others may have counted in the window before, in which this process had nothing to do with this user. */
  async function hearBefore(counter: Counter): Promise<void> {
    const { limit, who, window } = counter;
    const before = await store?.get(keyOf(limit, who, window - 1)).catch(() => undefined);
    counter.before = Math.max(counter.before, Number(before ?? 0));
  }

  return {
    take(limit, who, rate) {
      const counter = current(limit, who, rate);
      const ms = wait(counter, rate);
      if (ms === 0) count(counter, 1);
      return ms;
    },
    look: (limit, who, rate) => (limits.get(limit)?.get(who) ? wait(current(limit, who, rate), rate) : 0),
    close() {
      closed = true;
      stop();
      dirty.clear();
      near.clear();
    },
  };
}

const sum = ({ shared, telling, untold }: Counter): number => shared + telling + untold;

/** Names nobody: a digest, as in every key of the shared state. */
const keyOf = (limit: string, who: string, window: number): string =>
  `rate:${limit}:${hash('sha256', who, 'base64url').slice(0, 22)}:${window}`;
