// SPDX-License-Identifier: Apache-2.0
// Object storage: containers (buckets, in S3's word). Their name is their id.
import Type from 'typebox';
import { common, from, nullable, status } from '../fields.ts';
import { defineResource } from '../resource.ts';

export const containers = defineResource({
  plural: 'containers',
  singular: 'container',
  about: 'Containers of objects (buckets). Objects themselves are reached by the native API.',
  item: Type.Object({
    ...common,
    id: Type.String(from('Swift: container name', 'Its name: containers have no other id.')),
    status: status(['available'], 'none: Swift gives containers no status; one that is listed is there'),
    objects: Type.Integer(
      from('Swift: count, X-Container-Object-Count', 'How many objects it holds. Swift counts with some delay.'),
    ),
    bytes: Type.Integer(
      from('Swift: bytes, X-Container-Bytes-Used', 'How much they take. Swift counts with some delay.'),
    ),
    s3Endpoint: nullable(
      Type.String(),
      from(
        'catalogue: object-store-s3 (scs-0123)',
        'Where the same container is reached by S3; null where the catalogue does not say.',
      ),
    ),
  }),
  create: Type.Object({
    name: Type.String({
      ...from('Swift: PUT /{container}', 'Its name, without a slash.'),
      minLength: 1,
      maxLength: 256,
      pattern: '^[^/]+$',
    }),
  }),
  example: { create: { name: 'backups' } },
  remove: {},
});
