// SPDX-License-Identifier: Apache-2.0
// What a caller's own session does not say of a member: which project there a project of the gateway is, for requests without
// a token and for sharing with others; which of them a project has named; and the keys of temporary URLs. Learnt from people
// who have shown the member that they may know it; kept in the store, sealed, so that every replica answers alike.
import { createHash } from 'node:crypto';
import { createBoundedCache } from '../cache/bounded-cache.ts';
import { createSingleFlight } from '../cache/single-flight.ts';
import type { Clock } from '../model/clock.ts';
import type { Member, SharedProject } from '../model/member.ts';
import type { Seal } from '../model/seal.ts';
import type { IdPair } from '../model/session.ts';
import type { Store } from '../model/store.ts';

const LIFE = 30 * 24 * 60 * 60_000;
/** What does not change is written again as often as this, so that what is in use does not end. */
const WRITE_AGAIN = 24 * 60 * 60_000;
/** What another replica has learnt counts here after this time; what nobody knows is looked up no more often. */
const FRESH = 5_000;
const KEPT = 20_000;
/** Anybody may ask for what nobody knows: that must not make what is known give room. */
const UNKNOWN = 10_000;
/** Swift's own limit of a value of metadata (constraints.py MAX_META_VALUE_LENGTH). */
const LONGEST_KEY = 256;
const MOST_NAMED = 256;

/** The keys of an account or of one of its containers: two of each, so that they can be changed (tempurl.py). */
type UrlKeys = readonly string[];
/** Of each what has been seen: empty where it was removed. */
type SeenKeys = readonly (string | undefined)[];

export interface ObjectAccounts {
  /** `id`: the project's at the gateway. */
  learn(member: Member, id: string, memberId: string): void;
  /** Of a whole list, one after the other: the store gets no burst of a thousand. */
  learnAll(member: Member, projects: readonly SharedProject[]): Promise<void>;
  /** The project's id at the member. Undefined: nobody who has it there has logged in, or not for a month. */
  memberIdOf(member: Member, id: string): Promise<string | undefined>;
  /** `place`: account, or account and container, as clients of the gateway write them. */
  learnKeys(member: Member, place: string, seen: SeenKeys): Promise<void>;
  keysOf(member: Member, place: string): Promise<UrlKeys>;
  /** Whose projects this project (its id at the gateway) has named in requests: those it has shared something with. */
  namedBy(member: Member, id: string): Promise<readonly IdPair[]>;
  learnNamed(member: Member, id: string, pairs: readonly IdPair[]): Promise<void>;
}

interface Known {
  readonly value: string;
  readonly readAt: number;
  readonly writtenAt: number;
}

export function createObjectAccounts({
  store,
  seal,
  now,
}: {
  readonly store: Store;
  readonly seal: Seal;
  readonly now: Clock;
}): ObjectAccounts {
  const known = createBoundedCache<Known>({ max: KEPT });
  const unknown = createBoundedCache<true>({ max: UNKNOWN, now });
  const once = createSingleFlight();

  /** No request waits for it: without the store this replica knows it all the same. */
  async function write(key: string, value: string): Promise<void> {
    const before = known.get(key);
    if (before?.value === value && now() - before.writtenAt < WRITE_AGAIN) return;
    known.set(key, { value, readAt: now(), writtenAt: now() });
    unknown.delete(key);
    try {
      await store.set(key, seal.close(value, key), LIFE);
    } catch {
      // It is written again after a day, or once the store is seen to lack it.
    }
  }

  async function read(key: string): Promise<string | undefined> {
    const local = known.get(key);
    if (local !== undefined && now() - local.readAt < FRESH) return local.value;
    if (local === undefined && unknown.get(key)) return undefined;
    return once(key, async () => {
      let sealed: string | undefined;
      try {
        sealed = await store.get(key);
      } catch {
        // The store is away: what was known still counts.
        return local?.value;
      }
      const value = sealed === undefined ? undefined : seal.open(sealed, key);
      // Nothing is ever taken out of the store, so it has lost what is missing: that is written again with its next use.
      const found = value ?? local?.value;
      if (found === undefined) unknown.set(key, true, { until: now() + FRESH });
      else
        known.set(key, { value: found, readAt: now(), writtenAt: value === undefined ? 0 : (local?.writtenAt ?? 0) });
      return found;
    });
  }

  async function keysOf(member: Member, place: string): Promise<UrlKeys> {
    const value = await read(keyOf('url-keys', member, place));
    return value === undefined ? [] : (JSON.parse(value) as UrlKeys);
  }

  async function namedBy(member: Member, id: string): Promise<readonly IdPair[]> {
    const value = await read(keyOf('named', member, id));
    return value === undefined ? [] : (JSON.parse(value) as IdPair[]);
  }

  return {
    learn: (member, id, memberId) => void write(keyOf('account', member, id), memberId),
    async learnAll(member, projects) {
      for (const { project, memberId } of projects) await write(keyOf('account', member, project.id), memberId);
    },
    async memberIdOf(member, id) {
      const key = keyOf('account', member, id);
      const value = await read(key);
      if (value !== undefined) void write(key, value);
      return value;
    },
    async learnKeys(member, place, seen) {
      const before = await keysOf(member, place);
      const keys = [0, 1].map((at) => {
        const key = seen[at] ?? before[at] ?? '';
        return key.length <= LONGEST_KEY ? key : '';
      });
      // Where none have ever been, there is nothing to remember.
      if (before.length > 0 || keys.some((key) => key !== ''))
        void write(keyOf('url-keys', member, place), JSON.stringify(keys));
    },
    keysOf,
    namedBy,
    async learnNamed(member, id, pairs) {
      const before = await namedBy(member, id);
      const all = [...pairs, ...before.filter(({ gateway }) => !pairs.some((pair) => pair.gateway === gateway))];
      void write(keyOf('named', member, id), JSON.stringify(all.slice(0, MOST_NAMED)));
    },
  };
}

/** Names neither project nor container. */
const keyOf = (kind: string, { id, authUrl }: Member, name: string): string =>
  `${kind}:${id}:${createHash('sha256')
    .update(JSON.stringify([authUrl, name]))
    .digest('base64url')}`;
