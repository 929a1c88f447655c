// SPDX-License-Identifier: Apache-2.0
// Counters that all replicas share, decided without waiting: a process adds what it has counted itself to the last
// known total of all replicas. Its own counts are flushed to the store in the background, and the total is pulled back.
// Without the store, each process continues with what it knows.
import { hash } from 'node:crypto';
import { type BoundedCache, createBoundedCache } from '../../cache/bounded-cache.ts';
import type { Clock } from '../../model/clock.ts';
import type { Rate } from '../../model/limits.ts';
import type { Store } from '../../model/store.ts';
import { waitFor, windowOf } from './window.ts';

export interface Counters {
  /** Counts one for `who` and returns 0; or counts nothing and returns the milliseconds until one is allowed. */
  take(limit: string, who: string, rate: Rate): number;
  /** The same without counting. */
  look(limit: string, who: string, rate: Rate): number;
  close(): void;
}

export interface CountersDeps {
  /** Absent: there are no other replicas. */
  readonly store?: Pick<Store, 'increment' | 'get'> | undefined;
  readonly now: Clock;
}

export interface CountersOptions {
  /** Counters kept at most for each limit; those that were in use longest ago make room. */
  readonly capacity?: number;
}

/** Milliseconds between two rounds of flushing. */
const ROUND = 200;
/** Flush a counter early only once it has grown by 2 % of its quota; otherwise every `FLUSH_EVERY` ms. */
const MIN_FLUSH = 1 / 50;
const FLUSH_EVERY = 2_000;
/** From this part of a quota on, the total is pulled every PULL_EVERY ms, even if there is nothing to flush. */
const NEAR = 1 / 2;
const PULL_EVERY = 1_000;
/** Maximum number of counters per round. The others follow in the next round. */
const AT_ONCE = 100;
/**
 * The pause after a failure. Then a single counter is tried: while the store is away, each try is one more counted
 * failure.
 */
const PAUSE = 1_000;

interface Counter {
  readonly limit: string;
  readonly who: string;
  readonly rate: Rate;
  readonly window: number;
  /** The total of all replicas in the previous window. Zero until it has been pulled. */
  before: number;
  /** The last known total of all replicas. */
  shared: number;
  /** Own counts that are being flushed. */
  flushing: number;
  /** Own counts that have not been flushed. */
  pending: number;
  /** When the first of the pending counts was added. */
  since: number;
  pulledAt: number;
}

export function createCounters({ store, now }: CountersDeps, { capacity = 20_000 }: CountersOptions = {}): Counters {
  const limits = new Map<string, BoundedCache<Counter>>();
  /** Counters with pending counts. */
  const dirty = new Set<Counter>();
  /** Counters near their limit, which need the counts of other replicas in time. */
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
    const existing = counters.get(who);
    if (existing !== undefined && existing.window === window && existing.rate.period === rate.period) return existing;
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
      // The counter no longer affects any decision. This keeps the list short while the store is away.
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
      // The stored counter must outlive the next window, in which it counts as the previous one.
      const total = await store?.increment(keyOf(limit, who, window), part, 2 * rate.period);
      counter.flushing = 0;
      // The local total stays in force, even if the store has lost it.
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
    // While a flush is in flight, the total may or may not include it.
    if (counter.flushing === 0) counter.shared = Math.max(counter.shared, Number(total ?? 0));
  }

  /** Other replicas may have counted in the previous window, when this process had no request of this user. */
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
    look: (limit, who, rate) => (limits.get(limit)?.get(who) ? wait(current(limit, who, rate), rate) : 0),
    close() {
      closed = true;
      stop();
      dirty.clear();
      near.clear();
    },
  };
}

/** One for users and one for addresses: a client with many addresses cannot evict the counters of users. */
export function createCounterTables(deps: CountersDeps) {
  const [people, addresses] = [createCounters(deps), createCounters(deps)];
  return {
    people,
    addresses,
    close() {
      people.close();
      addresses.close();
    },
  };
}

const sum = ({ shared, flushing, pending }: Counter): number => shared + flushing + pending;

/** A digest, as in every key of the shared state: it reveals nobody's name. */
const keyOf = (limit: string, who: string, window: number): string =>
  `rate:${limit}:${hash('sha256', who, 'base64url').slice(0, 22)}:${window}`;
