// SPDX-License-Identifier: Apache-2.0
// What a revocation from outside this process may look like: in a message, or as a value in the store. Whoever can write
// there, or has a wrong clock, must not be able to do more than to revoke.

/** Prefix of a user's id in messages and in the cache. An audit id never contains a colon. */
export const USER = 'user:';
/** Milliseconds by which the clocks of two replicas may differ. */
export const SKEW = 60_000;
/** The configuration allows no longer lifetime. After it, no revoked token can still be valid. */
export const LONGEST_TOKEN_LIFE = 24 * 60 * 60_000;

const NAME = /^(?:user:)?[\w-]{1,64}$/;
/** What callers without a gateway token have in place of an audit id. */
const NOBODY = '-';
const MILLISECONDS = /^\d{1,16}$/;

interface SaidRevocation {
  readonly name: string;
  readonly text: string;
  readonly userId?: string;
}

/** `<name> <milliseconds>`, and for a token the id of its user, where the sender knew it. */
export function readRevocation(message: string): SaidRevocation | undefined {
  if (message.length > 200) return undefined;
  const [name = '', text = '', userId, ...more] = message.split(' ');
  if (more.length > 0 || (userId !== undefined && !/^[\w-]{1,64}$/.test(userId))) return undefined;
  return userId === undefined ? { name, text } : { name, text, userId };
}

/**
 * Undefined: no revocation. A user's is a moment in the past, a token's an end that the configuration allows; what lies
 * beyond is cut to that, give or take the skew.
 */
export function plausible(
  name: string,
  text: string,
  now: number,
  kept: number,
): { readonly value: number; readonly cut: boolean } | undefined {
  if (!NAME.test(name) || name === NOBODY || !MILLISECONDS.test(text)) return undefined;
  const value = Number(text);
  if (!Number.isSafeInteger(value)) return undefined;
  const most = name.startsWith(USER) ? now + SKEW : now + LONGEST_TOKEN_LIFE + kept + SKEW;
  return value > most ? { value: most, cut: true } : { value, cut: false };
}
