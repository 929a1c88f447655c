// SPDX-License-Identifier: Apache-2.0
// The part of the schema that says how the gateway proves a user to an OpenStack member. `kind` decides which fields
// there are, and faults are reported against that kind alone.
import Type from 'typebox';
import { group, identifier, projectName, reference, text, words } from '../schema/fields.ts';

/** Where the member's own Keystone expects federated logins (its OS-FEDERATION API). */
const federationPath = {
  identityProvider: identifier({
    description: "The id under which the cloud's Keystone knows the identity provider.",
    examples: ['hub'],
  }),
  protocol: identifier({
    description: "The protocol's id at that Keystone.",
    examples: ['openid'],
    default: 'openid',
  }),
};

const credentialUse = {
  project: projectName({
    description: 'The project, by its name at the gateway, that this credential opens.',
    examples: ['acme/research'],
  }),
  groups: words({
    description:
      'Users in one of these groups may use the credential. At least one: the cloud cannot tell users apart.',
    examples: [['acme-research']],
    minItems: 1,
  }),
};

const applicationCredential = group(
  { description: 'An application credential of one project.' },
  {
    ...credentialUse,
    id: reference({ description: "Reference to the credential's id.", examples: ['env:CLOUD_B_CREDENTIAL_ID'] }),
    secret: reference({
      description: "Reference to the credential's secret.",
      examples: ['file:/run/secrets/cloud-b-credential'],
    }),
  },
);

const passwordCredential = group(
  { description: 'A technical user of one project.' },
  {
    ...credentialUse,
    username: text({ description: "The user's name at the cloud.", examples: ['scs-gateway'] }),
    userDomain: text({ description: "Name of the user's domain at the cloud.", examples: ['customer-42'] }),
    password: reference({ description: "Reference to the user's password.", examples: ['env:CLOUD_B_PASSWORD'] }),
  },
);

export const openstackStrategy = Type.Union(
  [
    group(
      {
        description:
          "A token signed by the gateway, shown at the cloud's own federation API. The cloud's mapping decides the roles; no secret is shared.",
      },
      {
        kind: Type.Literal('hub-oidc'),
        ...federationPath,
        audience: Type.Optional(
          text({
            description: "The audience of the token. Left out: the cloud's authUrl.",
            examples: ['https://keystone.cloud-a.example/v3'],
          }),
        ),
      },
    ),
    group(
      { description: 'An application credential per project, for clouds that cannot federate.' },
      {
        kind: Type.Literal('application-credential'),
        credentials: Type.Array(applicationCredential, { description: 'One per project.', minItems: 1 }),
      },
    ),
    group(
      { description: 'A technical user per project, for clouds that cannot federate.' },
      {
        kind: Type.Literal('password'),
        credentials: Type.Array(passwordCredential, { description: 'One per project.', minItems: 1 }),
      },
    ),
    group(
      { description: "Users have accounts at the cloud and log in there, through the gateway's URL." },
      { kind: Type.Literal('native') },
    ),
    group(
      { description: "The user's own token of a provider that the cloud trusts as well. Not available yet." },
      { kind: Type.Literal('passthrough'), ...federationPath },
    ),
  ],
  { description: 'How the gateway proves a user to this OpenStack.' },
);
