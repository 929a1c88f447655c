// SPDX-License-Identifier: Apache-2.0
// An application credential for each project. It is bound to its project, and its owner can revoke it on its own.
import Type from 'typebox';
import { group, reference } from '../../schema/fields.ts';
import { createHeld, credentialUse, type HeldCredential, type Revealable, resolveUse } from '../held-credential.ts';
import { defineStrategy } from '../strategy-definition.ts';

interface ApplicationCredential extends HeldCredential {
  readonly id: Revealable;
  readonly secret: Revealable;
}

interface Options {
  readonly kind: 'application-credential';
  readonly credentials: readonly ApplicationCredential[];
}

export const applicationCredential = defineStrategy({
  kind: 'application-credential',
  schema: group(
    { description: 'An application credential per project, for clouds that cannot federate.' },
    {
      kind: Type.Literal('application-credential'),
      credentials: Type.Array(
        group(
          { description: 'An application credential of one project.' },
          {
            ...credentialUse,
            id: reference({
              description: "Reference to the credential's id.",
              examples: ['env:CLOUD_B_CREDENTIAL_ID'],
            }),
            secret: reference({
              description: "Reference to the credential's secret.",
              examples: ['file:/run/secrets/cloud-b-credential'],
            }),
          },
        ),
        { description: 'The credentials, one per project.', minItems: 1 },
      ),
    },
  ),

  resolve: ({ kind, credentials }, { contents, domains }): Options => ({
    kind,
    credentials: credentials.map(({ id, secret, ...use }) => ({
      ...resolveUse(use, domains),
      id: contents.secret(id),
      secret: contents.secret(secret),
    })),
  }),

  create: ({ kind, credentials }, member) =>
    createHeld(kind, credentials, member, {
      account: ({ id }) => [id.reveal()],
      // Keystone refuses a scope in addition to an application credential.
      auth: ({ id, secret }) => ({
        identity: {
          methods: ['application_credential'],
          application_credential: { id: id.reveal(), secret: secret.reveal() },
        },
      }),
    }),
});
