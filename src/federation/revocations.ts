// SPDX-License-Identifier: Apache-2.0
// Revoked tokens: single ones by audit id, and all tokens of a user that descend from a login before some moment. They
// are cached locally so that a check needs no I/O, published to the other replicas, and stored for replicas that start
// later. Cached revocations stay in force if the store is away.
import { createBoundedCache } from '../cache/bounded-cache.ts';
import type { Clock } from '../model/clock.ts';
import type { Store } from '../model/store.ts';
import { LONGEST_TOKEN_LIFE, plausible, readRevocation, USER } from './revocation-values.ts';
import { createRevoked, type Revoked, type RevokedLimits } from './revoked.ts';

export { LONGEST_TOKEN_LIFE } from './revocation-values.ts';

const CHANNEL = 'revoked';
/** How many pending revocations are sent to the store concurrently, and how many names are asked for. */
const AT_ONCE = 100;
/** Milliseconds until what the store did not take is tried again, and between two times that all is stored anew. */
const RETRY = 1_000;
/** Times in the future that are remembered, so that each is cut once. */
const CUTS = 1_000;

export interface Revocations {
  /** From the local cache, without I/O. */
  has(auditId: string): boolean;
  /** Also asks the store; for a token seen for the first time. If the store is away, the local cache decides. */
  check(auditId: string): Promise<boolean>;
  /** The same for a user's logins. `loggedInAt` is when the token's login happened, in epoch milliseconds. */
  hasUser(userId: string, loggedInAt: number): boolean;
  checkUser(userId: string, loggedInAt: number): Promise<boolean>;
  /** Asks the store about many at once, a bounded number at a time. False: the store is away, and the rest was not asked. */
  refresh(auditIds: Iterable<string>, userIds: Iterable<string>): Promise<boolean>;
  /** The first whole second, from the given one on, whose logins of this user are not revoked. */
  earliestLogin(userId: string, second: number): number;
  /** The moment until which this user's logins are revoked, as far as this process knows; 0 where they are not. */
  revokedUntil(userId: string): number;
  /** Epoch milliseconds. Messages may have been missed at that time, so earlier checks must be repeated. */
  missedAt(): number;
  /**
   * Takes effect locally at once. `userId` is whose token it is: of a user with very many revoked tokens, all logins are
   * revoked instead. False: the store does not have it; it is told as soon as it is back, if this process lives that long.
   */
  add(auditId: string, expiresAt: number, userId?: string): Promise<boolean>;
  /** Revokes what descends from logins until now (or until then), including those of the current second. */
  addUser(userId: string, until?: number): Promise<boolean>;
  /** The number of revocations that this process holds. */
  held(): number;
  /** The number of revocations that the store does not have yet. */
  unsent(): number;
}

export interface RevocationsDeps {
  readonly store: Store;
  readonly now: Clock;
  /** Milliseconds: how long something may stay open that a token has opened. Revocations are kept as long. */
  readonly streamAge?: () => number;
  readonly limits?: () => RevokedLimits;
  /** A value from outside that cannot be one: it was ignored, or a time in the future was cut. */
  readonly onImplausible?: (what: 'ignored' | 'cut', detail: string) => void;
  /** All logins of a user were revoked, in place of the many tokens that were. */
  readonly onFolded?: (userId: string, tokens: number) => void;
}

const keyOf = (name: string): string =>
  name.startsWith(USER) ? `revoked-user:${name.slice(USER.length)}` : `revoked:${name}`;

export function createRevocations(deps: RevocationsDeps): Revocations {
  const { store, now, streamAge = () => 0, onImplausible } = deps;
  /** Until when a user's revocation is kept: no token of before lives longer, nor what it has opened. */
  const kept = (): number => Math.max(LONGEST_TOKEN_LIFE, streamAge());
  const endOf = (name: string, value: number): number => (name.startsWith(USER) ? value + kept() : value);
  const revoked: Revoked = createRevoked(
    {
      now,
      endOf,
      fold(userId, until, tokens) {
        deps.onFolded?.(userId, tokens);
        void announce(USER + userId, until);
      },
      gone: (name) => pending.delete(name),
    },
    deps.limits,
  );
  const learn = revoked.set;
  /** The texts of the times that were cut: cut anew at each look, they would move on for ever. */
  const cuts = createBoundedCache<string>({ max: CUTS });
  /** Learns what the store or a message says, as far as it can be a revocation. False: nothing new. */
  const hear = (name: string, text: string, userId?: string): boolean => {
    const said = plausible(name, text, now(), kept());
    const detail = `${name.slice(0, 80)} ${text.slice(0, 40)}`;
    if (said === undefined) {
      onImplausible?.('ignored', detail);
      return false;
    }
    if (!said.cut) return learn(name, said.value, userId);
    if (cuts.get(name) === text) return false;
    cuts.set(name, text);
    onImplausible?.('cut', detail);
    const isNew = learn(name, said.value, userId);
    // The store must not hold it any longer than until now.
    pending.set(name, said.value);
    void flush();
    return isNew;
  };

  /** Revocations that, as far as this process knows, the store does not have. */
  const pending = new Map<string, number>();
  const push = async (name: string, value: number, onKept = (): void => undefined): Promise<void> => {
    // A revocation that is stored again must not replace a later one; one that nobody can have made does not count.
    const there = name.startsWith(USER) ? await store.get(keyOf(name)) : undefined;
    const said = there === undefined ? undefined : plausible(name, there, now(), kept());
    const stored = said === undefined || said.cut ? 0 : said.value;
    if (stored > value) learn(name, stored);
    const ttl = endOf(name, value) - now();
    const user = revoked.userOf(name);
    const message = user === undefined ? `${name} ${value}` : `${name} ${value} ${user}`;
    if (ttl > 0 && stored <= value) {
      const written = store.set(keyOf(name), String(value), ttl).then(onKept);
      const both = await Promise.allSettled([written, store.publish(CHANNEL, message)]);
      const failed = both.find(({ status }) => status === 'rejected');
      if (failed !== undefined) throw (failed as PromiseRejectedResult).reason;
    }
    if (pending.get(name) === value) pending.delete(name);
  };
  let flushing: Promise<void> | undefined;
  const pushAll = async (): Promise<void> => {
    // One first: a store that is away costs one failure, however many wait.
    for (let atOnce = 1; pending.size > 0; atOnce = AT_ONCE)
      await Promise.all([...pending].slice(0, atOnce).map(([name, value]) => push(name, value)));
  };
  /** Nothing is tried before: whoever asks about a token, or a store that comes and goes, must not make a storm of tries. */
  let notBefore = Number.NEGATIVE_INFINITY;
  const flush = (): Promise<void> => {
    if (flushing === undefined && now() < notBefore) {
      retryLater();
      return Promise.resolve();
    }
    flushing ??= pushAll()
      .catch(() => {
        notBefore = now() + RETRY;
      })
      .finally(() => {
        flushing = undefined;
        retryLater();
      });
    return flushing;
  };
  /** The store may be back before the next token is asked about here, and the other replicas wait for what this one knows. */
  let retry: NodeJS.Timeout | undefined;
  const retryLater = (): void => {
    if (pending.size === 0 || retry !== undefined) return;
    retry = setTimeout(() => {
      retry = undefined;
      notBefore = Number.NEGATIVE_INFINITY;
      void flush();
    }, RETRY).unref();
  };

  let missedAt = Number.NEGATIVE_INFINITY;
  store.subscribe(
    CHANNEL,
    (message) => {
      const said = readRevocation(message);
      if (said === undefined) {
        onImplausible?.('ignored', message.slice(0, 120));
        return;
      }
      const { name, text, userId } = said;
      if (hear(name, text, userId)) return;
      const later = revoked.get(name);
      // Another replica has stored an earlier value again; the store must have the later one.
      if (later === undefined || !(later > Number(text))) return;
      pending.set(name, later);
      void flush();
    },
    () => {
      const again = now() - missedAt < RETRY;
      missedAt = now();
      // The store may have lost them too, so every replica stores what it has cached again.
      for (const [name, value] of revoked.all()) if (endOf(name, value) > missedAt) pending.set(name, value);
      // It is back: what has failed before says nothing any more, unless it comes and goes.
      if (!again) notBefore = Number.NEGATIVE_INFINITY;
      void flush();
    },
  );

  /** False: the store is away. */
  async function ask(name: string): Promise<boolean> {
    if (pending.size > 0) void flush();
    if (revoked.get(name) !== undefined && !name.startsWith(USER)) return true;
    try {
      const text = await store.get(keyOf(name));
      if (text !== undefined) hear(name, text);
      return true;
    } catch {
      return false;
    }
  }

  /** In force here, and told to the others as soon as that is possible. */
  async function announce(name: string, value: number, userId?: string): Promise<boolean> {
    if (endOf(name, value) <= now()) return true;
    learn(name, value, userId);
    // It may have been folded into a revocation of all of the user's logins.
    if (revoked.get(name) === undefined) return userId === undefined || !pending.has(USER + userId);
    pending.set(name, value);
    // Sends only this one: a request must not wait for the other pending ones.
    // What is stored is found by everybody, if later than by a message.
    let kept = false;
    await push(name, value, () => {
      kept = true;
    }).catch(retryLater);
    return kept || !pending.has(name);
  }

  // Token times are whole seconds, so a login in the second of the revocation counts as before it.
  const hasUser = (userId: string, loggedInAt: number): boolean => {
    const until = revoked.get(USER + userId);
    return until !== undefined && loggedInAt <= until;
  };

  return {
    has: (auditId) => revoked.get(auditId) !== undefined,
    async check(auditId) {
      await ask(auditId);
      return revoked.get(auditId) !== undefined;
    },
    hasUser,
    async checkUser(userId, loggedInAt) {
      if (!hasUser(userId, loggedInAt)) await ask(USER + userId);
      return hasUser(userId, loggedInAt);
    },
    async refresh(auditIds, userIds) {
      const names = [...new Set([...auditIds, ...Array.from(userIds, (id) => USER + id)])];
      for (let from = 0; from < names.length; from += AT_ONCE)
        if ((await Promise.all(names.slice(from, from + AT_ONCE).map(ask))).includes(false)) return false;
      return true;
    },
    earliestLogin: (userId, second) =>
      hasUser(userId, second) ? Math.floor((revoked.get(USER + userId) ?? 0) / 1000) * 1000 + 1000 : second,
    revokedUntil: (userId) => revoked.get(USER + userId) ?? 0,
    missedAt: () => missedAt,
    async add(auditId, expiresAt, userId) {
      // A token that has ended opens nothing; one that has not may have opened what outlives it.
      return expiresAt <= now() || announce(auditId, Math.max(expiresAt, now() + streamAge()), userId);
    },
    addUser: (userId, until = now()) => announce(USER + userId, until),
    held: revoked.count,
    unsent: () => pending.size,
  };
}
