// SPDX-License-Identifier: Apache-2.0
// Object storage containers (buckets in S3's terms). Their name is their id. Their metadata are header fields, which says
// what may stand in it.
import Type from 'typebox';
import { common, from, nullable, status } from '../fields.ts';
import { defineResource } from '../resource.ts';

const SOURCE = 'Swift: X-Container-Meta-…';
/** Swift's own limits (constraints.py). An empty one removes the key. What is not ASCII is read differently by proxies on the way. */
const VALUE = { minLength: 1, maxLength: 256, pattern: '^[!-~](?:[ -~]*[!-~])?$' };
const MOST = 90;
const KEYS = 'Keys have lower-case letters, digits and `-` only, values visible ASCII and blanks.';

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
    sizeBytes: Type.Integer(
      from(
        'Swift: bytes, X-Container-Bytes-Used',
        'The total size of its objects in bytes. Swift updates this with some delay.',
      ),
    ),
    metadata: nullable(
      Type.Record(Type.String(), Type.String()),
      from(
        SOURCE,
        'Metadata of the owner: keys and values. Null in lists, where Swift does not say it: read the container itself.',
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
    metadata: Type.Optional(
      Type.Record(Type.String(), Type.String(VALUE), {
        ...from(SOURCE, `Your metadata: keys and values. ${KEYS}`),
        maxProperties: MOST,
      }),
    ),
  }),
  update: Type.Object(
    {
      metadata: Type.Record(Type.String(), nullable(Type.String(VALUE), {}), {
        ...from(SOURCE, `Metadata to add or to change; null removes a key. Other keys stay. ${KEYS}`),
        maxProperties: MOST,
      }),
    },
    { additionalProperties: false },
  ),
  unlisted: ['metadata', 'createdAt'],
  example: {
    create: { name: 'backups', metadata: { use: 'db' } },
    update: { metadata: { keep: 'a week' } },
  },
  remove: {},
});
