// SPDX-License-Identifier: Apache-2.0
// Object storage containers (buckets in S3's terms). Their name is their id.
import Type from 'typebox';
import { common, from, nullable, status } from '../fields.ts';
import { defineResource } from '../resource.ts';

export const containers = defineResource({
  plural: 'containers',
  singular: 'container',
  about: 'Object storage containers (buckets). The objects in them are accessed through the native API.',
  item: Type.Object({
    ...common,
    id: Type.String(from('Swift: container name', 'The name of the container; containers have no other id.')),
    status: status(['available'], 'none: Swift containers have no status; a listed container is available'),
    objects: Type.Integer(
      from(
        'Swift: count, X-Container-Object-Count',
        'The number of objects in it. Swift updates this with some delay.',
      ),
    ),
    bytes: Type.Integer(
      from(
        'Swift: bytes, X-Container-Bytes-Used',
        'The total size of its objects in bytes. Swift updates this with some delay.',
      ),
    ),
    s3Endpoint: nullable(
      Type.String(),
      from(
        'catalogue: object-store-s3 (scs-0123)',
        'The S3 endpoint for the same container; null if the service catalogue has none.',
      ),
    ),
  }),
  create: Type.Object({
    name: Type.String({
      ...from('Swift: PUT /{container}', 'The name of the container, without a slash.'),
      minLength: 1,
      maxLength: 256,
      pattern: '^[^/]+$',
    }),
  }),
  example: { create: { name: 'backups' } },
  remove: {},
});
