// SPDX-License-Identifier: Apache-2.0
// What is taken over of a member's token: everything that is made of it (the published catalogue, the lens, what is stored)
// grows with it, for everybody who works in that project.
import type { Endpoint, ServiceEntry } from '../model/catalog.ts';
import type { MemberToken } from '../model/session.ts';

/** Keystone's own columns (keystone/common/sql); a URL may be longer there, but no real one is. */
const LONGEST_NAME = 255;
const LONGEST_URL = 1_024;
/** Services in all regions together: real catalogues have up to fifty. */
const SERVICES = 500;
const REGIONS = 200;
const ROLES = 200;

export interface Limited {
  readonly token: MemberToken;
  /** How many were left out. */
  readonly left: Readonly<Record<'services' | 'endpoints' | 'regions' | 'roles', number>>;
}

/** In the member's order: what comes first stays. */
export function limitToken(token: MemberToken, most: { readonly endpoints: number }): Limited {
  const left = { services: 0, endpoints: 0, regions: 0, roles: 0 };
  const regions = new Set<string>();
  let endpoints = 0;

  const isKept = ({ url, region_id: region }: Endpoint): boolean => {
    if (!regions.has(region)) {
      if (regions.size >= REGIONS || region.length > LONGEST_NAME) {
        left.regions++;
        return false;
      }
      regions.add(region);
    }
    if (url.length <= LONGEST_URL && endpoints < most.endpoints) {
      endpoints++;
      return true;
    }
    left.endpoints++;
    return false;
  };
  const catalog: ServiceEntry[] = [];
  for (const entry of token.catalog) {
    if (catalog.length >= SERVICES || entry.type.length > LONGEST_NAME || entry.name.length > LONGEST_NAME)
      left.services++;
    else {
      const kept = entry.endpoints.filter(isKept);
      catalog.push(kept.length === entry.endpoints.length ? entry : { ...entry, endpoints: kept });
    }
  }
  const roles = token.roles.filter(({ name }) => typeof name === 'string' && name.length <= LONGEST_NAME);
  left.roles = token.roles.length - Math.min(ROLES, roles.length);
  return { token: { ...token, roles: roles.slice(0, ROLES), catalog }, left };
}
