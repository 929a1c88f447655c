// SPDX-License-Identifier: Apache-2.0
// Volumes: block storage that outlives servers. Cinder's thirty status words come down to nine.
import Type from 'typebox';
import { common, declared, from, nullable, status, time } from '../fields.ts';
import { defineResource } from '../resource.ts';

const metadata = (options: { description: string }) => Type.Record(Type.String(), Type.String(), options);

export const volumes = defineResource({
  plural: 'volumes',
  singular: 'volume',
  about: 'Block storage that is attached to servers and outlives them.',
  item: Type.Object({
    ...common,
    status: status(
      ['creating', 'available', 'in-use', 'attaching', 'detaching', 'changing', 'deleting', 'error'],
      'Cinder: volume.status; `changing` is any work on it that ends by itself (extending, retyping, backing up …)',
    ),
    nativeStatus: Type.String(from('Cinder: volume.status', "The member's own word.")),
    description: Type.String(from('Cinder: volume.description', 'Free text; empty where it has none.')),
    updated: time(from('Cinder: volume.updated_at', 'When it last changed.')),
    sizeGiB: Type.Integer(from('Cinder: volume.size', 'Size.')),
    typeName: nullable(Type.String(), from('Cinder: volume.volume_type', 'Name of its volume type.')),
    typeId: nullable(
      Type.String(),
      from('Cinder: volume.volume_type_id, from microversion 3.63', 'Id of its volume type.'),
    ),
    bootable: Type.Boolean(from('Cinder: volume.bootable', 'Whether a server can start from it.')),
    encrypted: declared(from('Cinder: volume.encrypted', 'Whether the cloud encrypts it.')),
    multiattach: Type.Boolean(from('Cinder: volume.multiattach', 'Whether several servers may have it at once.')),
    availabilityZone: nullable(Type.String(), from('Cinder: volume.availability_zone', 'Where it is.')),
    attachments: Type.Array(
      Type.Object({
        serverId: Type.String(from('Cinder: attachment.server_id', 'The server that has it.')),
        device: nullable(Type.String(), from('Cinder: attachment.device', 'The device that the server was told of.')),
        attached: time(from('Cinder: attachment.attached_at', 'Since when.')),
      }),
      from('Cinder: volume.attachments', 'The servers that have it.'),
    ),
    sourceImageId: nullable(
      Type.String(),
      from('Cinder: volume.volume_image_metadata.image_id', 'The image that it was made of.'),
    ),
    snapshotId: nullable(Type.String(), from('Cinder: volume.snapshot_id', 'The snapshot that it was made of.')),
    sourceVolumeId: nullable(Type.String(), from('Cinder: volume.source_volid', 'The volume that it is a copy of.')),
    metadata: metadata(from('Cinder: volume.metadata', "The owner's own notes.")),
  }),
  filters: {
    typeName: Type.String({ description: 'Name of the volume type.' }),
    bootable: Type.Boolean({ description: 'Whether a server can start from it.' }),
    availabilityZone: Type.String({ description: 'Where it is.' }),
  },
  create: Type.Object({
    name: Type.String({ ...from('Cinder: volume.name', 'Its name.'), minLength: 1, maxLength: 255 }),
    sizeGiB: Type.Integer({ ...from('Cinder: volume.size', 'Size.'), minimum: 1 }),
    type: Type.Optional(
      Type.String({
        ...from('Cinder: volume.volume_type', "A volume type, by id or name; the cloud's default where absent."),
        minLength: 1,
      }),
    ),
    availabilityZone: Type.Optional(
      Type.String({ ...from('Cinder: volume.availability_zone', 'Where to put it.'), minLength: 1 }),
    ),
    snapshot: Type.Optional(
      Type.String({ ...from('Cinder: volume.snapshot_id', 'A snapshot to make it of, by id or name.'), minLength: 1 }),
    ),
    image: Type.Optional(
      Type.String({ ...from('Cinder: volume.imageRef', 'An image to make it of, by id or name.'), minLength: 1 }),
    ),
    volume: Type.Optional(
      Type.String({ ...from('Cinder: volume.source_volid', 'A volume to copy, by id or name.'), minLength: 1 }),
    ),
    description: Type.Optional(Type.String({ ...from('Cinder: volume.description', 'Free text.'), maxLength: 255 })),
    metadata: Type.Optional(metadata(from('Cinder: volume.metadata', 'Your own notes.'))),
  }),
  createUntil: { done: ['available'], failed: ['error'] },
  update: Type.Object({
    name: Type.Optional(Type.String({ ...from('Cinder: volume.name', 'Its name.'), minLength: 1, maxLength: 255 })),
    description: Type.Optional(Type.String({ ...from('Cinder: volume.description', 'Free text.'), maxLength: 255 })),
    metadata: Type.Optional(metadata(from('Cinder: volume.metadata', 'All of your notes: others are dropped.'))),
  }),
  example: {
    filters: { bootable: 'false' },
    create: { name: 'data', sizeGiB: 10, metadata: { use: 'db' } },
    update: { description: 'the database of the shop' },
    actions: { attach: { server: 'web' }, detach: { server: 'web' }, extend: { sizeGiB: 20 } },
  },
  remove: { until: { done: 'gone', failed: ['error'] } },
  actions: {
    attach: {
      summary: 'Attach it to a server',
      body: Type.Object({
        server: Type.String({
          ...from('Nova: POST /servers/{id}/os-volume_attachments', 'A server in the same region, by id or name.'),
          minLength: 1,
        }),
        device: Type.Optional(
          Type.String({
            ...from('Nova: volumeAttachment.device', 'A wish such as `/dev/vdb`; many hypervisors choose themselves.'),
            minLength: 1,
            maxLength: 255,
          }),
        ),
      }),
      until: { done: ['in-use'], failed: ['available', 'error'] },
    },
    detach: {
      summary: 'Detach it from a server',
      description:
        'It has ended once the volume is `available`. One that other servers still have stays `in-use`: look at `attachments` then.',
      body: Type.Object({
        server: Type.Optional(
          Type.String({
            ...from(
              'Nova: DELETE /servers/{id}/os-volume_attachments/{volume}',
              'The server, by id or name. May be left out where only one has it.',
            ),
            minLength: 1,
          }),
        ),
      }),
      until: { done: ['available'], failed: ['error'] },
    },
    extend: {
      summary: 'Make it larger',
      description: 'The file system inside is for the owner to grow.',
      body: Type.Object({
        sizeGiB: Type.Integer({ ...from('Cinder: os-extend.new_size', 'The new size.'), minimum: 1 }),
      }),
      until: { done: ['available', 'in-use'], failed: ['error'] },
    },
  },
});
