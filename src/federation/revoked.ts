// SPDX-License-Identifier: Apache-2.0
// The revocations that one process holds, bounded. None is ever dropped that would let a revoked token in again: a user
// with very many revoked tokens has all logins revoked instead, which says the same and more in one entry.
import type { Clock } from '../model/clock.ts';
import { SKEW, USER } from './revocation-values.ts';

export interface RevokedLimits {
  /** Revoked tokens of one user that are held one by one. */
  readonly user: number;
  /** Of all users together: about 200 bytes each. */
  readonly total: number;
}

const DEFAULTS: RevokedLimits = { user: 5_000, total: 200_000 };
/** How many new ones until those that have ended are thrown out. */
const TIDY_EVERY = 1_000;

export interface Revoked {
  /** For a token until when it is kept, for a user the moment until which logins are revoked: epoch milliseconds. */
  get(name: string): number | undefined;
  /** Of two values, the later one wins. False: nothing new. */
  set(name: string, value: number, userId?: string): boolean;
  /** Whose token it is, where that is known. */
  userOf(name: string): string | undefined;
  all(): Iterable<readonly [name: string, value: number]>;
  count(): number;
}

interface Entry {
  readonly value: number;
  readonly learntAt: number;
  readonly userId: string | undefined;
}

export interface RevokedDeps {
  readonly now: Clock;
  readonly endOf: (name: string, value: number) => number;
  /** All logins of the user until then are to be revoked in place of so many tokens. */
  readonly fold: (userId: string, until: number, tokens: number) => void;
  /** It is held no longer: it has ended, or another one says more. */
  readonly gone: (name: string) => void;
}

export function createRevoked(
  { now, endOf, fold, gone }: RevokedDeps,
  limits: () => RevokedLimits = () => DEFAULTS,
): Revoked {
  const entries = new Map<string, Entry>();
  const byUser = new Map<string, Set<string>>();
  let untilTidy = TIDY_EVERY;

  const drop = (name: string, userId: string | undefined): void => {
    entries.delete(name);
    gone(name);
    const own = userId === undefined ? undefined : byUser.get(userId);
    own?.delete(name);
    if (own?.size === 0) byUser.delete(userId as string);
  };
  const tidy = (): void => {
    for (const [name, { value, userId }] of entries) if (endOf(name, value) <= now()) drop(name, userId);
  };
  /** A user's logins are revoked until then: tokens that were revoked well before it need no entry of their own. */
  const absorb = (userId: string, until: number): void => {
    for (const name of byUser.get(userId) ?? [])
      if ((entries.get(name)?.learntAt ?? 0) <= until - SKEW) drop(name, userId);
  };
  /** Into the near future, so that no clock of another replica leaves a gap. */
  const foldUser = (userId: string): void => {
    const until = now() + SKEW;
    fold(userId, until, byUser.get(userId)?.size ?? 0);
    absorb(userId, until);
  };

  const makeRoom = (): void => {
    tidy();
    const enough = limits().total * 0.9;
    const users = [...byUser].map(([userId, names]) => [userId, names.size] as const).sort(([, a], [, b]) => b - a);
    for (const [userId, size] of users) {
      if (entries.size <= enough || size === 1) break;
      foldUser(userId);
    }
    // What is left came one by one, or without a user. The store has it, and is asked about every token in use. Single
    // tokens go first.
    for (const isUser of [false, true])
      for (const [name, { userId }] of entries) {
        if (entries.size <= enough) return;
        if (name.startsWith(USER) === isUser) drop(name, userId);
      }
  };

  return {
    get: (name) => entries.get(name)?.value,
    set(name, value, userId) {
      const before = entries.get(name);
      if (before !== undefined && before.value >= value) return false;
      const owner = name.startsWith(USER) ? undefined : (userId ?? before?.userId);
      entries.set(name, { value, learntAt: before?.learntAt ?? now(), userId: owner });
      if (name.startsWith(USER)) absorb(name.slice(USER.length), value);
      if (owner !== undefined) {
        const own = byUser.get(owner) ?? new Set();
        byUser.set(owner, own.add(name));
        if (own.size > limits().user) foldUser(owner);
      }
      untilTidy -= 1;
      if (entries.size > limits().total) makeRoom();
      else if (untilTidy <= 0) tidy();
      if (untilTidy <= 0) untilTidy = TIDY_EVERY;
      return true;
    },
    count: () => entries.size,
    userOf: (name) => entries.get(name)?.userId,
    *all() {
      for (const [name, { value }] of entries) yield [name, value];
    },
  };
}
