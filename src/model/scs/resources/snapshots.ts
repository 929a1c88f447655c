// SPDX-License-Identifier: Apache-2.0
// Snapshots: a volume as it was at one moment.
import Type from 'typebox';
import { common, from, status, time } from '../fields.ts';
import { defineResource } from '../resource.ts';

export const snapshots = defineResource({
  plural: 'snapshots',
  singular: 'snapshot',
  about: 'Volumes as they were at one moment. New volumes can be made of them.',
  item: Type.Object({
    ...common,
    status: status(
      ['creating', 'available', 'changing', 'deleting', 'error'],
      'Cinder: snapshot.status; `changing` is any work on it that ends by itself (backing up, restoring …)',
    ),
    nativeStatus: Type.String(from('Cinder: snapshot.status', "The member's own word.")),
    description: Type.String(from('Cinder: snapshot.description', 'Free text; empty where it has none.')),
    updated: time(from('Cinder: snapshot.updated_at', 'When it last changed.')),
    volumeId: Type.String(from('Cinder: snapshot.volume_id', 'The volume that it shows.')),
    sizeGiB: Type.Integer(from('Cinder: snapshot.size', 'Size of that volume.')),
    metadata: Type.Record(Type.String(), Type.String(), from('Cinder: snapshot.metadata', "The owner's own notes.")),
  }),
  filters: { volumeId: Type.String({ description: 'Id of the volume that it shows.' }) },
  create: Type.Object({
    name: Type.String({ ...from('Cinder: snapshot.name', 'Its name.'), minLength: 1, maxLength: 255 }),
    volume: Type.String({
      ...from(
        'Cinder: snapshot.volume_id',
        'The volume, by id or name. One in use is taken as it stands, as if its server had lost power.',
      ),
      minLength: 1,
    }),
    description: Type.Optional(Type.String({ ...from('Cinder: snapshot.description', 'Free text.'), maxLength: 255 })),
    metadata: Type.Optional(
      Type.Record(Type.String(), Type.String(), from('Cinder: snapshot.metadata', 'Your own notes.')),
    ),
  }),
  createUntil: { done: ['available'], failed: ['error'] },
  example: { create: { name: 'before-upgrade', volume: 'data' } },
  remove: { until: { done: 'gone', failed: ['error'] } },
});
