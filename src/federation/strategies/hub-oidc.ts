// SPDX-License-Identifier: Apache-2.0
// The default: a short-lived JWT of the gateway, sent to the member's own OS-FEDERATION URL. The member's mapping
// decides the roles; no secret is shared. mod_auth_openidc checks neither the presence of `exp` nor `aud` unless
// configured, so both are always set.
import Type from 'typebox';
import { GatewayError } from '../../model/errors.ts';
import { group, identifier, text } from '../../schema/fields.ts';
import { fingerprint, signAssertion } from '../assertion.ts';
import { asSeen, groupNamesField, type QualifiedGroups, qualifyGroups } from '../group-names.ts';
import { defineStrategy } from '../strategy-definition.ts';

interface Options extends QualifiedGroups {
  readonly kind: 'hub-oidc';
  readonly identityProvider: string;
  readonly protocol: string;
  readonly audience: string;
}

const ASSERTION_SECONDS = 120;

export const hubOidc = defineStrategy({
  kind: 'hub-oidc',
  schema: group(
    {
      description:
        "A token signed by the gateway, sent to the cloud's own federation API. The cloud's mapping decides the roles; no secret is shared.",
    },
    {
      kind: Type.Literal('hub-oidc'),
      identityProvider: identifier({
        description: "The id under which the cloud's Keystone knows the identity provider.",
        examples: ['hub'],
      }),
      protocol: identifier({
        description: "The protocol's id at that Keystone.",
        examples: ['openid'],
        default: 'openid',
      }),
      audience: Type.Optional(
        text({
          description: "The audience of the token. If omitted, the cloud's authUrl.",
          examples: ['https://keystone.cloud-a.example/v3'],
        }),
      ),
      groupNames: groupNamesField(
        "Choose `plain` where there are several domains only if the cloud's own mapping reads the claim `domain` as well.",
      ),
    },
  ),

  resolve: ({ groupNames, ...written }, { authUrl, domains }): Options => ({
    ...written,
    audience: written.audience ?? authUrl,
    ...qualifyGroups(groupNames, domains),
  }),

  create({ identityProvider, protocol, audience, ...groups }, { authUrl }, deps) {
    const url = `${authUrl}/OS-FEDERATION/identity_providers/${encodeURIComponent(identityProvider)}/protocols/${encodeURIComponent(protocol)}/auth`;
    return {
      kind: 'hub-oidc',
      holder(subject) {
        if (subject.kind !== 'principal') throw new GatewayError('unauthorized', { detail: 'not a gateway token' });
        return fingerprint(asSeen(subject.principal, groups));
      },
      async login(subject) {
        if (subject.kind !== 'principal') throw new GatewayError('unauthorized', { detail: 'not a gateway token' });
        // The value that the member's Apache requires as `aud`.
        const assertion = await signAssertion(deps, asSeen(subject.principal, groups), audience, ASSERTION_SECONDS);
        return { method: 'POST', url, headers: { authorization: `Bearer ${assertion}`, accept: 'application/json' } };
      },
    };
  },
});
