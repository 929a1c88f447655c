// SPDX-License-Identifier: Apache-2.0
// For clusters that trust the same identity provider: the caller's own token is forwarded unchanged. Whoever operates the
// cluster then has it. So it is a token for that cluster (RFC 8707, RFC 9700 §4.10.2), which opens nothing at the gateway.
import Type from 'typebox';
import { GatewayError } from '../../model/errors.ts';
import { group, text } from '../../schema/fields.ts';
import { defineClusterStrategy } from '../strategy-definition.ts';

export const passthrough = defineClusterStrategy({
  kind: 'passthrough',
  schema: group(
    { description: "The user's own token of a provider that the cluster trusts as well." },
    {
      kind: Type.Literal('passthrough'),
      audience: Type.Optional(
        text({
          description:
            'The audience that the cluster requires in a token. Such tokens authenticate at this cluster only; those that name one of identityProviders[].audiences as well are refused. Required unless acceptsGatewayAudience is set.',
          examples: ['prod-a'],
        }),
      ),
      acceptsGatewayAudience: Type.Optional(
        Type.Boolean({
          description:
            "Says that the cluster may get tokens which are good for a login at the gateway: whoever operates the cluster, or reads its requests, can then act as its users on every cloud. For clusters of the gateway's own operator.",
          examples: [true],
        }),
      ),
      cli: Type.Optional(
        group(
          {
            description:
              'The client that kubectl logs in with, for tokens with the audience of this cluster. If omitted, the cluster is left out of kubeconfigs with a credential plugin, unless acceptsGatewayAudience is set.',
          },
          {
            clientId: text({
              description: 'A public client of the provider that may use the device authorization grant (RFC 8628).',
              examples: ['prod-a-cli'],
            }),
            scope: Type.Optional(
              text({
                description: 'Scopes to request. If omitted, `openid profile email`.',
                examples: ['openid groups'],
              }),
            ),
          },
        ),
      ),
    },
  ),

  faults: ({ audience, acceptsGatewayAudience }) =>
    audience === undefined && acceptsGatewayAudience !== true
      ? [
          {
            field: 'audience',
            reason:
              'is required: without it the cluster gets tokens that are good for a login at the gateway (acceptsGatewayAudience says that it may)',
          },
        ]
      : [],

  resolve: ({ cli, ...written }) => ({
    ...written,
    ...(cli && { cli: { clientId: cli.clientId, scope: cli.scope ?? 'openid profile email' } }),
  }),

  create: ({ audience, acceptsGatewayAudience = false, cli }) => ({
    kind: 'passthrough',
    impersonation: 'forward',
    showsUnauthorized: true,
    ...(audience === undefined ? {} : { tokens: { audience, mayBeOurs: acceptsGatewayAudience } }),
    ...(cli === undefined ? {} : { cli }),
    async credential({ idpToken, audience: proven }) {
      if (idpToken !== undefined && proven === audience) return [['authorization', `Bearer ${idpToken}`]];
      // Neither a gateway token nor one that is as good may ever reach a member.
      throw new GatewayError('forbidden', {
        message:
          audience === undefined
            ? 'This cluster requires a token of your identity provider, not a token of the gateway.'
            : `This cluster requires a token of your identity provider that is made for it (audience "${audience}"), not one for the gateway.`,
      });
    },
    refused: () => undefined,
  }),
});
