// SPDX-License-Identifier: Apache-2.0
// An auth URL for each cloud: `/clouds/{region}/identity/v3`, for clients that can take one region only. Of a federated
// cloud's Keystone the paths below are the facade's, which then speaks of this region alone; all others stay the Keystone's.
import type { IncomingMessage } from 'node:http';
import { type Fleet, memberOfRegion } from '../members/fleet.ts';
import { CLOUDS } from '../model/public-paths.ts';
import type { UrlOf } from './cluster-hosts.ts';

const REGION = Symbol('region');
type Asked = IncomingMessage & { [REGION]?: string };

const IDENTITY = '/identity';
/**
 * What stands below the root of Keystone, as it is written: version documents, all of `/v3/auth`, and logins. Older
 * keystoneauth (5.0, in Debian 12) appends a login's path to the auth URL without `/v3`. Another spelling of the same path
 * is not for the facade, and the Keystone gives no token by any.
 */
const OF_FACADE =
  /^(?:(?:\/(?:v3\/?)?)?(?=\?|$)|\/v3\/auth(?=[/?]|$)|\/v3\/OS-FEDERATION\/(?:projects|domains)\/?(?=\?|$)|(?:\/v3)?\/OS-FEDERATION\/identity_providers\/[^/?]+\/protocols\/[^/?]+\/auth\/?(?=\?|$))/;

/** `next`: for all other URLs. */
export function createLoginRegions(fleet: () => Pick<Fleet, 'members'>, next: UrlOf): UrlOf {
  return (raw) => {
    const url = next(raw);
    const slash = url.startsWith(CLOUDS) ? url.indexOf('/', CLOUDS.length) : -1;
    if (slash === -1 || !url.startsWith(IDENTITY, slash)) return url;
    if (!OF_FACADE.test(url.slice(slash + IDENTITY.length))) return url;
    const region = url.slice(CLOUDS.length, slash);
    const member = memberOfRegion(fleet(), region);
    if (member === undefined || member.strategy.kind === 'native') return url;
    (raw as Asked)[REGION] = region;
    return url.slice(slash);
  };
}

/** The region whose auth URL was asked. Undefined: the federation's own. */
export const loginRegionOf = (raw: IncomingMessage): string | undefined => (raw as Asked)[REGION];
