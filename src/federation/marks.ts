// SPDX-License-Identifier: Apache-2.0
// By what all logins of somebody can be revoked beside the user's id: a session at the identity provider, and for operators
// the name, the domain, a group, the provider. A mark is a digest that is revoked as a user is: until a moment.
import { hash } from 'node:crypto';
import type { Principal } from '../model/identity.ts';

/**
 * Revoked along with each mark that an operator names, at the same moment: where no login that old is, nobody has to look
 * for any of them.
 */
export const WIDE = 'wide';

const mark = (...parts: readonly string[]): string => hash('sha256', JSON.stringify(parts), 'base64url').slice(0, 22);

export const MARKS = {
  user: (domain: string, name: string): string => mark('user', domain, name),
  domain: (domain: string): string => mark('domain', domain),
  group: (group: string): string => mark('group', group),
  provider: (id: string): string => mark('provider', id),
  /** A login that belongs to a session at the provider (OpenID Connect Core 1.0, `sid`). */
  session: (issuer: string, sid: string): string => mark('session', issuer, sid),
  /** The logins of a user whose session at the provider is not known. */
  noSession: (issuer: string, subject: string): string => mark('no session', issuer, subject),
  /** Tokens of the provider from before the user was logged out there, wherever that was. */
  loggedOut: (issuer: string, subject: string): string => mark('logged out', issuer, subject),
} as const;

export type Marked = Pick<Principal, 'id'> &
  Partial<Pick<Principal, 'session' | 'name' | 'domain' | 'groups' | 'identityProvider'>>;

/** Those that an operator can name. */
export function marksOf({ name, domain, groups = [], identityProvider }: Marked): readonly string[] {
  return [
    ...(domain === undefined ? [] : [MARKS.domain(domain)]),
    ...(domain === undefined || name === undefined ? [] : [MARKS.user(domain, name)]),
    ...(identityProvider === undefined ? [] : [MARKS.provider(identityProvider)]),
    ...groups.map(MARKS.group),
  ];
}
