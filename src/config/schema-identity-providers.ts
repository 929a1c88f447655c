// SPDX-License-Identifier: Apache-2.0
// The part of the schema that says who is trusted to name users: one entry per OpenID Connect issuer.
import Type from 'typebox';
import { OWNER_SOURCES } from '../federation/owner-groups/index.ts';
import { principalNameFault } from '../model/names.ts';
import {
  duration,
  filePath,
  group,
  httpUrl,
  identifier,
  reference,
  regularExpression,
  secureUrl,
  text,
  words,
} from '../schema/fields.ts';
import { unionOf } from '../schema/kinds.ts';
import { ownAddress } from '../schema/own-host.ts';
import { next } from './next.ts';

/** Asymmetric ones only: with HS* anyone who can check a token could make one, and `none` needs no key at all. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'] as const;

const claim = (what: string, name: string) =>
  text({ description: `Name of the claim that holds ${what}.`, examples: [name], default: name });

export const identityProvider = group(
  { description: 'One OpenID Connect provider.' },
  {
    id: identifier({
      description: 'The name that clients pass as identity_provider. It must be unique.',
      examples: ['keycloak'],
    }),
    issuer: httpUrl({
      description:
        'The issuer, exactly as in the tokens and in the discovery document. It must be unique, and https; with jwksUri it is a name only, and may be http as that of AD FS.',
      examples: ['https://idp.example.org/realms/scs'],
    }),
    audiences: words({
      description: 'Accepted audiences; a token must be issued for one of them.',
      examples: [['scs-gateway']],
      minItems: 1,
    }),
    domain: text(
      {
        description:
          'Name of the Keystone domain that the users and groups of this provider belong to. No two providers may have the same one, unless both have sharedDomain.',
        examples: ['acme'],
      },
      [
        (value) => principalNameFault(value) === undefined,
        'must be a name that arrives everywhere as it is: no control characters, no ";", no blank at its ends, not system:',
      ],
    ),
    sharedDomain: Type.Optional(
      Type.Boolean({
        description:
          'Says that other providers name the same people in this domain: whoever is called alice at one of them is, on clusters, the alice of the others. Without it on each of them a domain belongs to one provider.',
        examples: [true],
      }),
    ),
    protocol: identifier({
      description: 'The name that clients pass as protocol.',
      examples: ['openid'],
      default: 'openid',
    }),
    claims: group(
      { description: 'Which claims describe the user.', default: {} },
      {
        username: claim('the user name', 'preferred_username'),
        email: claim('the email address', 'email'),
        groups: claim('the list of groups', 'groups'),
        subject: claim("the provider's own immutable id of the user", 'sub'),
      },
    ),
    groups: Type.Optional(
      Type.Array(regularExpression(), {
        description:
          'Regular expressions; only groups that match one of them are kept. If omitted, all groups are kept, up to a limit.',
        examples: [['^acme-']],
        minItems: 1,
      }),
    ),
    groupsSeparator: Type.Optional(
      text({
        description:
          'What separates the groups of a claim that is a text and not a list, exactly as it stands between them. If omitted, such a text is one group.',
        examples: [','],
      }),
    ),
    groupsFromKeys: Type.Optional(
      Type.Boolean({
        description:
          'Whether a claim that is an object names the groups by its keys, as the roles of Zitadel do. Without it such a claim has no groups.',
        examples: [true],
      }),
    ),
    requiredClaims: Type.Optional(
      Type.Array(
        group(
          { description: 'A claim that a token must have.' },
          {
            claim: text({
              description: 'Its name, or its path into objects. Of a list, one value must match.',
              examples: ['repository_owner'],
            }),
            matches: regularExpression(),
          },
        ),
        {
          description:
            'What a token must claim beside the audience; any other is refused. Needed where everybody may get a token for any audience, as at the issuer of GitHub Actions.',
          examples: [[{ claim: 'repository_owner', matches: '^acme$' }]],
          minItems: 1,
        },
      ),
    ),
    algorithms: Type.Array(Type.Enum([...ALGORITHMS]), {
      description: 'Accepted signature algorithms. Shared-key algorithms (HS…) and none are never accepted.',
      examples: [['ES256']],
      default: ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA'],
      minItems: 1,
    }),
    clockSkew: duration(
      {
        description: 'Maximum difference between the clocks of the provider and the gateway.',
        examples: ['1m'],
        default: '30s',
      },
      { least: '0s', most: '5m' },
    ),
    capLifetime: Type.Boolean({
      description:
        "Whether a gateway token expires no later than the provider's token, which is often valid for five minutes only.",
      examples: [true],
      default: false,
    }),
    cli: Type.Optional(
      group(
        {
          description:
            'The client that command-line tools log in with (kubeconfigs with a credential plugin). If omitted, no such kubeconfigs are offered.',
        },
        {
          clientId: text({
            description: 'A public client of the provider that may use the device authorization grant (RFC 8628).',
            examples: ['scs-cli'],
          }),
          scope: Type.Optional(
            text({
              description: 'Scopes to request. If omitted, `openid profile email`.',
              examples: ['openid profile email groups offline_access'],
            }),
          ),
        },
      ),
    ),
    password: Type.Optional(
      group(
        {
          description:
            "The provider's password grant (RFC 6749 §4.3): users log in at the gateway with the name and password that they have there (method password of POST /v3/auth/tokens), and the token that the provider gives passes the same checks as any. For programs that know no other way.",
        },
        {
          clientId: text({ description: 'A client that may use this grant.', examples: ['scs-gateway'] }),
          clientSecret: Type.Optional(
            reference({
              description: 'Reference to its secret. If omitted, it is a public client.',
              examples: ['file:/run/secrets/idp-client'],
            }),
          ),
          scope: text({
            description: 'Scopes to request.',
            examples: ['openid profile groups'],
            default: 'openid profile email',
          }),
          tokenType: Type.Enum(['access_token', 'id_token'], {
            description: 'Which token of the answer logs in; `audiences` must name an audience of it.',
            examples: ['id_token'],
            default: 'access_token',
          }),
          tokenEndpoint: Type.Optional(
            secureUrl({
              description: 'The token endpoint, if the discovery document is not to be asked for it.',
              examples: ['https://idp.example.org/realms/scs/protocol/openid-connect/token'],
            }),
          ),
        },
      ),
    ),
    exchange: Type.Optional(
      group(
        {
          description:
            "The provider exchanges tokens (RFC 8693): at each federated login the gateway asks it for a token of the same user for each cloud with the strategy passthrough, by that cloud's audience. Logins need an access token that names this client in `aud`.",
        },
        {
          clientId: text({ description: 'The client that exchanges.', examples: ['scs-gateway'] }),
          clientSecret: reference({
            description: 'Reference to its secret.',
            examples: ['file:/run/secrets/idp-client'],
          }),
          scope: Type.Optional(text({ description: 'Scopes to request, if any.', examples: ['openid groups'] })),
          tokenEndpoint: Type.Optional(
            secureUrl({
              description: 'The token endpoint, if the discovery document is not to be asked for it.',
              examples: ['https://idp.example.org/realms/scs/protocol/openid-connect/token'],
            }),
          ),
        },
      ),
    ),
    login: Type.Optional(
      group(
        {
          description:
            'The client by which the gateway logs people in with a browser (WebSSO), by authorization code with PKCE. Its redirect URI is <publicUrl>/identity/v3/auth/websso/callback/<id>. If omitted, this provider has no logins in a browser.',
        },
        {
          clientId: text({
            description: 'A client of the provider that may use the authorization code flow.',
            examples: ['scs-gateway-login'],
          }),
          clientSecret: Type.Optional(
            reference({
              description: 'Reference to the secret of that client. If omitted, it is a public client.',
              examples: ['env:IDP_LOGIN_SECRET'],
            }),
          ),
          scope: text(
            {
              description: 'Scopes to request; `openid` must be one of them.',
              examples: ['openid profile email groups'],
              default: 'openid profile email',
            },
            [(value) => value.split(' ').includes('openid'), 'must have openid as one of its words'],
          ),
          token: Type.Enum(['access', 'id'], {
            description:
              "Which of the provider's tokens says who it is: it must have one of the audiences. An ID token has the client's id as audience.",
            examples: ['id'],
            default: 'access',
          }),
        },
      ),
    ),
    ownerGroups: Type.Optional(
      unionOf(OWNER_SOURCES, {
        description:
          'How the gateway learns what has become of owners of application credentials who do not log in: their groups, and whether the account is still there. If omitted, the groups of the last login count, for gateway.applicationCredentials.ownerUnseen.',
      }),
    ),
    hosts: Type.Array(ownAddress(), {
      description:
        'Addresses of this machine or its link that the names of the provider may lead to. Without an entry a name that leads to a loopback, link-local or metadata address is not connected to, unless the issuer itself is such an address.',
      examples: [['127.0.1.1']],
      default: [],
    }),
    jwksUri: Type.Optional(
      secureUrl({
        description: "URL of the provider's keys (JWKS), if its discovery document is not to be used.",
        examples: ['https://idp.example.org/realms/scs/protocol/openid-connect/certs'],
      }),
    ),
    caFile: Type.Optional(
      filePath({
        description:
          "PEM file of the certificate authorities that signed the provider's certificate. If omitted, the system's authorities are used.",
        examples: ['/etc/scs-gateway/idp-ca.pem'],
      }),
    ),
    introspection: Type.Optional(
      group(
        {
          description:
            'Token introspection (RFC 7662), for tokens that are not JWTs: the gateway asks the provider about each token.',
        },
        {
          endpoint: secureUrl({
            description: 'The introspection endpoint.',
            examples: ['https://idp.example.org/realms/scs/protocol/openid-connect/token/introspect'],
          }),
          clientId: text({
            description: 'The client id that the gateway uses for introspection.',
            examples: ['scs-gateway'],
          }),
          clientSecret: reference({
            description: 'Reference to the secret of that client.',
            examples: ['env:IDP_CLIENT_SECRET'],
          }),
          missingClaims: Type.Optional(
            Type.Boolean({
              description:
                'Whether it is asked about JWTs too, where they lack the claim of the groups or of the user name. If it does not answer then, the login fails with 503.',
              examples: [true],
            }),
          ),
          always: Type.Boolean({
            description:
              'Whether it is asked about every JWT too, so that a token of a user who was disabled at the provider begins no login. If it does not answer then, the login fails with 503.',
            examples: [true],
            default: false,
          }),
          cacheTime: duration(
            {
              description: 'For how long an answer counts before the provider is asked again about the same token.',
              examples: ['10s'],
              default: '1m',
            },
            { least: '0s', most: '10m' },
          ),
        },
      ),
    ),
    backchannelLogout: Type.Optional(
      group(
        {
          description:
            'The provider tells the gateway of logouts (OpenID Connect Back-Channel Logout 1.0), at <publicUrl>/oauth2/backchannel-logout/<id>: what a session there has begun at the gateway ends with it. Write `{}` for the usual clients.',
        },
        {
          clients: Type.Optional(
            Type.Array(text({ description: 'A client id.', examples: ['scs-gateway'] }), {
              description:
                'The client ids whose logouts count: a logout token must have one of them in `aud`. If omitted, `audiences` and every client of this entry.',
              examples: [['scs-gateway']],
              minItems: 1,
            }),
          ),
        },
      ),
    ),
    userinfo: Type.Optional(
      group(
        {
          description:
            'The userinfo endpoint (OpenID Connect Core 1.0), for providers whose access tokens lack the claim of the groups or of the user name: the gateway asks there, with the token, once a minute. ID tokens are refused then. If it does not answer, the login fails with 503.',
        },
        {
          endpoint: secureUrl({
            description: 'The userinfo endpoint.',
            examples: ['https://idp.example.org/oidc/v1/userinfo'],
          }),
        },
      ),
    ),
    next: next('this provider'),
  },
);
