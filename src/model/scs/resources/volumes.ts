// SPDX-License-Identifier: Apache-2.0
// Volumes: block storage that outlives servers. Cinder's thirty statuses are reduced to nine.
import Type from 'typebox';
import { common, declared, from, metadata, metadataOfNew, metadataPatch, nullable, status, time } from '../fields.ts';
import { defineResource } from '../resource.ts';

export const volumes = defineResource({
  plural: 'volumes',
  singular: 'volume',
  about: 'Block storage that is attached to servers and outlives them.',
  item: Type.Object({
    ...common,
    status: status(
      ['creating', 'available', 'in-use', 'attaching', 'detaching', 'changing', 'deleting', 'error'],
      'Cinder: volume.status; `changing` is any transient state (extending, retyping, backing up …)',
    ),
    nativeStatus: Type.String(from('Cinder: volume.status', 'The status as the member reports it.')),
    description: Type.String(from('Cinder: volume.description', 'Free text; empty if there is none.')),
    updatedAt: time(from('Cinder: volume.updated_at', 'When it was last changed.')),
    sizeGiB: Type.Integer(from('Cinder: volume.size', 'The size in GiB.')),
    typeName: nullable(Type.String(), from('Cinder: volume.volume_type', 'The name of its volume type.')),
    typeId: nullable(
      Type.String(),
      from('Cinder: volume.volume_type_id, from microversion 3.63', 'The id of its volume type.'),
    ),
    bootable: Type.Boolean(from('Cinder: volume.bootable', 'Whether a server can boot from it.')),
    encrypted: declared(from('Cinder: volume.encrypted', 'Whether the cloud encrypts it.')),
    multiattach: Type.Boolean(
      from('Cinder: volume.multiattach', 'Whether it can be attached to several servers at once.'),
    ),
    availabilityZone: nullable(Type.String(), from('Cinder: volume.availability_zone', 'Its availability zone.')),
    attachments: Type.Array(
      Type.Object({
        serverId: Type.String(from('Cinder: attachment.server_id', 'The server that it is attached to.')),
        device: nullable(
          Type.String(),
          from('Cinder: attachment.device', 'The device name that was passed to the server.'),
        ),
        attachedAt: time(from('Cinder: attachment.attached_at', 'When it was attached.')),
      }),
      from('Cinder: volume.attachments', 'The servers that it is attached to.'),
    ),
    sourceImageId: nullable(
      Type.String(),
      from('Cinder: volume.volume_image_metadata.image_id', 'The image that it was created from.'),
    ),
    sourceSnapshotId: nullable(
      Type.String(),
      from('Cinder: volume.snapshot_id', 'The snapshot that it was created from.'),
    ),
    sourceVolumeId: nullable(Type.String(), from('Cinder: volume.source_volid', 'The volume that it was copied from.')),
    metadata: metadata('Cinder: volume.metadata'),
  }),
  filters: {
    typeName: Type.String({ description: 'The name of the volume type.' }),
    bootable: Type.Boolean({ description: 'Whether a server can boot from it.' }),
    availabilityZone: Type.String({ description: 'Its availability zone.' }),
  },
  create: Type.Object({
    name: Type.String({ ...from('Cinder: volume.name', 'Its name.'), minLength: 1, maxLength: 255 }),
    sizeGiB: Type.Integer({ ...from('Cinder: volume.size', 'The size in GiB.'), minimum: 1 }),
    typeName: Type.Optional(
      Type.String({
        ...from('Cinder: volume.volume_type', "A volume type, by name or id. If omitted, the cloud's default is used."),
        minLength: 1,
      }),
    ),
    availabilityZone: Type.Optional(
      Type.String({
        ...from('Cinder: volume.availability_zone', 'The availability zone to create it in.'),
        minLength: 1,
      }),
    ),
    sourceSnapshotId: Type.Optional(
      Type.String({
        ...from('Cinder: volume.snapshot_id', 'A snapshot to create it from, by id or name.'),
        minLength: 1,
      }),
    ),
    sourceImageId: Type.Optional(
      Type.String({ ...from('Cinder: volume.imageRef', 'An image to create it from, by id or name.'), minLength: 1 }),
    ),
    sourceVolumeId: Type.Optional(
      Type.String({ ...from('Cinder: volume.source_volid', 'A volume to copy, by id or name.'), minLength: 1 }),
    ),
    description: Type.Optional(Type.String({ ...from('Cinder: volume.description', 'Free text.'), maxLength: 255 })),
    metadata: Type.Optional(metadataOfNew('Cinder: volume.metadata')),
  }),
  createUntil: { done: ['available'], failed: ['error'] },
  update: Type.Object({
    name: Type.Optional(Type.String({ ...from('Cinder: volume.name', 'Its name.'), minLength: 1, maxLength: 255 })),
    description: Type.Optional(Type.String({ ...from('Cinder: volume.description', 'Free text.'), maxLength: 255 })),
    metadata: Type.Optional(metadataPatch('Cinder: volume.metadata')),
  }),
  example: {
    filters: { bootable: 'false' },
    create: { name: 'data', sizeGiB: 10, metadata: { use: 'db' } },
    update: { description: 'the database of the shop' },
    actions: { attach: { serverId: 'web' }, detach: { serverId: 'web' }, extend: { sizeGiB: 20 } },
  },
  remove: { until: { done: 'gone', failed: ['error'] } },
  actions: {
    attach: {
      summary: 'Attach a volume to a server',
      body: Type.Object({
        serverId: Type.String({
          ...from('Nova: POST /servers/{id}/os-volume_attachments', 'A server in the same region, by id or name.'),
          minLength: 1,
        }),
        device: Type.Optional(
          Type.String({
            ...from(
              'Nova: volumeAttachment.device',
              'The requested device name, such as `/dev/vdb`. Many hypervisors ignore it.',
            ),
            minLength: 1,
            maxLength: 255,
          }),
        ),
      }),
      until: { done: ['in-use'], failed: ['available', 'error'] },
    },
    detach: {
      summary: 'Detach a volume from a server',
      description:
        'The operation ends when the volume is `available`. A volume that is still attached to other servers stays `in-use`; check `attachments` then.',
      body: Type.Object({
        serverId: Type.Optional(
          Type.String({
            ...from(
              'Nova: DELETE /servers/{id}/os-volume_attachments/{volume}',
              'The server, by id or name. It may be omitted if the volume is attached to one server only.',
            ),
            minLength: 1,
          }),
        ),
      }),
      until: { done: ['available'], failed: ['error'] },
    },
    extend: {
      summary: 'Extend a volume',
      description: 'The file system on it is not resized.',
      body: Type.Object({
        sizeGiB: Type.Integer({ ...from('Cinder: os-extend.new_size', 'The new size.'), minimum: 1 }),
      }),
      until: { done: ['available', 'in-use'], failed: ['error'] },
    },
  },
});
