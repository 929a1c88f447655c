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
import { bounded, createSingleFlight } from './bounded.ts';
import { createGenerations, LONGEST_LIFE } from './generations.ts';
import { createSizedMap } from './sized-map.ts';

/** A failure is remembered this long, in this process only: another replica may well reach the member. */
const FAILURE = 3_000;
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
export const CATALOGUE_KINDS = Object.keys(KINDS) as readonly ReferenceKind[];

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
  readonly epoch: string;
}

/** An entry and this replica's share of the jitter. */
interface LocalEntry extends Entry {
  readonly share: number;
}

/** One thing that is asked for, with all that follows from its key. */
interface Asked {
  readonly key: ReferenceKey;
  readonly name: string;
  readonly epoch: string;
  readonly life: ReferenceLife;
  readonly load: () => Promise<unknown>;
}

/** Null store, used without Redis. Reports unhealthy, so that `get` skips the lock across replicas. */
const NOWHERE: Store = {
  get: () => Promise.reject(new Error('no shared state')),
  set: async () => undefined,
  delete: async () => undefined,
  add: async () => true,
  increment: async (_key, by) => by,
  publish: async () => undefined,
  subscribe: () => undefined,
  health: () => ({ ok: false, detail: 'no shared state' }),
  close: async () => undefined,
};

/** What it gives is shared by all who ask: nobody may change it. */
export function createReferenceCache(deps: ReferenceCacheDeps): ReferenceCache {
  const { store = NOWHERE, seal, now, onGet, random = Math.random, pause = sleep, budget = 32 * 1024 * 1024 } = deps;
  const epochs = createGenerations({ store, now });
  const local = createSizedMap<LocalEntry>(budget);
  const failures = new Map<string, { readonly error: unknown; readonly until: number }>();
  const once = createSingleFlight();
  /** What is on its way to the store. */
  const storing = new Map<string, Promise<unknown>>();

  const keep = (name: string, entry: Entry, size: number): LocalEntry => {
    const kept = { ...entry, share: 1 - random() * JITTER };
    local.set(name, kept, size + name.length);
    return kept;
  };

  const here = (name: string, epoch: string): LocalEntry | undefined => {
    const entry = local.get(name);
    return entry?.epoch === epoch ? entry : undefined;
  };

  /** What a replica has stored under this epoch, kept here from now on. */
  async function shared(name: string, epoch: string): Promise<LocalEntry | undefined> {
    const sealed = await store.get(name);
    const plain = sealed === undefined ? undefined : seal.open(sealed, name);
    if (plain === undefined) return undefined;
    const entry = JSON.parse(plain) as Entry;
    if (entry.epoch !== epoch) return undefined;
    const mine = here(name, epoch);
    return mine && mine.at >= entry.at ? mine : keep(name, entry, plain.length);
  }
  const sharedOrNone = (name: string, epoch: string): Promise<LocalEntry | undefined> =>
    shared(name, epoch).catch(() => undefined);

  const isFresh = (entry: LocalEntry, life: ReferenceLife): boolean => now() - entry.at < life.fresh * entry.share;
  const isUsable = (entry: LocalEntry, life: ReferenceLife): boolean => now() - entry.at < life.fresh + life.stale;

  const failed = ({ name, epoch }: Asked): { readonly error: unknown } | undefined => {
    const failure = failures.get(name + epoch);
    return failure && failure.until > now() ? failure : undefined;
  };

  async function load(asked: Asked): Promise<LocalEntry> {
    const { name, epoch, life } = asked;
    let value: unknown;
    try {
      value = await asked.load();
    } catch (error) {
      // A refusal is an answer: what was known is not for these callers any more.
      if (isRefusal(error)) await forget(name);
      else bounded(failures, name + epoch, { error, until: now() + FAILURE });
      throw error;
    }
    failures.delete(name + epoch);
    const entry: Entry = { value, at: now(), epoch };
    // Purged meanwhile: good for those who asked before, and for nobody else.
    if (epochs.known(asked.key.cloud, asked.key.kind) !== epoch) return { ...entry, share: 1 };
    const plain = JSON.stringify(entry);
    const kept = keep(name, entry, plain.length);
    const ttl = Math.min(life.fresh + life.stale, LONGEST_LIFE);
    if (ttl > 0 && plain.length <= LARGEST_STORED && store !== NOWHERE) {
      const stored = store.set(name, seal.close(plain, name), ttl).catch(() => undefined);
      // Nobody waits for it; but the lock goes only when it is there.
      storing.set(name, stored);
      void stored.finally(() => {
        if (storing.get(name) === stored) storing.delete(name);
      });
    }
    return kept;
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
    const { name, epoch, life } = asked;
    if (!store.health().ok) return load(asked);
    const newer = async (): Promise<LocalEntry | undefined> => {
      const entry = await shared(name, epoch);
      return entry && entry.at > (than?.at ?? Number.NEGATIVE_INFINITY) && isUsable(entry, life) ? entry : undefined;
    };
    const lock = `lock:reference:${digest([name, epoch])}`;
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
    try {
      return await load(asked);
    } finally {
      if (ours) void (storing.get(name) ?? Promise.resolve()).then(() => store.delete(lock)).catch(() => undefined);
    }
  }

  function refresh(asked: Asked, than: LocalEntry): void {
    if (failed(asked)) return;
    void once(`refresh ${asked.name} ${asked.epoch}`, () => fetch(asked, than, true)).catch(() => undefined);
  }

  async function obtain(asked: Asked): Promise<Cached<unknown>> {
    const { name, epoch } = asked;
    const stored = await sharedOrNone(name, epoch);
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
    const epoch = await epochs.current(key.cloud, key.kind);
    const asked = { key, name, epoch, life, load };
    const entry = here(name, epoch);
    return (entry && given(entry, asked)) ?? once(`${name} ${epoch}`, () => obtain(asked));
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
      const epoch = await epochs.current(key.cloud, key.kind);
      const entry = here(name, epoch) ?? (await sharedOrNone(name, epoch));
      return entry && { value: entry.value as T, at: entry.at, state: 'stale' };
    },
    async purge(cloud, kind) {
      const kinds = kind === undefined ? CATALOGUE_KINDS : [kind];
      await Promise.all(kinds.map((each) => epochs.renew(cloud, each)));
    },
  };
}

const REFUSALS: ReadonlySet<ErrorCode> = new Set(['unauthorized', 'forbidden', 'nativeForbidden']);
const isRefusal = (error: unknown): boolean => REFUSALS.has(toGatewayError(error).code);

const digest = (parts: unknown): string => createHash('sha256').update(JSON.stringify(parts)).digest('base64url');

/** The member and the kind can be read by an operator; what decides the answer is only a digest. */
const nameOf = ({ cloud, kind, varyBy }: ReferenceKey): string =>
  `reference:${cloud}:${kind}:${digest([cloud, kind, varyBy])}`;
