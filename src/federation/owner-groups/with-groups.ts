// SPDX-License-Identifier: Apache-2.0
// A principal with other groups: names that a provider has told beside any token, taken as those of a token are. Pure.
import { defined } from '../../model/defined.ts';
import type { Principal } from '../../model/identity.ts';
import { claimedGroups } from '../identity/claimed-groups.ts';
import { exceedsToken, groupFilters } from '../identity/map-claims.ts';
import { UserUntold } from './definition.ts';

/** Throws where there are more than a token holds: that says nothing of which the user has lost. */
export function withGroups(
  principal: Principal,
  names: readonly string[],
  filters: readonly RegExp[] | undefined,
): Principal {
  const read = claimedGroups({ groups: names }, {}, { claims: { groups: 'groups' }, groups: groupFilters(filters) });
  if (exceedsToken(read)) throw new UserUntold(`the user is in ${read.groups.length} groups, more than a token holds`);
  const { noGroups: _, groupsLeft: __, ...rest } = principal;
  return defined({ ...rest, groups: read.groups, noGroups: read.none?.reason, groupsLeft: read.groupsLeft });
}
