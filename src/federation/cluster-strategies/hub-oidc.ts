// SPDX-License-Identifier: Apache-2.0
// The apiserver trusts the gateway's issuer (AuthenticationConfiguration), so it sees the user itself, and its own
// claim mappings yield name and groups. A JWT is cached and reused until its last minute, since every request carries
// one.
import Type from 'typebox';
import { createBoundedCache } from '../../cache/bounded-cache.ts';
import type { ClusterCaller } from '../../model/cluster.ts';
import { group, text } from '../../schema/fields.ts';
import { fingerprint, signAssertion } from '../assertion.ts';
import { defineClusterStrategy } from '../strategy-definition.ts';

const SECONDS = 600;
const MARGIN = 60_000;
const MAX_CACHED = 10_000;

export const hubOidc = defineClusterStrategy({
  kind: 'hub-oidc',
  schema: group(
    { description: "A token signed by the gateway, whose issuer the cluster's apiserver trusts." },
    {
      kind: Type.Literal('hub-oidc'),
      audience: Type.Optional(
        text({ description: "The audience of the token. If omitted, the cluster's server.", examples: ['prod-a'] }),
      ),
    },
  ),

  resolve: ({ kind, audience }, { server }) => ({ kind, audience: audience ?? server }),

  create({ audience }, deps) {
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
  },
});
