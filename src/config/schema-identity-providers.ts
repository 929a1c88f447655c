// SPDX-License-Identifier: Apache-2.0
// The part of the schema that says who is trusted to name users: one entry per OpenID Connect issuer.
import Type from 'typebox';
import {
  duration,
  filePath,
  group,
  identifier,
  reference,
  regularExpression,
  secureUrl,
  text,
  words,
} from '../schema/fields.ts';

/** Asymmetric ones only: with HS* anyone who can check a token could make one, and `none` needs no key at all. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'] as const;

const claim = (what: string, name: string) =>
  text({ description: `Name of the claim that holds ${what}.`, examples: [name], default: name });

export const identityProvider = group(
  { description: 'One OpenID Connect provider.' },
  {
    id: identifier({
      description: 'The name that clients give as identity_provider. Unique.',
      examples: ['keycloak'],
    }),
    issuer: secureUrl({
      description: 'The issuer exactly as it stands in the tokens and in the discovery document. Unique.',
      examples: ['https://idp.example.org/realms/scs'],
    }),
    audiences: words({
      description: 'A token must be meant for one of these.',
      examples: [['scs-gateway']],
      minItems: 1,
    }),
    domain: text({
      description: 'Name of the Keystone domain that the users of this provider belong to.',
      examples: ['acme'],
    }),
    protocol: identifier({
      description: 'The name that clients give as protocol.',
      examples: ['openid'],
      default: 'openid',
    }),
    claims: group(
      { description: 'Which claims make the user.', default: {} },
      {
        username: claim('the user name', 'preferred_username'),
        email: claim('the mail address', 'email'),
        groups: claim('the list of groups', 'groups'),
        subject: claim("the provider's own unchanging id of the user", 'sub'),
      },
    ),
    groups: Type.Optional(
      Type.Array(regularExpression(), {
        description:
          'Which groups are kept: those that match one of these regular expressions. Left out: all, up to a bound.',
        examples: [['^acme-']],
        minItems: 1,
      }),
    ),
    algorithms: Type.Array(Type.Enum([...ALGORITHMS]), {
      description: 'Signature algorithms that are accepted. Shared-key ones (HS…) and none never are.',
      examples: [['ES256']],
      default: ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA'],
      minItems: 1,
    }),
    clockSkew: duration(
      {
        description: 'How far the clocks of provider and gateway may differ.',
        examples: ['1m'],
        default: '30s',
      },
      { least: '0s', most: '5m' },
    ),
    capLifetime: Type.Boolean({
      description: "Whether a login ends with the provider's token. Providers often give five minutes.",
      examples: [true],
      default: false,
    }),
    cli: Type.Optional(
      group(
        {
          description:
            'What command lines log in with (kubeconfigs with a credential plugin). Left out: none are made.',
        },
        {
          clientId: text({
            description: 'A public client of the provider that may use the device authorization grant (RFC 8628).',
            examples: ['scs-cli'],
          }),
          scope: Type.Optional(
            text({
              description: 'Scopes to ask for. Left out: `openid profile email`.',
              examples: ['openid profile email groups offline_access'],
            }),
          ),
        },
      ),
    ),
    jwksUri: Type.Optional(
      secureUrl({
        description: "Where the provider's keys are, if its discovery document must not be asked.",
        examples: ['https://idp.example.org/realms/scs/protocol/openid-connect/certs'],
      }),
    ),
    caFile: Type.Optional(
      filePath({
        description: "PEM file of the authorities that signed the provider's certificate. Left out: the system's.",
        examples: ['/etc/scs-gateway/idp-ca.pem'],
      }),
    ),
    introspection: Type.Optional(
      group(
        { description: 'For tokens that are not JWTs: asks the provider about each (RFC 7662).' },
        {
          endpoint: secureUrl({
            description: 'The introspection endpoint.',
            examples: ['https://idp.example.org/realms/scs/protocol/openid-connect/token/introspect'],
          }),
          clientId: text({ description: 'The client that asks.', examples: ['scs-gateway'] }),
          clientSecret: reference({
            description: 'Reference to the secret of that client.',
            examples: ['env:IDP_CLIENT_SECRET'],
          }),
        },
      ),
    ),
  },
);
