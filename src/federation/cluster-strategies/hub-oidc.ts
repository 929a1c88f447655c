// SPDX-License-Identifier: Apache-2.0
// The apiserver trusts the gateway's issuer (AuthenticationConfiguration), so it sees the user itself, and its own
// claim mappings yield name and groups. A JWT is cached and reused until its last minute, since every request carries
// one.
import Type from 'typebox';
import { createBoundedCache } from '../../cache/bounded-cache.ts';
import type { ClusterCaller } from '../../model/cluster.ts';
import { group, text } from '../../schema/fields.ts';
import { fingerprint, signAssertion } from '../assertion.ts';
import { asSeen, groupNamesField, type QualifiedGroups, qualifyGroups } from '../group-names.ts';
import { defineClusterStrategy } from '../strategy-definition.ts';

interface Options extends QualifiedGroups {
  readonly kind: 'hub-oidc';
  readonly audience: string;
}

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
      groupNames: groupNamesField(
        "Choose `plain` where there are several domains only if the cluster's own claim mapping puts the claim `domain` before each group.",
      ),
    },
  ),

  resolve: ({ kind, audience, groupNames }, { server, domains }): Options => ({
    kind,
    audience: audience ?? server,
    ...qualifyGroups(groupNames, domains),
  }),

  create({ audience, ...groups }, deps) {
    const cached = createBoundedCache<Promise<string>>({ max: MAX_CACHED, now: deps.now });

    const tokenFor = (caller: ClusterCaller): Promise<string> => {
      const principal = asSeen(caller.principal, groups);
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
      refused: ({ principal }) => cached.delete(fingerprint(asSeen(principal, groups))),
    };
  },
});
