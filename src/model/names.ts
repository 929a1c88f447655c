// SPDX-License-Identifier: Apache-2.0
// What a name of a user, group, project or role may be, so that it arrives everywhere as it was given: in header fields, in
// JSON, in environment variables of a web server. A name that could change on the way, or be read as another, is refused;
// none is ever repaired. Letters and scripts are nobody's business here: lookalikes are different names, and so are the
// composed and the decomposed form of one letter.

const MAX_NAME = 255;

/** Why a text could become another, whoever reads it. Undefined: it does not. */
function damage(text: string): string | undefined {
  // All of them have the same UTF-8 (U+FFFD's), and so the same hash.
  if (!text.isWellFormed()) return 'has half of a surrogate pair';
  // Such a text has been damaged before: what stood there is lost, in every name alike.
  if (text.includes('\ufffd')) return 'has a replacement character (U+FFFD)';
  // Line ends split header fields; JSON parsers and editors take U+FEFF away.
  return /[\p{Cc}\u2028\u2029\ufeff]/u.test(text) ? 'has a control character, a line separator or U+FEFF' : undefined;
}

/** Why a text would not arrive as it is, in a header field too. Undefined: it does. */
export function wouldChange(text: string): string | undefined {
  const fault = damage(text);
  if (fault !== undefined) return fault;
  // Blanks around a field's value are no part of it (RFC 9110 §5.5): ` system:masters` arrives without its own.
  return text.trim() === text ? undefined : 'begins or ends with a blank';
}

type Judge = (text: string) => string | undefined;

const bounded =
  (judge: Judge) =>
  (value: unknown, most = MAX_NAME): string | undefined => {
    if (typeof value !== 'string') return 'is no text';
    if (value === '') return 'is empty';
    return value.length > most ? `has more than ${most} characters` : judge(value);
  };

/** Why a value is no name at all, whoever gives it. */
export const nameFault = bounded(wouldChange);

/** For what is compared and hashed, but never sent: an identity provider's own id of a user. */
export const opaqueFault = bounded(damage);

/**
 * Why a name is not accepted from an identity provider, or for one's domain. `;` separates the values of one claim at a
 * member's Keystone (mod_auth_openidc); Kubernetes reserves `system:` for users and groups of its own.
 */
export function principalNameFault(value: unknown): string | undefined {
  const fault = nameFault(value);
  if (fault !== undefined) return fault;
  if ((value as string).includes(';')) return 'has a ";"';
  return (value as string).startsWith('system:') ? 'begins with "system:"' : undefined;
}

/**
 * The same for a group's. Keystone's mapping evaluates what it puts in place of a `groups` rule: a lone name that is a Python
 * list becomes the groups in it, and one that begins with `JSON:` any group of any domain (keystone/federation/utils.py,
 * _ast_literal_eval and _normalize_groups). Python's parser takes blanks and parentheses before the bracket.
 */
export function groupNameFault(value: unknown): string | undefined {
  const fault = principalNameFault(value);
  if (fault !== undefined) return fault;
  return /^JSON:|^[\s(]*\[/.test(value as string) ? 'begins with "JSON:" or a bracket, as rules do' : undefined;
}

/** A group's name that says its domain: where users of several domains meet, the same word may mean two groups. */
export const qualifiedGroup = (domain: string, group: string): string => `${domain}/${group}`;
