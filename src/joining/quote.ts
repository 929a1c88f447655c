// SPDX-License-Identifier: Apache-2.0
// Values in what a member's operator is to run: each is one word to a shell, one value to Apache, whatever is in it. What
// cannot be written so that it is only that is refused.

/** Its message is a sentence for whoever gave the value. */
export class UnwritableError extends Error {
  override readonly name = 'UnwritableError';
}

/** Control characters, separators of lines and marks that turn text around: a terminal or an editor would show something else. */
const HIDDEN = /[\p{Cc}\p{Cs}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/** `what` is for the message. */
export function plainText(value: string, what: string): string {
  if (value === '' || HIDDEN.test(value))
    throw new UnwritableError(`${what} must be a text without control characters`);
  // openstack and kubectl would read it as an option.
  if (value.startsWith('-')) throw new UnwritableError(`${what} must not begin with a hyphen`);
  return value;
}

/** One word for POSIX shells (XCU 2.2.2): within single quotes nothing has a meaning but the quote itself. */
export const shellWord = (value: string): string =>
  /^[\w@%+=:,./-]+$/.test(value) && !value.startsWith('-') ? value : `'${value.replaceAll("'", `'\\''`)}'`;

/**
 * One value of a directive. Apache replaces `${…}` and `%{…}` even within quotes and ends a value at a blank, and
 * mod_auth_openidc splits what follows `Require claim` once more, so only what a URL or an identifier has passes.
 */
export function apacheValue(value: string, what: string): string {
  if (/^[A-Za-z0-9._~:/?@!&*+,;=%-]+$/.test(value) && !value.includes('%{')) return value;
  throw new UnwritableError(
    `${what} cannot be written safely into Apache's configuration: only letters, digits and ._~:/?@!&*+,;=%- can`,
  );
}

/**
 * Keystone takes the UTF-8 of a claim for latin1 (`get_assertion_params_from_env`): a group must be listed and created under
 * the name that it reads.
 */
export const asKeystoneReads = (name: string): string => Buffer.from(name, 'utf8').toString('latin1');
