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
type Revoked = Map<string, number>;

const keyOf = (name: string): string =>
  name.startsWith(USER) ? `revoked-user:${name.slice(USER.length)}` : `revoked:${name}`;
const endOf = (name: string, value: number): number => (name.startsWith(USER) ? value + LONGEST_TOKEN_LIFE : value);

export function createRevocations(deps: { readonly store: Store; readonly now: Clock }): Revocations {
  const { store, now } = deps;
  const revoked: Revoked = new Map();
  /** Of two values, the later one wins. False: nothing new. */
  const learn = (name: string, value: number): boolean => {
    const before = revoked.get(name);
    if (!Number.isFinite(value) || (before !== undefined && before >= value)) return false;
    revoked.set(name, value);
    if (revoked.size % 1000 === 0) for (const [each, at] of revoked) if (endOf(each, at) <= now()) revoked.delete(each);
    return true;
  };

  /** Revocations that, as far as this process knows, the store does not have. */
  const pending: Revoked = new Map();
  const push = async (name: string, value: number): Promise<void> => {
    // A revocation that is stored again must not replace a later one.
    const stored = name.startsWith(USER) ? Number((await store.get(keyOf(name))) ?? 0) : 0;
    if (stored > value) learn(name, stored);
    const ttl = endOf(name, value) - now();
    if (ttl > 0 && stored <= value)
      await Promise.all([store.set(keyOf(name), String(value), ttl), store.publish(CHANNEL, `${name} ${value}`)]);
    if (pending.get(name) === value) pending.delete(name);
  };
  let flushing: Promise<void> | undefined;
  const pushAll = async (): Promise<void> => {
    while (pending.size > 0)
      await Promise.all([...pending].slice(0, AT_ONCE).map(([name, value]) => push(name, value)));
  };
  const flush = (): Promise<void> => {
    flushing ??= pushAll()
      .catch(() => undefined)
      .finally(() => {
        flushing = undefined;
      });
    return flushing;
  };

  let missedAt = Number.NEGATIVE_INFINITY;
  store.subscribe(
    CHANNEL,
    (message) => {
      const [name, value] = message.split(' ', 2);
      if (!name || !value || learn(name, Number(value))) return;
      const later = revoked.get(name);
      // Another replica has stored an earlier value again; the store must have the later one.
      if (later === undefined || later <= Number(value)) return;
      pending.set(name, later);
      void flush();
    },
    () => {
      missedAt = now();
      // The store may have lost them too, so every replica stores what it has cached again.
      for (const [name, value] of revoked) if (endOf(name, value) > missedAt) pending.set(name, value);
      void flush();
    },
  );

  async function ask(name: string): Promise<void> {
    if (pending.size > 0) void flush();
    if (revoked.has(name) && !name.startsWith(USER)) return;
    const value = await store.get(keyOf(name)).catch(() => undefined);
    if (value !== undefined) learn(name, Number(value));
  }

  async function add(name: string, value: number): Promise<void> {
    if (endOf(name, value) <= now()) return;
    learn(name, value);
    pending.set(name, value);
    // Sends only this one: a request must not wait for the other pending ones.
    await push(name, value).catch(() => undefined);
  }

  // Token times are whole seconds, so a login in the second of the revocation counts as before it.
  const hasUser = (userId: string, loggedInAt: number): boolean => {
    const until = revoked.get(USER + userId);
    return until !== undefined && loggedInAt <= until;
  };

  return {
    has: (auditId) => revoked.has(auditId),
    async check(auditId) {
      await ask(auditId);
      return revoked.has(auditId);
    },
    hasUser,
    async checkUser(userId, loggedInAt) {
      if (!hasUser(userId, loggedInAt)) await ask(USER + userId);
      return hasUser(userId, loggedInAt);
    },
    earliestLogin: (userId, second) =>
      hasUser(userId, second) ? Math.floor((revoked.get(USER + userId) ?? 0) / 1000) * 1000 + 1000 : second,
    missedAt: () => missedAt,
    add,
    addUser: (userId) => add(USER + userId, now()),
    unsent: () => pending.size,
  };
}
