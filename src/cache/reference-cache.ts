// SPDX-License-Identifier: Apache-2.0
// What members say seldom changes, kept on two levels: a local map with a budget, and the store for the other replicas.
// Old answers are given while newer ones are fetched, and one fetch serves all who ask at the same time, on any replica.
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../model/clock.ts';
import { type ErrorCode, toGatewayError } from '../model/errors.ts';
import type { Cached, ReferenceCache, ReferenceKey, ReferenceKind, ReferenceLife } from '../model/reference-cache.ts';
import type { Seal } from '../model/seal.ts';
import type { Store } from '../model/store.ts';
import { createBoundedCache } from './bounded-cache.ts';
import { createGenerations, LONGEST_LIFE } from './generations.ts';
import { createSingleFlight } from './single-flight.ts';

/** A failure is remembered this long, in this process only: another replica may well reach the member. */
const FAILURE = 3_000;
const FAILURES = 20_000;
/** Whoever holds it may have died: the others lose no more than their pauses to it. */
const LOCK_LIFE = 5_000;
/** How another replica's fetch is waited for, 400 ms in all. */
const PAUSES = [10, 20, 30, 40, 50, 50, 50, 50, 50, 50];
/** More does not pass within the time that a command to the store may take: kept locally alone. */
const LARGEST_STORED = 512 * 1024;
/** Lifetimes end up to this much early, each entry by its own share, so that not all of them end at once. */
const JITTER = 0.15;

const KINDS: Readonly<Record<ReferenceKind, true>> = {
  versions: true,
  flavors: true,
  images: true,
  'volume-types': true,
  'availability-zones': true,
  extensions: true,
  discovery: true,
};
const REFERENCE_KINDS = Object.keys(KINDS) as readonly ReferenceKind[];

export type ReferenceOutcome = 'hit' | 'stale' | 'miss' | 'error';

export interface ReferenceCacheDeps {
  /** Absent: there are no other replicas, and the local map is all. */
  readonly store?: Store | undefined;
  readonly seal: Seal;
  readonly now: Clock;
  /** For metrics: once for each `get`. */
  readonly onGet?: (kind: ReferenceKind, outcome: ReferenceOutcome) => void;
  /** From 0 to 1. */
  readonly random?: () => number;
  readonly pause?: (ms: number) => Promise<unknown>;
  /** Of the local map, in characters of JSON. */
  readonly budget?: number;
}

/** What is kept of one answer. In the store as JSON, sealed. */
interface Entry {
  readonly value: unknown;
  readonly at: number;
  readonly generation: string;
}

/** An entry and this replica's share of the jitter. */
interface LocalEntry extends Entry {
  readonly share: number;
  /** Settles when the store has it; only of an answer that has just come. */
  readonly stored?: Promise<unknown>;
}

/** One thing that is asked for, with all that follows from its key. */
interface Asked {
  readonly key: ReferenceKey;
  readonly name: string;
  readonly generation: string;
  readonly life: ReferenceLife;
  readonly load: () => Promise<unknown>;
}

/** Null store, used without Redis. Reports unhealthy so that `fetch` skips the cross-replica lock. */
const NOWHERE: Store = {
  get: () => Promise.reject(new Error('no shared state')),
  set: async () => undefined,
  delete: async () => undefined,
  add: async () => true,
  renew: async () => true,
  increment: async (_key, by) => by,
  publish: async () => undefined,
  subscribe: () => undefined,
  health: () => ({ ok: false, detail: 'no shared state' }),
  close: async () => undefined,
};

/** What it gives is shared by all who ask: nobody may change it. */
export function createReferenceCache(deps: ReferenceCacheDeps): ReferenceCache {
  const { store = NOWHERE, seal, now, onGet, random = Math.random, pause = sleep, budget = 32 * 1024 * 1024 } = deps;
  const generations = createGenerations({ store, now });
  const local = createBoundedCache<LocalEntry>({ maxSize: budget });
  const failures = createBoundedCache<{ readonly error: unknown }>({ max: FAILURES, now });
  const once = createSingleFlight();

  const keep = (name: string, entry: Entry, size: number): LocalEntry => {
    const kept = { ...entry, share: 1 - random() * JITTER };
    local.set(name, kept, { size: size + name.length });
    return kept;
  };

  const here = (name: string, generation: string): LocalEntry | undefined => {
    const entry = local.get(name);
    return entry?.generation === generation ? entry : undefined;
  };

  /** What a replica has stored under this generation, kept here from now on. */
  async function shared(name: string, generation: string): Promise<LocalEntry | undefined> {
    const sealed = await store.get(name);
    const plain = sealed === undefined ? undefined : seal.open(sealed, name);
    if (plain === undefined) return undefined;
    const entry = JSON.parse(plain) as Entry;
    if (entry.generation !== generation) return undefined;
    const mine = here(name, generation);
    return mine && mine.at >= entry.at ? mine : keep(name, entry, plain.length);
  }
  const sharedOrNone = (name: string, generation: string): Promise<LocalEntry | undefined> =>
    shared(name, generation).catch(() => undefined);

  const isFresh = (entry: LocalEntry, life: ReferenceLife): boolean => now() - entry.at < life.fresh * entry.share;
  const isUsable = (entry: LocalEntry, life: ReferenceLife): boolean => now() - entry.at < life.fresh + life.stale;

  const failed = ({ name, generation }: Asked): { readonly error: unknown } | undefined =>
    failures.get(name + generation);

  async function load(asked: Asked): Promise<LocalEntry> {
    const { name, generation, life } = asked;
    let value: unknown;
    try {
      value = await asked.load();
    } catch (error) {
      // A refusal is an answer: what was known is not for these callers any more.
      if (isRefusal(error)) await forget(name);
      else failures.set(name + generation, { error }, { until: now() + FAILURE });
      throw error;
    }
    failures.delete(name + generation);
    const entry: Entry = { value, at: now(), generation };
    // Purged meanwhile: good for those who asked before, and for nobody else.
    if (generations.known(asked.key.cloud, asked.key.kind) !== generation) return { ...entry, share: 1 };
    const plain = JSON.stringify(entry);
    const kept = keep(name, entry, plain.length);
    const ttl = Math.min(life.fresh + life.stale, LONGEST_LIFE);
    if (ttl <= 0 || plain.length > LARGEST_STORED || store === NOWHERE) return kept;
    // Nobody waits for it; but the lock goes only when it is there.
    return { ...kept, stored: store.set(name, seal.close(plain, name), ttl).catch(() => undefined) };
  }

  async function forget(name: string): Promise<void> {
    local.delete(name);
    await store.delete(name).catch(() => undefined);
  }

  /**
   * One replica loads, the others wait a moment for what it stores, then load themselves; but in the background, where
   * nobody waits for the outcome, they leave it be.
   */
  async function fetch(
    asked: Asked,
    than: LocalEntry | undefined,
    background: boolean,
  ): Promise<LocalEntry | undefined> {
    const { name, generation, life } = asked;
    if (!store.health().ok) return load(asked);
    const newer = async (): Promise<LocalEntry | undefined> => {
      const entry = await shared(name, generation);
      return entry && entry.at > (than?.at ?? Number.NEGATIVE_INFINITY) && isUsable(entry, life) ? entry : undefined;
    };
    const lock = `lock:reference:${digest([name, generation])}`;
    let ours = false;
    try {
      ours = await store.add(lock, '1', LOCK_LIFE);
      // Whoever had the lock before has stored it by now.
      let found = await newer();
      for (const ms of ours ? [] : PAUSES) {
        if (found) break;
        await pause(ms);
        found = await newer();
      }
      if (found) {
        if (ours) void store.delete(lock).catch(() => undefined);
        return found;
      }
      if (!ours && background) return undefined;
    } catch {
      // The store went away: each for itself.
    }
    let loaded: LocalEntry | undefined;
    try {
      loaded = await load(asked);
      return loaded;
    } finally {
      if (ours)
        void Promise.resolve(loaded?.stored)
          .then(() => store.delete(lock))
          .catch(() => undefined);
    }
  }

  function refresh(asked: Asked, than: LocalEntry): void {
    if (failed(asked)) return;
    void once(`refresh ${asked.name} ${asked.generation}`, () => fetch(asked, than, true)).catch(() => undefined);
  }

  async function obtain(asked: Asked): Promise<Cached<unknown>> {
    const { name, generation } = asked;
    const stored = await sharedOrNone(name, generation);
    const known = stored && given(stored, asked);
    if (known) return known;
    const failure = failed(asked);
    if (failure) throw failure.error;
    const entry = (await fetch(asked, stored, false)) as LocalEntry;
    return { value: entry.value, at: entry.at, state: 'miss' };
  }

  /** What may be given at once, and a newer one fetched where it is time. */
  function given(entry: LocalEntry, asked: Asked): Cached<unknown> | undefined {
    const { value, at } = entry;
    if (isFresh(entry, asked.life)) return { value, at, state: 'hit' };
    if (!isUsable(entry, asked.life)) return undefined;
    refresh(asked, entry);
    return { value, at, state: 'stale' };
  }

  async function look(key: ReferenceKey, life: ReferenceLife, load: () => Promise<unknown>): Promise<Cached<unknown>> {
    const name = nameOf(key);
    const generation = await generations.current(key.cloud, key.kind);
    const asked = { key, name, generation, life, load };
    const entry = here(name, generation);
    return (entry && given(entry, asked)) ?? once(`${name} ${generation}`, () => obtain(asked));
  }

  return {
    async get<T>(key: ReferenceKey, life: ReferenceLife, load: () => Promise<T>): Promise<Cached<T>> {
      try {
        const cached = (await look(key, life, load)) as Cached<T>;
        onGet?.(key.kind, cached.state);
        return cached;
      } catch (error) {
        onGet?.(key.kind, 'error');
        throw error;
      }
    },
    async last<T>(key: ReferenceKey): Promise<Cached<T> | undefined> {
      const name = nameOf(key);
      const generation = await generations.current(key.cloud, key.kind);
      const entry = here(name, generation) ?? (await sharedOrNone(name, generation));
      return entry && { value: entry.value as T, at: entry.at, state: 'stale' };
    },
    async purge(cloud, kind) {
      const kinds = kind === undefined ? REFERENCE_KINDS : [kind];
      await Promise.all(kinds.map((each) => generations.renew(cloud, each)));
    },
  };
}

const REFUSALS: ReadonlySet<ErrorCode> = new Set(['unauthorized', 'forbidden', 'nativeForbidden']);
const isRefusal = (error: unknown): boolean => REFUSALS.has(toGatewayError(error).code);

const digest = (parts: unknown): string => createHash('sha256').update(JSON.stringify(parts)).digest('base64url');

/** The member and the kind can be read by an operator; what decides the answer is only a digest. */
const nameOf = ({ cloud, kind, varyBy }: ReferenceKey): string =>
  `reference:${cloud}:${kind}:${digest([cloud, kind, varyBy])}`;
