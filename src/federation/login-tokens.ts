// SPDX-License-Identifier: Apache-2.0
// Tokens of identity providers that a login has left for later use: sealed, and for no longer than they live. They are kept
// under the login's audit id, which every token that descends from it names last.
import { hash } from 'node:crypto';
import type { Clock } from '../model/clock.ts';
import { isObject } from '../model/is-object.ts';
import type { Seal } from '../model/seal.ts';
import type { Store } from '../model/store.ts';

/**
 * Under which a login leaves what is the gateway's own: never under the name of an audience, which is any text of a
 * configuration. A cloud that is given the token for it must get nothing else.
 */
export const OWN_TOKENS = { id: '\0id', refresh: '\0refresh' } as const;

interface KeptToken {
  readonly token: string;
  /** Epoch milliseconds. */
  readonly until: number;
}

export interface LoginTokens {
  /** `what`: which token it is: an audience, or one of OWN_TOKENS. Replaces what was kept under that name. */
  keep(login: string, what: string, kept: KeptToken): Promise<void>;
  /** Undefined: none was kept, it has ended, or the store is away. Read from the store each time: a revocation is never missed. */
  of(login: string, what: string): Promise<KeptToken | undefined>;
  /** Deletes one, or those of all the names. */
  forget(login: string, whats: Iterable<string>): Promise<void>;
}

/** A token that is larger is refused by the checks of providers. */
const MAX_TOKEN = 16 * 1024;

export function createLoginTokens({
  store,
  seal,
  now,
}: {
  readonly store: Pick<Store, 'get' | 'set' | 'delete'>;
  readonly seal: Seal;
  readonly now: Clock;
}): LoginTokens {
  return {
    async keep(login, what, { token, until }) {
      const ttl = until - now();
      if (!(ttl > 0) || token.length > MAX_TOKEN) return;
      const key = keyOf(login, what);
      await store.set(key, seal.close(JSON.stringify({ token, until }), key), ttl);
    },
    async of(login, what) {
      const key = keyOf(login, what);
      const sealed = await store.get(key).catch(() => undefined);
      const plain = sealed === undefined ? undefined : seal.open(sealed, key);
      const kept: unknown = plain === undefined ? undefined : JSON.parse(plain);
      if (!isObject(kept) || typeof kept.token !== 'string' || typeof kept.until !== 'number') return undefined;
      return kept.until > now() ? { token: kept.token, until: kept.until } : undefined;
    },
    async forget(login, whats) {
      await Promise.all([...whats].map((what) => store.delete(keyOf(login, what)).catch(() => undefined)));
    },
  };
}

/** A digest: the key names no login, which is half of a revocation. */
const keyOf = (login: string, what: string): string =>
  `login-token:${hash('sha256', JSON.stringify([login, what]), 'base64url')}`;
