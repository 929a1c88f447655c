// SPDX-License-Identifier: Apache-2.0
// Which tokens are revoked: single ones by audit id, and all of a user's that descend from a login before some moment.
// Known locally for a check without waiting; told to the other replicas; stored for those that start later. What is
// known stays in force when the store is away.
import type { Clock } from '../model/clock.ts';
import type { Store } from '../model/store.ts';

const CHANNEL = 'revoked';
/** Told to the store side by side, when many have waited for it. */
const AT_ONCE = 100;
/** The configuration allows no longer one: after it, nothing is left of what was revoked. */
export const LONGEST_TOKEN_LIFE = 24 * 60 * 60_000;
/** Before a user's id, in messages and among what is known: no audit id holds a colon. */
const USER = 'user:';

export interface Revocations {
  /** Known here: no waiting. */
  has(auditId: string): boolean;
  /** Asks the store too; for a token seen for the first time. A store that is away answers with what is known. */
  check(auditId: string): Promise<boolean>;
  /** The same for a user's logins: `loggedInAt` is the moment of the token's own, in epoch milliseconds. */
  hasUser(userId: string, loggedInAt: number): boolean;
  checkUser(userId: string, loggedInAt: number): Promise<boolean>;
  /** The first second, from the given one on, whose logins of this user are not void. */
  earliestLogin(userId: string, second: number): number;
  /** Epoch milliseconds: revocations of others may have been missed then, and what was checked before is in doubt. */
  missedAt(): number;
  /** In force here at once; a store that is away is told as soon as it is back. */
  add(auditId: string, expiresAt: number): Promise<void>;
  /** Ends what descends from logins until now, those of this very second included. */
  addUser(userId: string): Promise<void>;
  /** How many the store has not been told of yet. */
  unsent(): number;
}

/**
 * For a token its end, for a user the moment until which logins are void; epoch milliseconds. Names are audit ids, or
 * `user:` and a user's id.
 */
type Known = Map<string, number>;

const keyOf = (name: string): string =>
  name.startsWith(USER) ? `revoked-user:${name.slice(USER.length)}` : `revoked:${name}`;
const endOf = (name: string, value: number): number => (name.startsWith(USER) ? value + LONGEST_TOKEN_LIFE : value);

export function createRevocations(deps: { readonly store: Store; readonly now: Clock }): Revocations {
  const { store, now } = deps;
  const known: Known = new Map();
  /** Of two, the later holds. False: nothing new. */
  const learn = (name: string, value: number): boolean => {
    const before = known.get(name);
    if (!Number.isFinite(value) || (before !== undefined && before >= value)) return false;
    known.set(name, value);
    if (known.size % 1000 === 0) for (const [each, at] of known) if (endOf(each, at) <= now()) known.delete(each);
    return true;
  };

  /** Not yet in the store, as far as is known here. */
  const unsent: Known = new Map();
  const tell = async (name: string, value: number): Promise<void> => {
    // Put back, it must not take the place of a later one.
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
      // Another replica put back what it knows, which is less: the store shall have the later one.
      if (later === undefined || later <= Number(value)) return;
      unsent.set(name, later);
      void flush();
    },
    () => {
      missedAt = now();
      // The store may have lost them too: whoever knows of a revocation puts it back.
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
    // Not the others that wait: a request must not wait for them.
    await tell(name, value).catch(() => undefined);
  }

  // Tokens tell whole seconds: one of the second in which the user was revoked counts as before it.
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
