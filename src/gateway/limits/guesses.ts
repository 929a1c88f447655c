// SPDX-License-Identifier: Apache-2.0
// How often somebody may be wrong about one account's password. From one address a few times; from all addresses together a
// bounded number of times as well, which binds only addresses that the account has not been used from: else a stranger could
// lock its owner out by being wrong. Whether the account exists makes no difference.
import { hash } from 'node:crypto';
import { createBoundedCache } from '../../cache/bounded-cache.ts';
import type { Clock } from '../../model/clock.ts';
import { GatewayError } from '../../model/errors.ts';
import type { Rate } from '../../model/limits.ts';
import type { Store } from '../../model/store.ts';
import type { Counters } from './counters.ts';

export interface GuessRates {
  /** Wrong passwords for one account from one address. */
  readonly pair?: Rate;
  /** For one account from all addresses that it has not been used from. */
  readonly account?: Rate;
}

export interface Guesses {
  /** Throws `rateLimited` without calling `check`, or counts how it ends. `check` gets to know whether the address is known. */
  guarded<T>(account: string, from: string, check: (known: boolean, again: () => void) => Promise<T>): Promise<T>;
  /** Without I/O. */
  knows(account: string, from: string): boolean;
}

export interface GuessesDeps {
  readonly counters: Pick<Counters, 'take' | 'look'>;
  readonly store: Pick<Store, 'get' | 'set'>;
  readonly now: Clock;
  /** Called on every use, since the configuration may change at runtime. */
  readonly rates: () => GuessRates;
}

const PAIR = 'password-pair';
const ACCOUNT = 'password-account';
/** How long an address counts as one that the account is used from. */
const KNOWN = 30 * 24 * 3_600_000;
/** The store is told again after this time at the earliest. */
const TELL_AGAIN = 24 * 3_600_000;
const MAX_KNOWN = 50_000;

export function createGuesses({ counters, store, now, rates }: GuessesDeps): Guesses {
  /** When the store was last told. */
  const known = createBoundedCache<number>({ max: MAX_KNOWN, now });
  /** That it does not know, so that a flood of guesses is no flood of questions. */
  const unknown = createBoundedCache<true>({ max: MAX_KNOWN, now });

  async function isKnown(pair: string): Promise<boolean> {
    if (known.get(pair) !== undefined) return true;
    if (unknown.get(pair)) return false;
    const there = await store.get(keyOf(pair)).catch(() => undefined);
    if (there === undefined) unknown.set(pair, true, { until: now() + 10_000 });
    else known.set(pair, now(), { until: now() + TELL_AGAIN });
    return there !== undefined;
  }

  function remember(pair: string): void {
    unknown.delete(pair);
    const told = known.get(pair);
    if (told !== undefined && now() - told < TELL_AGAIN) return;
    known.set(pair, now(), { until: now() + KNOWN });
    void store.set(keyOf(pair), '1', KNOWN).catch(() => undefined);
  }

  function allow(limit: string, who: string, rate: Rate | undefined): void {
    const wait = rate === undefined ? 0 : counters.look(limit, who, rate);
    if (wait === 0) return;
    const seconds = Math.ceil(wait / 1000);
    // Nothing in it tells which of the two it was, or whether there is such an account.
    throw new GatewayError('rateLimited', {
      retryAfter: seconds,
      message: `Too many wrong passwords for this account. Try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`,
      detail: limit,
    });
  }

  return {
    async guarded(account, from, check) {
      const [one, pair] = [digest(account), digest(account, from)];
      const familiar = await isKnown(pair);
      const look = (): void => {
        allow(PAIR, pair, rates().pair);
        if (!familiar) allow(ACCOUNT, one, rates().account);
      };
      look();
      try {
        const result = await check(familiar, look);
        remember(pair);
        return result;
      } catch (error) {
        if (isWrong(error)) {
          const { pair: perPair, account: perAccount } = rates();
          if (perPair !== undefined) counters.take(PAIR, pair, perPair);
          if (perAccount !== undefined && !familiar) counters.take(ACCOUNT, one, perAccount);
        }
        throw error;
      }
    },
    knows: (account, from) => known.get(digest(account, from)) !== undefined,
  };
}

export const isWrong = (error: unknown): boolean =>
  error instanceof GatewayError && error.code === 'unauthorized' && error.reason === undefined;

const digest = (...parts: string[]): string => hash('sha256', JSON.stringify(parts), 'base64url');
const keyOf = (pair: string): string => `password-known:${pair}`;
