// SPDX-License-Identifier: Apache-2.0
// Whether the configuration of today would still take the owner of a credential, who logged in under an earlier one: by the
// same entry, in the same domain, with the groups that the entry still keeps. Pure.
import type { Principal } from '../../model/identity.ts';
import { groupFilters } from '../identity/map-claims.ts';

/** An identity provider's entry, or a cloud that is home of a user domain. */
export interface PrincipalSource {
  readonly id: string;
  readonly issuer: string;
  readonly domain: string;
  /** A group is kept if one matches. Absent: all. */
  readonly groups?: readonly RegExp[] | undefined;
}

/** Undefined: nobody who would log in today is this one. */
export function asOfToday(principal: Principal, sources: readonly PrincipalSource[]): Principal | undefined {
  const source = sources.find(
    ({ id, issuer, domain }) =>
      id === principal.identityProvider && issuer === principal.issuer && domain === principal.domain,
  );
  if (source === undefined) return undefined;
  const filters = groupFilters(source.groups);
  const groups = principal.groups.filter((group) => filters.some((filter) => filter.test(group)));
  if (groups.length === principal.groups.length) return principal;
  const { groupsLeft: { filtered, unfit } = { filtered: 0, unfit: 0 }, ...rest } = principal;
  if (groups.length === 0) return { ...rest, groups, noGroups: 'filtered' };
  return { ...rest, groups, groupsLeft: { filtered: filtered + principal.groups.length - groups.length, unfit } };
}
