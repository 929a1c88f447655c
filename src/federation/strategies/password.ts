// SPDX-License-Identifier: Apache-2.0
// One technical user per project, for members without application credentials.
import Type from 'typebox';
import { group, reference, text } from '../../schema/fields.ts';
import { createHeld, credentialUse, type HeldCredential, type Revealable, resolveUse } from '../held-credential.ts';
import { defineStrategy } from '../strategy-definition.ts';

interface PasswordCredential extends HeldCredential {
  readonly username: string;
  readonly userDomain: string;
  readonly password: Revealable;
}

interface Options {
  readonly kind: 'password';
  readonly credentials: readonly PasswordCredential[];
}

export const password = defineStrategy({
  kind: 'password',
  schema: group(
    { description: 'A technical user per project, for clouds that cannot federate.' },
    {
      kind: Type.Literal('password'),
      credentials: Type.Array(
        group(
          { description: 'A technical user of one project.' },
          {
            ...credentialUse,
            username: text({ description: "The user's name at the cloud.", examples: ['scs-gateway'] }),
            userDomain: text({ description: "Name of the user's domain at the cloud.", examples: ['customer-42'] }),
            password: reference({
              description: "Reference to the user's password.",
              examples: ['env:CLOUD_B_PASSWORD'],
            }),
          },
        ),
        { description: 'The credentials, one per project.', minItems: 1 },
      ),
    },
  ),

  resolve: ({ kind, credentials }, { contents, domains }): Options => ({
    kind,
    credentials: credentials.map(({ username, userDomain, password, ...use }) => ({
      ...resolveUse(use, domains),
      username,
      userDomain,
      password: contents.secret(password),
    })),
  }),

  create: ({ kind, credentials }, member) =>
    createHeld(kind, credentials, member, {
      account: ({ username, userDomain }) => [userDomain, username],
      auth: ({ username, userDomain, password }, project) => ({
        identity: {
          methods: ['password'],
          password: { user: { name: username, domain: { name: userDomain }, password: password.reveal() } },
        },
        scope: { project: { name: project.name, domain: { name: project.domain } } },
      }),
    }),
});
