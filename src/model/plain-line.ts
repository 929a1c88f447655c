// SPDX-License-Identifier: Apache-2.0
// Words of others on their way to a log or a terminal, which may be anything: what rewrites a terminal, and the token that
// somebody was shown and says again, in an error for example.

/** JWTs, also encrypted ones, and Keystone's Fernet tokens. */
const TOKENS = /eyJ[\w-]{8,}(?:\.[\w-]*){0,4}|gAAAA[\w-]{20,}=*/g;

/** One line, of any length, without either. */
export const plainLine = (text: string): string =>
  text
    .replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029\s]+/gu, ' ')
    .trim()
    .replaceAll(TOKENS, '[token]');
