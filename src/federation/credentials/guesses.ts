// SPDX-License-Identifier: Apache-2.0
// Guessing at one credential from many addresses. Only secrets that people chose can be guessed, so only these are counted;
// an address from which the right one has come goes on, so that no stranger locks out whoever uses it.
import { hash } from 'node:crypto';
import { createBoundedCache } from '../../cache/bounded-cache.ts';
import type { Clock } from '../../model/clock.ts';
import { GatewayError } from '../../model/errors.ts';
import type { Store } from '../../model/store.ts';

/** Wrong secrets for one credential, from all addresses together, in each process. */
const MOST = 20;
const WINDOW = 60_000;
const KEPT = 20_000;
const LOOK_AGAIN = 10_000;
const TRUSTED = 30 * 24 * 60 * 60_000;

export interface Guesses {
  /** Throws `rateLimited`, whether or not there is such a credential. */
  check(what: string, from: string): Promise<void>;
  /** Whether the right secret has come from there in the last 30 days. */
  isTrusted(what: string, from: string): Promise<boolean>;
  wrong(what: string): void;
  right(what: string, from: string): void;
}

const keyOf = (what: string, from: string): string =>
  `credential-from:${hash('sha256', JSON.stringify([what, from]), 'base64url')}`;

export function createGuesses({ store, now }: { readonly store: Store; readonly now: Clock }): Guesses {
  const counts = createBoundedCache<{ count: number; readonly until: number }>({ max: KEPT, now });
  const trusted = createBoundedCache<true>({ max: KEPT, now });
  /** That the store does not know, so that a flood of guesses is no flood of questions. */
  const strange = createBoundedCache<true>({ max: KEPT, now });
  async function isTrusted(what: string, from: string): Promise<boolean> {
    const key = keyOf(what, from);
    if (trusted.get(key)) return true;
    if (strange.get(key)) return false;
    if ((await store.get(key).catch(() => undefined)) !== undefined) return true;
    strange.set(key, true, { until: now() + LOOK_AGAIN });
    return false;
  }
  return {
    isTrusted,
    async check(what, from) {
      const guesses = counts.get(what);
      if (guesses === undefined || guesses.count < MOST) return;
      if (await isTrusted(what, from)) return;
      const seconds = Math.max(1, Math.ceil((guesses.until - now()) / 1000));
      throw new GatewayError('rateLimited', {
        message: `Too many failed logins with this application credential. Try again in ${seconds} seconds.`,
        retryAfter: seconds,
        detail: 'guesses at one application credential',
      });
    },
    wrong(what) {
      const guesses = counts.get(what);
      if (guesses !== undefined) guesses.count++;
      else counts.set(what, { count: 1, until: now() + WINDOW }, { until: now() + WINDOW });
    },
    right(what, from) {
      const key = keyOf(what, from);
      if (trusted.get(key)) return;
      strange.delete(key);
      trusted.set(key, true, { until: now() + TRUSTED / 2 });
      void store.set(key, '1', TRUSTED).catch(() => undefined);
    },
  };
}
