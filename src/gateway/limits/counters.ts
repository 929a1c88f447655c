// SPDX-License-Identifier: Apache-2.0
// Counters that all replicas share, decided upon without waiting: what a process has counted itself is added to what it
// last heard of all the others. In the background its own part is told and the sum comes back. Where the shared state is
// away, each process goes on with what it knows.
import { hash } from 'node:crypto';
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
  /** Counters kept at most; the oldest make room. */
  readonly capacity?: number;
}

/** Milliseconds between two rounds of telling. */
const ROUND = 200;
/** What is less than this part of a limit is not told in every round, but at the latest after `FLUSH_EVERY`. */
const MIN_FLUSH = 1 / 50;
const FLUSH_EVERY = 2_000;
/** From this part of a limit on, the sum is asked for even where there is nothing to tell, so often. */
const NEAR = 1 / 2;
const PULL_EVERY = 1_000;
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
  flushing: number;
  /** Own ones, not told yet. */
  pending: number;
  /** When the first of those came. */
  since: number;
  pulledAt: number;
}

export function createCounters({ store, now }: CountersDeps, { capacity = 20_000 }: CountersOptions = {}): Counters {
  const limits = new Map<string, Map<string, Counter>>();
  /** Those with something to tell. */
  const dirty = new Set<Counter>();
  /** Those near their limit: what others count must be heard in time. */
  const near = new Set<Counter>();
  let timer: NodeJS.Timeout | undefined;
  let pausedUntil = Number.NEGATIVE_INFINITY;
  let atOnce = AT_ONCE;
  let closed = false;

  const current = (limit: string, who: string, rate: Rate): Counter => {
    let counters = limits.get(limit);
    if (counters === undefined) {
      counters = new Map();
      limits.set(limit, counters);
    }
    const window = windowOf(now(), rate);
    const existing = counters.get(who);
    if (existing !== undefined && existing.window === window && existing.rate.period === rate.period) return existing;
    // Set anew, and so last: the first ones are those that have not been in use for longest.
    counters.delete(who);
    if (counters.size >= capacity) {
      const [oldest] = counters.values();
      if (oldest !== undefined) {
        counters.delete(oldest.who);
        dirty.delete(oldest);
        near.delete(oldest);
      }
    }
    const follows = existing !== undefined && existing.window === window - 1 && existing.rate.period === rate.period;
    const before = follows ? sum(existing) : 0;
    const next: Counter = {
      limit,
      who,
      rate,
      window,
      before,
      shared: 0,
      flushing: 0,
      pending: 0,
      since: 0,
      pulledAt: 0,
    };
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
    if (counter.pending === 0) counter.since = now();
    counter.pending += by;
    if (store === undefined) return;
    dirty.add(counter);
    start();
  };

  function round(): void {
    const at = now();
    let sent = 0;
    for (const counter of dirty) {
      const { window, rate, pending, since, flushing } = counter;
      // Nobody counts with it any longer. While the store is away, this is what keeps the list short.
      if (window < windowOf(at, rate) - 1) dirty.delete(counter);
      else if (at < pausedUntil || sent >= atOnce || flushing > 0) continue;
      else if (pending >= rate.quota * MIN_FLUSH || at - since >= FLUSH_EVERY) {
        sent += 1;
        dirty.delete(counter);
        void flush(counter);
      }
    }
    for (const counter of near) {
      if (counter.window < windowOf(at, counter.rate)) near.delete(counter);
      else if (at >= pausedUntil && sent < atOnce && counter.flushing === 0 && at - counter.pulledAt >= PULL_EVERY) {
        sent += 1;
        void pull(counter);
      }
    }
    if (dirty.size + near.size === 0) stop();
  }

  async function flush(counter: Counter): Promise<void> {
    const { limit, who, rate, window } = counter;
    const first = counter.shared === 0;
    const part = counter.pending;
    counter.flushing = part;
    counter.pending = 0;
    try {
      // It must outlive the next window, in which it is the one before.
      const total = await store?.increment(keyOf(limit, who, window), part, 2 * rate.period);
      counter.flushing = 0;
      // What is known here stays in force, though the store may have lost it.
      counter.shared = Math.max(total ?? 0, counter.shared + part);
      counter.pulledAt = now();
      if (sum(counter) >= rate.quota * NEAR) {
        near.add(counter);
        start();
      }
      atOnce = AT_ONCE;
      if (first) await pullBefore(counter);
    } catch {
      counter.flushing = 0;
      pausedUntil = now() + PAUSE;
      atOnce = 1;
      count(counter, part);
    }
  }

  async function pull(counter: Counter): Promise<void> {
    counter.pulledAt = now();
    const total = await store?.get(keyOf(counter.limit, counter.who, counter.window)).catch(() => undefined);
    // One's own part on its way may be in it or not.
    if (counter.flushing === 0) counter.shared = Math.max(counter.shared, Number(total ?? 0));
  }

  /** Others may have counted in the window before, in which this process had nothing to do with this user. */
  async function pullBefore(counter: Counter): Promise<void> {
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
    look: (limit, who, rate) => (limits.get(limit)?.has(who) ? wait(current(limit, who, rate), rate) : 0),
    close() {
      closed = true;
      stop();
      dirty.clear();
      near.clear();
    },
  };
}

const sum = ({ shared, flushing, pending }: Counter): number => shared + flushing + pending;

/** Names nobody: a digest, as in every key of the shared state. */
const keyOf = (limit: string, who: string, window: number): string =>
  `rate:${limit}:${hash('sha256', who, 'base64url').slice(0, 22)}:${window}`;
