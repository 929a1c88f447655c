// SPDX-License-Identifier: Apache-2.0
// Key pairs: the public keys that servers are given. They belong to the caller, not to a project.
import Type from 'typebox';
import { common, from, nullable, oneOf, status } from '../fields.ts';
import { defineResource } from '../resource.ts';

export const keypairs = defineResource({
  plural: 'keypairs',
  singular: 'keypair',
  about:
    "Your own public keys at each cloud. Their id is their name; they belong to you, in all of a cloud's projects.",
  item: Type.Object({
    ...common,
    status: status(['available'], 'always'),
    type: oneOf(['ssh', 'x509', 'unknown'], from('Nova: keypair.type (2.2)', 'Key or certificate.')),
    fingerprint: nullable(Type.String(), from('Nova: keypair.fingerprint', 'Of the public key.')),
    publicKey: nullable(Type.String(), from('Nova: keypair.public_key', 'What servers get.')),
    privateKey: nullable(
      Type.String(),
      from(
        'Nova: keypair.private_key',
        'Only in the answer that creates it, if the member made the key. Null ever after.',
      ),
    ),
  }),
  filters: {
    type: Type.Enum(['ssh', 'x509', 'unknown'], { description: 'Key or certificate.' }),
    fingerprint: Type.String({ description: 'With this fingerprint.' }),
  },
  create: Type.Object(
    {
      name: Type.String({ minLength: 1, maxLength: 255, ...from('Nova: keypair.name', 'Its name, and so its id.') }),
      publicKey: Type.Optional(
        Type.String({
          minLength: 1,
          maxLength: 16_384,
          ...from('Nova: keypair.public_key', 'Left out: the member makes the pair and gives the private key once.'),
        }),
      ),
      type: Type.Optional(
        Type.Enum(['ssh', 'x509'], { default: 'ssh', ...from('Nova: keypair.type', 'Key or certificate.') }),
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
