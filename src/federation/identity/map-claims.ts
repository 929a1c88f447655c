// SPDX-License-Identifier: Apache-2.0
// Maps verified claims to a principal by the rules of the provider's entry. Names end up in tokens, headers and mapping
// rules of other systems, so a value that could be read as several names, or as somebody else's, is refused here (model/names.ts).
import type { Principal } from '../../model/identity.ts';
import { userId } from '../../model/ids.ts';
import { opaqueFault, principalNameFault } from '../../model/names.ts';
import { MARKS } from '../marks.ts';
import { show } from './check-header.ts';
import { claimAt } from './claim-at.ts';
import { type ClaimedGroups, claimedGroups } from './claimed-groups.ts';
import { type Checked, type ClaimNames, type Json, pass, refuse } from './options.ts';

export interface MappingRules {
  readonly id: string;
  readonly issuer: string;
  readonly domain: string;
  readonly protocol: string;
  readonly claims: ClaimNames;
  readonly groups: readonly RegExp[];
  readonly groupsSeparator?: string | undefined;
  readonly groupsFromKeys?: boolean | undefined;
  /** Set where the provider tells of logouts. */
  readonly backchannelLogout?: object | undefined;
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

export interface Mapped {
  readonly principal: Principal;
  /** Why groups were left out, though the entry would keep them. */
  readonly dropped?: string;
  /** Names of groups that the entry does not keep, the first of them: for the log. */
  readonly leftOut?: readonly string[];
  /** The principal has none: why, in words for the operator. */
  readonly noGroups?: string;
  /** Whether the token says which groups the user has, if only that there are none. */
  readonly tellsGroups: boolean;
}

/** `further`: what the issuer says beside the token. The token's own word comes first, and it alone says whose it is. */
export function mapClaims(claims: Json, rules: MappingRules, further: Json = {}): Checked<Mapped> {
  const find = (path: string): unknown => claimAt(claims, path) ?? claimAt(further, path);
  const subject = claimAt(claims, rules.claims.subject);
  const unusable = opaqueFault(subject);
  if (typeof subject !== 'string' || unusable !== undefined)
    return refuse('subject', `subject ${show(subject)} ${unusable}`);
  const name = find(rules.claims.username) ?? subject;
  const fault = principalNameFault(name);
  if (typeof name !== 'string' || fault !== undefined) return refuse('userName', `user name ${show(name)} ${fault}`);
  const { username, subject: known, email: address } = rules.claims;
  // Each address with the word of the same source on it.
  const source = claimAt(claims, address) === undefined && claims.email === undefined ? further : claims;
  const emailVerified = source.email_verified ?? true;
  // Whoever can enter any address at the IdP must not become the owner of that address, by name or by subject. Kubernetes
  // requires `email_verified` too.
  const byEmail = [username, known].some((one) => one === 'email' || (one === address && one !== 'sub'));
  if (byEmail && (source.email ?? claimAt(source, address)) !== undefined && emailVerified !== true) {
    return refuse('unverifiedEmail');
  }
  const read = claimedGroups(claims, further, rules);
  const { groups } = read;
  if (exceedsToken(read)) return refuse('tooManyGroups', `${groups.length} groups of ${bytesOf(groups)} bytes`);
  const email = claimAt(source, address);
  const principal: Principal = {
    id: userId(rules.issuer, subject),
    issuer: rules.issuer,
    subject,
    name,
    domain: rules.domain,
    ...(typeof email === 'string' && principalNameFault(email) === undefined && emailVerified === true
      ? { email }
      : {}),
    groups,
    ...(read.none && { noGroups: read.none.reason }),
    ...(read.groupsLeft && { groupsLeft: read.groupsLeft }),
    identityProvider: rules.id,
    protocol: rules.protocol,
    ...(rules.backchannelLogout && { session: sessionOf(claims.sid ?? further.sid, rules.issuer, subject) }),
  };
  return pass({
    principal,
    tellsGroups: read.tells,
    ...(read.left.length > 0 && { leftOut: read.left }),
    ...droppedOf(read),
    ...(read.none && { noGroups: read.none.detail }),
  });
}

const sessionOf = (sid: unknown, issuer: string, subject: string): string =>
  typeof sid === 'string' && sid !== '' && sid.length <= 255
    ? MARKS.session(issuer, sid)
    : MARKS.noSession(issuer, subject);

const bytesOf = (groups: readonly string[]): number => groups.reduce((sum, group) => sum + Buffer.byteLength(group), 0);

/** More groups than a token of the gateway holds. */
export const exceedsToken = ({ groups, tooMany }: Pick<ClaimedGroups, 'groups' | 'tooMany'>): boolean =>
  tooMany || groups.length > MAX_GROUPS || bytesOf(groups) > MAX_GROUP_BYTES;

function droppedOf({ unfit: [first, ...others] }: ClaimedGroups): Pick<Mapped, 'dropped'> {
  return first === undefined ? {} : { dropped: `${others.length + 1} left out; a group's name ${first}` };
}
