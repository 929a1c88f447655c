// SPDX-License-Identifier: Apache-2.0
// Revoked tokens: single ones by audit id, and all tokens of a user that descend from a login before some moment. They
// are cached locally so that a check needs no I/O, published to the other replicas, and stored for replicas that start
// later. Cached revocations stay in force if the store is away.
import type { Clock } from '../model/clock.ts';
import type { Store } from '../model/store.ts';

const CHANNEL = 'revoked';
/** How many pending revocations are sent to the store concurrently. */
const AT_ONCE = 100;
/** The configuration allows no longer lifetime. After it, no revoked token can still be valid. */
export const LONGEST_TOKEN_LIFE = 24 * 60 * 60_000;
/** Prefix of a user's id in messages and in the cache. An audit id never contains a colon. */
const USER = 'user:';

export interface Revocations {
  /** From the local cache, without I/O. */
  has(auditId: string): boolean;
  /** Also asks the store; for a token seen for the first time. If the store is away, the local cache decides. */
  check(auditId: string): Promise<boolean>;
  /** The same for a user's logins. `loggedInAt` is when the token's login happened, in epoch milliseconds. */
  hasUser(userId: string, loggedInAt: number): boolean;
  checkUser(userId: string, loggedInAt: number): Promise<boolean>;
  /** The first whole second, from the given one on, whose logins of this user are not revoked. */
  earliestLogin(userId: string, second: number): number;
  /** Epoch milliseconds. Messages may have been missed at that time, so earlier checks must be repeated. */
  missedAt(): number;
  /** Takes effect locally at once. If the store is away, it is updated as soon as it is back. */
  add(auditId: string, expiresAt: number): Promise<void>;
  /** Revokes what descends from logins until now, including those of the current second. */
  addUser(userId: string): Promise<void>;
  /** The number of revocations that the store does not have yet. */
  unsent(): number;
}

/**
 * Epoch milliseconds: for a token its expiry, for a user the moment until which logins are revoked. Names are audit
 * ids, or `user:` and a user's id.
 */
type Known = Map<string, number>;

const keyOf = (name: string): string =>
  name.startsWith(USER) ? `revoked-user:${name.slice(USER.length)}` : `revoked:${name}`;
const endOf = (name: string, value: number): number => (name.startsWith(USER) ? value + LONGEST_TOKEN_LIFE : value);

export function createRevocations(deps: { readonly store: Store; readonly now: Clock }): Revocations {
  const { store, now } = deps;
  const known: Known = new Map();
  /** Of two values, the later one wins. False: nothing new. */
  const learn = (name: string, value: number): boolean => {
    const before = known.get(name);
    if (!Number.isFinite(value) || (before !== undefined && before >= value)) return false;
    known.set(name, value);
    if (known.size % 1000 === 0) for (const [each, at] of known) if (endOf(each, at) <= now()) known.delete(each);
    return true;
  };

  /** Revocations that, as far as this process knows, the store does not have. */
  const unsent: Known = new Map();
  const tell = async (name: string, value: number): Promise<void> => {
    // A revocation that is stored again must not replace a later one.
    const stored = name.startsWith(USER) ? Number((await store.get(keyOf(name))) ?? 0) : 0;
    if (stored > value) learn(name, stored);
    const ttl = endOf(name, value) - now();
    if (ttl > 0 && stored <= value)
      await Promise.all([store.set(keyOf(name), String(value), ttl), store.publish(CHANNEL, `${name} ${value}`)]);
    if (unsent.get(name) === value) unsent.delete(name);
  };
  let sending: Promise<void> | undefined;
  const send = async (): Promise<void> => {
    while (unsent.size > 0) await Promise.all([...unsent].slice(0, AT_ONCE).map(([name, value]) => tell(name, value)));
  };
  const flush = (): Promise<void> => {
    sending ??= send()
      .catch(() => undefined)
      .finally(() => {
        sending = undefined;
      });
    return sending;
  };

  let missedAt = Number.NEGATIVE_INFINITY;
  store.subscribe(
    CHANNEL,
    (message) => {
      const [name, value] = message.split(' ', 2);
      if (!name || !value || learn(name, Number(value))) return;
      const later = known.get(name);
      // Another replica has stored an earlier value again; the store must have the later one.
      if (later === undefined || later <= Number(value)) return;
      unsent.set(name, later);
      void flush();
    },
    () => {
      missedAt = now();
      // The store may have lost them too, so every replica stores what it has cached again.
      for (const [name, value] of known) if (endOf(name, value) > missedAt) unsent.set(name, value);
      void flush();
    },
  );

  async function ask(name: string): Promise<void> {
    if (unsent.size > 0) void flush();
    if (known.has(name) && !name.startsWith(USER)) return;
    const value = await store.get(keyOf(name)).catch(() => undefined);
    if (value !== undefined) learn(name, Number(value));
  }

  async function add(name: string, value: number): Promise<void> {
    if (endOf(name, value) <= now()) return;
    learn(name, value);
    unsent.set(name, value);
    // Sends only this one: a request must not wait for the other pending ones.
    await tell(name, value).catch(() => undefined);
  }

  // Token times are whole seconds, so a login in the second of the revocation counts as before it.
  const hasUser = (userId: string, loggedInAt: number): boolean => {
    const until = known.get(USER + userId);
    return until !== undefined && loggedInAt <= until;
  };

  return {
    has: (auditId) => known.has(auditId),
    async check(auditId) {
      await ask(auditId);
      return known.has(auditId);
    },
    hasUser,
    async checkUser(userId, loggedInAt) {
      if (!hasUser(userId, loggedInAt)) await ask(USER + userId);
      return hasUser(userId, loggedInAt);
    },
    earliestLogin: (userId, second) =>
      hasUser(userId, second) ? Math.floor((known.get(USER + userId) ?? 0) / 1000) * 1000 + 1000 : second,
    missedAt: () => missedAt,
    add,
    addUser: (userId) => add(USER + userId, now()),
    unsent: () => unsent.size,
  };
}
