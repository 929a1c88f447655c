// SPDX-License-Identifier: Apache-2.0
// Maps verified claims to a principal by the rules of the provider's entry. Names end up in tokens, headers and mapping
// rules of other systems, so a value that could be read as several names, or as somebody else's, is refused here (model/names.ts).
import type { Principal } from '../../model/identity.ts';
import { userId } from '../../model/ids.ts';
import { isObject } from '../../model/is-object.ts';
import { groupNameFault, opaqueFault, principalNameFault } from '../../model/names.ts';
import { show } from './check-header.ts';
import { type Checked, type ClaimNames, type Json, pass, refuse } from './options.ts';

export interface MappingRules {
  readonly id: string;
  readonly issuer: string;
  readonly domain: string;
  readonly protocol: string;
  readonly claims: ClaimNames;
  readonly groups: readonly RegExp[];
  readonly groupsSeparator?: string | undefined;
}

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
  const unusable = opaqueFault(subject);
  if (typeof subject !== 'string' || unusable !== undefined)
    return refuse('subject', `subject ${show(subject)} ${unusable}`);
  const name = claim(claims, rules.claims.username) ?? subject;
  const fault = principalNameFault(name);
  if (typeof name !== 'string' || fault !== undefined) return refuse('userName', `user name ${show(name)} ${fault}`);
  const emailVerified = claims.email_verified ?? true;
  // Whoever can enter any address at the IdP must not become the owner of that address, by name or by subject. Kubernetes
  // requires `email_verified` too.
  const { username, subject: known, email: address } = rules.claims;
  const byEmail = [username, known].some((one) => one === 'email' || (one === address && one !== 'sub'));
  if (byEmail && (claims.email ?? claim(claims, address)) !== undefined && emailVerified !== true) {
    return refuse('unverifiedEmail');
  }
  const { groups } = readGroups(claims, rules);
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
    ...(typeof email === 'string' && principalNameFault(email) === undefined && emailVerified === true
      ? { email }
      : {}),
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

/** Why groups of this token are left out, though the entry would keep them. Undefined: none is. */
export function droppedGroups(claims: Json, rules: MappingRules): string | undefined {
  const { unfit } = readGroups(claims, rules);
  const [first] = unfit;
  return first === undefined ? undefined : `${unfit.length} left out; a group's name ${first}`;
}

function readGroups(
  claims: Json,
  { claims: names, groups: filters, groupsSeparator }: MappingRules,
): { readonly groups: readonly string[]; readonly unfit: readonly string[] } {
  const groups = new Set<string>();
  const unfit: string[] = [];
  for (const group of claimedGroups(claim(claims, names.groups), groupsSeparator)) {
    if (typeof group === 'string' && !filters.some((filter) => filter.test(group))) continue;
    const fault = groupNameFault(group);
    if (fault === undefined) groups.add(group as string);
    else unfit.push(fault);
  }
  return { groups: [...groups], unfit };
}

/** A text is one group: a name may have blanks and commas in it. */
function claimedGroups(value: unknown, separator: string | undefined): readonly unknown[] {
  if (typeof value !== 'string') return Array.isArray(value) ? value : [];
  return separator === undefined ? [value] : value.split(separator).filter((group) => group !== '');
}
