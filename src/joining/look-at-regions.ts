// SPDX-License-Identifier: Apache-2.0
// Which regions of a cloud's catalogue the gateway publishes, for the check: those that the entry names and the catalogue does not
// have, and those that no path can carry. An endpoint without a region is one of the default region, as when it is published.
import { regionFault, regionSlug } from '../adapters/openstack/index.ts';
import type { Member } from '../model/member.ts';
import type { MemberToken } from '../model/session.ts';
import { oneLine } from './ledger.ts';

type Of = Pick<Member, 'id' | 'region' | 'regions'>;
type Catalog = MemberToken['catalog'];

/** Of a catalogue with thousands; the rest is counted. */
const MOST = 5;

export const regionOf = (member: Pick<Of, 'region'>, endpoint: { readonly region: string }): string =>
  endpoint.region || member.region;

export function lookAtRegions(
  member: Of,
  catalog: Catalog,
): {
  readonly there: readonly string[];
  /** Named in the entry, and not there. */
  readonly missing: readonly string[];
  /** A sentence for each that is there and left out; there may be none. */
  readonly leftOut: readonly string[];
} {
  const there = [...new Set(catalog.flatMap(({ endpoints }) => endpoints.map((one) => regionOf(member, one))))];
  const missing = [member.region, ...(member.regions ?? [])].filter((name) => !there.includes(name));
  const leftOut = there.flatMap((region) => {
    if (region === member.region || member.regions?.includes(region) === false) return [];
    const fault = regionFault(regionSlug(member.id, member.region, region));
    return fault === undefined ? [] : [oneLine(`region ${region} is left out: ${fault}`, 200)];
  });
  const more = leftOut.length - MOST;
  return {
    there,
    missing,
    leftOut: more > 0 ? [...leftOut.slice(0, MOST), `${more} regions more are left out`] : leftOut,
  };
}
