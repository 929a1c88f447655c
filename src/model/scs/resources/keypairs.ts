// SPDX-License-Identifier: Apache-2.0
// Key pairs: the public keys that servers are given. They belong to the caller, not to a project.
import Type from 'typebox';
import { common, from, nullable, oneOf, status } from '../fields.ts';
import { defineResource } from '../resource.ts';

export const keypairs = defineResource({
  plural: 'keypairs',
  singular: 'keypair',
  about:
    "Your public keys at each cloud. A key pair's id is its name. Key pairs belong to the user and are the same in all projects of a cloud.",
  item: Type.Object({
    ...common,
    status: status(['available'], 'always'),
    type: oneOf(
      ['ssh', 'x509', 'unknown'],
      from('Nova: keypair.type (2.2)', 'The type of the key pair: an SSH key or an X.509 certificate.'),
    ),
    fingerprint: nullable(Type.String(), from('Nova: keypair.fingerprint', 'The fingerprint of the public key.')),
    publicKey: nullable(Type.String(), from('Nova: keypair.public_key', 'The public key that servers are given.')),
    privateKey: nullable(
      Type.String(),
      from(
        'Nova: keypair.private_key',
        'The private key. It is present only in the response that creates the key pair, if the member generated it, and null afterwards.',
      ),
    ),
  }),
  unlisted: ['createdAt'],
  filters: {
    type: Type.Enum(['ssh', 'x509', 'unknown'], {
      description: 'The type of the key pair: an SSH key or an X.509 certificate.',
    }),
    fingerprint: Type.String({ description: 'Only key pairs with this fingerprint.' }),
  },
  create: Type.Object(
    {
      name: Type.String({
        minLength: 1,
        maxLength: 255,
        ...from('Nova: keypair.name', 'The name, which is also the id.'),
      }),
      publicKey: Type.Optional(
        Type.String({
          minLength: 1,
          maxLength: 16_384,
          ...from(
            'Nova: keypair.public_key',
            'The public key. If omitted, the member generates the key pair and the private key is returned once.',
          ),
        }),
      ),
      type: Type.Optional(
        Type.Enum(['ssh', 'x509'], {
          default: 'ssh',
          ...from('Nova: keypair.type', 'The type of the key pair: an SSH key or an X.509 certificate.'),
        }),
      ),
    },
    { additionalProperties: false },
  ),
  example: {
    create: {
      name: 'laptop',
      publicKey: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJm8xG5zRTQWAAZ0wdWQIOPkdNwmLYbmKQpMCOVYsUxD me@laptop',
    },
  },
  remove: {},
});
