// SPDX-License-Identifier: Apache-2.0
// For clouds that trust the same identity provider: the caller's own token of that provider, made for this cloud alone. The
// gateway has it exchanged at the login (RFC 8693, passed-tokens.ts), so that whoever operates the cloud gets nothing that
// would be good for a login here, and shows it at the cloud's own federation URL.
import { hash } from 'node:crypto';
import Type from 'typebox';
import { GatewayError } from '../../model/errors.ts';
import type { Subject } from '../../model/strategy.ts';
import { group, identifier, text } from '../../schema/fields.ts';
import { fingerprint } from '../assertion.ts';
import { defineStrategy } from '../strategy-definition.ts';

const personOf = (subject: Subject): Extract<Subject, { kind: 'principal' }> => {
  if (subject.kind === 'principal') return subject;
  throw new GatewayError('unauthorized', { detail: 'not a gateway token' });
};

export const passthrough = defineStrategy({
  kind: 'passthrough',
  schema: group(
    {
      description:
        "The user's own token of an identity provider that the cloud trusts as well, exchanged for one that is made for the cloud (identityProviders[].exchange).",
    },
    {
      kind: Type.Literal('passthrough'),
      identityProvider: identifier({
        description: "The id under which the cloud's Keystone knows the identity provider.",
        examples: ['keycloak'],
      }),
      protocol: identifier({
        description: "The protocol's id at that Keystone.",
        examples: ['openid'],
        default: 'openid',
      }),
      audience: text({
        description:
          'The audience that the cloud requires in a token; the provider is asked for it. It must be good for nothing else: not for a login at the gateway, not at another cloud.',
        examples: ['keystone-cloud-b'],
      }),
    },
  ),

  resolve: (written) => written,

  create({ identityProvider, protocol, audience }, { authUrl }, { loginTokens }) {
    const url = `${authUrl}/OS-FEDERATION/identity_providers/${encodeURIComponent(identityProvider)}/protocols/${encodeURIComponent(protocol)}/auth`;
    return {
      kind: 'passthrough',
      // What the cloud reads from the token is not known here: no two logins share a session.
      holder(subject) {
        const { principal, login = '' } = personOf(subject);
        return hash('sha256', JSON.stringify([fingerprint(principal), login]), 'base64url');
      },
      async login(subject) {
        const { login } = personOf(subject);
        const kept = login === undefined ? undefined : await loginTokens?.of(login, audience);
        if (kept === undefined)
          throw new GatewayError('loginNeeded', {
            detail: `no token for the audience ${audience} is left of this login`,
          });
        return { method: 'POST', url, headers: { authorization: `Bearer ${kept.token}`, accept: 'application/json' } };
      },
    };
  },
});
