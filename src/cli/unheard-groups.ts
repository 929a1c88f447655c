// SPDX-License-Identifier: Apache-2.0
// Groups that a member is asked to grant something to, and that no user of the gateway can be in: the filter of each source of
// groups drops them, so that the grant is right and nobody gets anything.
import type { Config } from '../config/config.ts';

export function unheardGroups(
  { identityProviders, clouds }: Pick<Config, 'identityProviders' | 'clouds'>,
  groups: readonly string[],
): string[] {
  const sources = [...identityProviders, ...clouds.flatMap(({ openstack }) => openstack?.homeDomains ?? [])];
  // Where domains differ, groups arrive as domain/name, and the filter is for what stands behind it.
  const bare = (group: string, domain: string): string =>
    group.startsWith(`${domain}/`) ? group.slice(domain.length + 1) : group;
  return sources.length === 0
    ? []
    : groups.filter((group) =>
        sources.every(
          ({ domain, groups: kept }) =>
            kept !== undefined && !kept.some((one) => one.test(group) || one.test(bare(group, domain))),
        ),
      );
}
