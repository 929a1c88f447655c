// SPDX-License-Identifier: Apache-2.0
// What a request without a token needs to know of an object store: whose account a project's is at the member, and the keys
// that its temporary URLs are signed with. Learnt from people who have shown the member that they may know it; kept in the
// store, sealed, so that every replica answers alike.
import { createHash } from 'node:crypto';
import { createBoundedCache } from '../cache/bounded-cache.ts';
import { createSingleFlight } from '../cache/single-flight.ts';
import type { Clock } from '../model/clock.ts';
import type { Member } from '../model/member.ts';
import type { Seal } from '../model/seal.ts';
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

/** The keys of an account or of one of its containers: two of each, so that they can be changed (tempurl.py). */
type UrlKeys = readonly string[];
/** Of each what has been seen: empty where it was removed. */
type SeenKeys = readonly (string | undefined)[];

export interface ObjectAccounts {
  /** `id`: the project's at the gateway. */
  learn(member: Member, id: string, memberId: string): void;
  /** The project's id at the member. Undefined: nobody has worked in it, or not for a month. */
  memberIdOf(member: Member, id: string): Promise<string | undefined>;
  /** `place`: account, or account and container, as clients of the gateway write them. */
  learnKeys(member: Member, place: string, seen: SeenKeys): Promise<void>;
  keysOf(member: Member, place: string): Promise<UrlKeys>;
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

  /** Nobody waits for it: without the store this replica knows it all the same. */
  function write(key: string, value: string): void {
    const before = known.get(key);
    if (before?.value === value && now() - before.writtenAt < WRITE_AGAIN) return;
    known.set(key, { value, readAt: now(), writtenAt: now() });
    unknown.delete(key);
    void store.set(key, seal.close(value, key), LIFE).catch(() => undefined);
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

  return {
    learn: (member, id, memberId) => write(keyOf('account', member, id), memberId),
    async memberIdOf(member, id) {
      const key = keyOf('account', member, id);
      const value = await read(key);
      if (value !== undefined) write(key, value);
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
        write(keyOf('url-keys', member, place), JSON.stringify(keys));
    },
    keysOf,
  };
}

/** Names neither project nor container. */
const keyOf = (kind: string, { id, authUrl }: Member, name: string): string =>
  `${kind}:${id}:${createHash('sha256')
    .update(JSON.stringify([authUrl, name]))
    .digest('base64url')}`;
