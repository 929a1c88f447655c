// SPDX-License-Identifier: Apache-2.0
// How people log in at this gateway, as it is configured now: for those whose login is refused or has ended.
import { CLOUDS } from '../../../model/public-paths.ts';
import type { IdentityDeps } from './deps.ts';
import { type IdentityMethod, offeredOf } from './identity-method.ts';

export interface WaysIn {
  /** For a person: which client option, or which cloud's own Keystone. */
  readonly sentence: string;
  /** For a client: Keystone's `error.identity.methods`. */
  readonly methods: readonly string[];
}

/** Keystone's sentence for a method that it does not know. */
export const UNSUPPORTED = 'Attempted to authenticate with an unsupported method.';

/** A sentence that names twenty clouds is read by nobody. */
const MOST = 5;

type Deps = Pick<IdentityDeps, 'identityProviders' | 'nativeRegions' | 'publicUrl' | 'passwords'>;

export function waysIn(deps: Deps, offered: readonly IdentityMethod[]): WaysIn {
  const providers = deps.identityProviders();
  const sentences = [federatedWay(providers), passwordWay(deps), nativeWay(deps)].filter(
    (sentence) => sentence !== undefined,
  );
  return {
    sentence: sentences.length === 0 ? 'It has neither an identity provider nor a cloud yet.' : sentences.join(' '),
    // As in the token itself, a federated login is named by its protocol.
    methods: [
      ...new Set([...offeredOf(offered, deps).map(({ name }) => name), ...providers.map(({ protocol }) => protocol)]),
    ],
  };
}

function federatedWay([only, ...others]: ReturnType<Deps['identityProviders']>): string | undefined {
  if (only === undefined) return undefined;
  if (others.length > 0)
    return 'Log in with a token of one of its identity providers (for example by v3oidcaccesstoken), or present a gateway token.';
  return `Log in with a token of the identity provider ${only.id}, protocol ${only.protocol} (for example by v3oidcaccesstoken), or present a gateway token.`;
}

/** Without the names of the domains: whoever has an account in one knows it. */
const passwordWay = ({ passwords }: Deps): string | undefined =>
  passwords?.offered() ? 'Some of its user domains log in with user name and password (method password).' : undefined;

export function nativeWay({ nativeRegions, publicUrl }: Pick<Deps, 'nativeRegions' | 'publicUrl'>): string | undefined {
  const regions = nativeRegions();
  if (regions.length === 0) return undefined;
  return `Accounts of a cloud log in at that cloud's own Keystone: ${keystonesOf(publicUrl, regions)}.`;
}

/** Of the clouds' own Keystones, as the gateway publishes them. */
export function keystonesOf(publicUrl: string, regions: readonly string[], path = ''): string {
  const clouds = publicUrl.replace(/\/+$/, '') + CLOUDS;
  const urls = regions.slice(0, MOST).map((region) => `${clouds}${region}/identity/v3${path}`);
  return `${urls.join(', ')}${regions.length > MOST ? ', …' : ''}`;
}
