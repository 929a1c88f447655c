// SPDX-License-Identifier: Apache-2.0
// The apiserver trusts the gateway's issuer (AuthenticationConfiguration): it sees the user itself, and its own claim
// mappings give name and groups. The JWT is used again until its last minute, since every request carries it.
import { createBoundedCache } from '../../cache/bounded-cache.ts';
import type { ClusterCaller, ClusterStrategy } from '../../model/cluster.ts';
import { type AssertionDeps, fingerprint, signAssertion } from '../assertion.ts';

const SECONDS = 600;
const MARGIN = 60_000;
const KEPT = 10_000;

export function createClusterHubOidc(audience: string, deps: AssertionDeps): ClusterStrategy {
  const kept = createBoundedCache<Promise<string>>({ max: KEPT, now: deps.now });

  const tokenFor = ({ principal }: ClusterCaller): Promise<string> => {
    const key = fingerprint(principal);
    const known = kept.get(key);
    if (known) return known;
    const token = signAssertion(deps, principal, audience, SECONDS);
    kept.set(key, token, { until: deps.now() + SECONDS * 1000 - MARGIN });
    token.catch(() => kept.delete(key));
    return token;
  };

  return {
    kind: 'hub-oidc',
    impersonation: 'forward',
    showsUnauthorized: false,
    credential: async (caller) => [['authorization', `Bearer ${await tokenFor(caller)}`]],
    refused: ({ principal }) => kept.delete(fingerprint(principal)),
  };
}
