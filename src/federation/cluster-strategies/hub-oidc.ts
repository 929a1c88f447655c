// SPDX-License-Identifier: Apache-2.0
// The apiserver trusts the gateway's issuer (AuthenticationConfiguration), so it sees the user itself, and its own
// claim mappings yield name and groups. A JWT is cached and reused until its last minute, since every request carries
// one.
import { createBoundedCache } from '../../cache/bounded-cache.ts';
import type { ClusterCaller, ClusterStrategy } from '../../model/cluster.ts';
import { type AssertionDeps, fingerprint, signAssertion } from '../assertion.ts';

const SECONDS = 600;
const MARGIN = 60_000;
const MAX_CACHED = 10_000;

export function createClusterHubOidc(audience: string, deps: AssertionDeps): ClusterStrategy {
  const cached = createBoundedCache<Promise<string>>({ max: MAX_CACHED, now: deps.now });

  const tokenFor = ({ principal }: ClusterCaller): Promise<string> => {
    const key = fingerprint(principal);
    const hit = cached.get(key);
    if (hit) return hit;
    const token = signAssertion(deps, principal, audience, SECONDS);
    cached.set(key, token, { until: deps.now() + SECONDS * 1000 - MARGIN });
    token.catch(() => cached.delete(key));
    return token;
  };

  return {
    kind: 'hub-oidc',
    impersonation: 'forward',
    showsUnauthorized: false,
    credential: async (caller) => [['authorization', `Bearer ${await tokenFor(caller)}`]],
    refused: ({ principal }) => cached.delete(fingerprint(principal)),
  };
}
