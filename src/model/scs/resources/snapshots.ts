// SPDX-License-Identifier: Apache-2.0
// Snapshots: point-in-time copies of volumes.
import Type from 'typebox';
import { common, from, metadata, metadataOfNew, metadataPatch, status, time } from '../fields.ts';
import { defineResource } from '../resource.ts';

export const snapshots = defineResource({
  plural: 'snapshots',
  singular: 'snapshot',
  about: 'Point-in-time copies of volumes. New volumes can be created from them.',
  item: Type.Object({
    ...common,
    status: status(
      ['creating', 'available', 'changing', 'deleting', 'error'],
      'Cinder: snapshot.status; `changing` is any transient state (backing up, restoring …)',
    ),
    nativeStatus: Type.String(from('Cinder: snapshot.status', 'The status as the member reports it.')),
    description: Type.String(from('Cinder: snapshot.description', 'Free text; empty if there is none.')),
    updatedAt: time(from('Cinder: snapshot.updated_at', 'When it was last changed.')),
    volumeId: Type.String(from('Cinder: snapshot.volume_id', 'The volume that it was taken of.')),
    sizeGiB: Type.Integer(from('Cinder: snapshot.size', 'The size of that volume in GiB.')),
    metadata: metadata('Cinder: snapshot.metadata'),
  }),
  filters: { volumeId: Type.String({ description: 'Id of the volume that it was taken of.' }) },
  create: Type.Object({
    name: Type.String({ ...from('Cinder: snapshot.name', 'Its name.'), minLength: 1, maxLength: 255 }),
    volumeId: Type.String({
      ...from(
        'Cinder: snapshot.volume_id',
        'The volume, by id or name. The snapshot of a volume in use is crash-consistent, as if its server had lost power.',
      ),
      minLength: 1,
    }),
    description: Type.Optional(Type.String({ ...from('Cinder: snapshot.description', 'Free text.'), maxLength: 255 })),
    metadata: Type.Optional(metadataOfNew('Cinder: snapshot.metadata')),
  }),
  createUntil: { done: ['available'], failed: ['error'] },
  update: Type.Object(
    {
      name: Type.Optional(Type.String({ ...from('Cinder: snapshot.name', 'Its name.'), minLength: 1, maxLength: 255 })),
      description: Type.Optional(
        Type.String({ ...from('Cinder: snapshot.description', 'Free text.'), maxLength: 255 }),
      ),
      metadata: Type.Optional(metadataPatch('Cinder: snapshot.metadata')),
    },
    { additionalProperties: false, minProperties: 1 },
  ),
  example: {
    create: { name: 'before-upgrade', volumeId: 'data', metadata: { use: 'db' } },
    update: { metadata: { keep: 'a week' } },
  },
  remove: { until: { done: 'gone', failed: ['error'] } },
});
