// SPDX-License-Identifier: Apache-2.0
// Maps verified claims to a principal by the rules of the provider's entry. Names end up in tokens, headers and mapping
// rules of other systems, so a value that could be read as several names, or as somebody else's, is refused here.
import type { Principal } from '../../model/identity.ts';
import { userId } from '../../model/ids.ts';
import { isObject } from '../../model/is-object.ts';
import { show } from './check-header.ts';
import { type Checked, type ClaimNames, type Json, pass, refuse } from './options.ts';

export interface MappingRules {
  readonly id: string;
  readonly issuer: string;
  readonly domain: string;
  readonly protocol: string;
  readonly claims: ClaimNames;
  readonly groups: readonly RegExp[];
}

const MAX_NAME = 255;
const MAX_GROUPS = 64;
const MAX_GROUP_BYTES = 2048;

/**
 * Compiles the expressions; without a list, one that accepts every group. A `g` or `y` flag would make `test` depend on
 * the previous call.
 */
export const groupFilters = (configured: readonly (RegExp | string)[] = ['']): readonly RegExp[] =>
  configured.map((one) =>
    typeof one === 'string' ? new RegExp(one) : new RegExp(one.source, one.flags.replaceAll(/[gy]/g, '')),
  );

export function mapClaims(claims: Json, rules: MappingRules): Checked<Principal> {
  const subject = claim(claims, rules.claims.subject);
  if (typeof subject !== 'string' || !isPlain(subject)) return refuse('subject', `subject ${show(subject)}`);
  const name = claim(claims, rules.claims.username) ?? subject;
  if (!isName(name)) return refuse('userName', `user name ${show(name)}`);
  const emailVerified = claims.email_verified ?? true;
  // Whoever can enter any address at the IdP must not become the owner of that address. Kubernetes requires
  // `email_verified` too.
  if (rules.claims.username === 'email' && claims.email !== undefined && emailVerified !== true) {
    return refuse('unverifiedEmail');
  }
  const groups = keptGroups(claim(claims, rules.claims.groups), rules.groups);
  const bytes = groups.reduce((sum, group) => sum + Buffer.byteLength(group), 0);
  if (groups.length > MAX_GROUPS || bytes > MAX_GROUP_BYTES) {
    return refuse('tooManyGroups', `${groups.length} groups of ${bytes} bytes`);
  }
  const email = claim(claims, rules.claims.email);
  return pass({
    id: userId(rules.issuer, subject),
    issuer: rules.issuer,
    subject,
    name,
    domain: rules.domain,
    ...(typeof email === 'string' && isPlain(email) && emailVerified === true ? { email } : {}),
    groups,
    identityProvider: rules.id,
    protocol: rules.protocol,
  });
}

/**
 * The value at a dotted path. A key may contain dots itself (`https://example.org/groups`,
 * `resource_access.my.app.roles`), so at each level the longest key that leads to a value is used.
 */
function claim(claims: Json, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path] ?? undefined;
  for (let dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
    const key = path.slice(0, dot);
    const inner = Object.hasOwn(claims, key) ? claims[key] : undefined;
    const found = isObject(inner) ? claim(inner, path.slice(dot + 1)) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function keptGroups(value: unknown, filters: readonly RegExp[]): readonly string[] {
  const claimed: readonly unknown[] =
    typeof value === 'string' ? value.split(/[\s,]+/) : Array.isArray(value) ? value : [];
  const accepted = claimed.filter((group) => isName(group) && filters.some((filter) => filter.test(group)));
  return [...new Set(accepted as string[])];
}

/** Lone surrogates all hash and encode to the same bytes, so two names would become one. */
const isPlain = (value: string): boolean =>
  value !== '' && value.length <= MAX_NAME && value.isWellFormed() && !/[\p{Cc}\u2028\u2029]/u.test(value);

/**
 * Refuses three kinds of names: with `;`, which separates the values of one claim at a member's Keystone
 * (mod_auth_openidc); with the prefix `system:`, which Kubernetes reserves; and with leading or trailing blanks, which
 * are trimmed from header values (` system:masters`).
 */
const isName = (value: unknown): value is string =>
  typeof value === 'string' &&
  isPlain(value) &&
  value.trim() === value &&
  !value.includes(';') &&
  !value.startsWith('system:');
