// SPDX-License-Identifier: Apache-2.0
// The apiserver trusts the gateway's issuer (AuthenticationConfiguration): it sees the user itself, and its own claim
// mappings give name and groups. The JWT is used again until its last minute, since every request carries it.
import Type from 'typebox';
import type { ClusterCaller } from '../../model/cluster.ts';
import { group, text } from '../../schema/fields.ts';
import { fingerprint, signAssertion } from '../assertion.ts';
import { defineClusterStrategy } from '../strategy-definition.ts';

const SECONDS = 600;
const MARGIN = 60_000;
const KEPT = 10_000;

export const hubOidc = defineClusterStrategy({
  kind: 'hub-oidc',
  schema: group(
    { description: "A token signed by the gateway, whose issuer the cluster's apiserver trusts." },
    {
      kind: Type.Literal('hub-oidc'),
      audience: Type.Optional(
        text({ description: "The audience of the token. Left out: the cluster's server.", examples: ['prod-a'] }),
      ),
    },
  ),

  resolve: ({ kind, audience }, { server }) => ({ kind, audience: audience ?? server }),

  create({ audience }, deps) {
    const kept = new Map<string, { readonly token: Promise<string>; readonly until: number }>();

    const tokenFor = ({ principal }: ClusterCaller): Promise<string> => {
      const key = fingerprint(principal);
      const known = kept.get(key);
      if (known && known.until > deps.now()) return known.token;
      const token = signAssertion(deps, principal, audience, SECONDS);
      if (kept.size >= KEPT) kept.clear();
      kept.set(key, { token, until: deps.now() + SECONDS * 1000 - MARGIN });
      token.catch(() => kept.delete(key));
      return token;
    };

    return {
      kind: 'hub-oidc',
      impersonation: 'forward',
      showsUnauthorized: false,
      credential: async (caller) => [['authorization', `Bearer ${await tokenFor(caller)}`]],
      refused: ({ principal }) => void kept.delete(fingerprint(principal)),
    };
  },
});
