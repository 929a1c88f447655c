// SPDX-License-Identifier: Apache-2.0
// Images, interpreted by the image properties of SCS. Uploading is left to the native API.
import Type from 'typebox';
import {
  common,
  from,
  metadata,
  metadataPatch,
  nullable,
  oneOf,
  status,
  tagActions,
  tags,
  tagsInstead,
  time,
} from '../fields.ts';
import { defineResource } from '../resource.ts';

const text = (source: string, description: string) => nullable(Type.String(), from(source, description));

export const images = defineResource({
  plural: 'images',
  singular: 'image',
  about: 'The images that servers are created from.',
  cached: 'images',
  item: Type.Object({
    ...common,
    status: status(
      ['queued', 'saving', 'importing', 'available', 'deactivated', 'deleting', 'error'],
      'Glance: image.status',
    ),
    nativeStatus: Type.String(from('Glance: image.status', 'The status as the member reports it.')),
    visibility: oneOf(
      ['public', 'community', 'shared', 'private', 'unknown'],
      from('Glance: image.visibility', 'Who may see the image.'),
    ),
    hidden: Type.Boolean(
      from('Glance: image.os_hidden', 'Whether it is hidden from lists, as older builds usually are.'),
    ),
    protected: Type.Boolean(from('Glance: image.protected', 'Whether it is protected against deletion.')),
    sizeBytes: nullable(
      Type.Integer(),
      from('Glance: image.size', 'Size of its data in bytes; null while it has none.'),
    ),
    virtualSizeBytes: nullable(
      Type.Integer(),
      from('Glance: image.virtual_size', 'Size of the virtual disk in bytes.'),
    ),
    minDiskGiB: nullable(
      Type.Integer(),
      from('Glance: image.min_disk; scs-0102', 'The smallest root disk that it needs, in GiB.'),
    ),
    minRamMiB: nullable(
      Type.Integer(),
      from('Glance: image.min_ram; scs-0102', 'The smallest memory that it needs, in MiB.'),
    ),
    diskFormat: text('Glance: image.disk_format', 'The disk format, such as `raw` or `qcow2`.'),
    containerFormat: text('Glance: image.container_format', 'The container format, usually `bare`.'),
    checksum: nullable(
      Type.Object({
        algorithm: Type.String(
          from('Glance: image.os_hash_algo', 'The hash algorithm: `sha512`, or `md5` if the member has no other.'),
        ),
        value: Type.String(from('Glance: image.os_hash_value, else image.checksum', 'The hash in hexadecimal.')),
      }),
      from('Glance: image.os_hash_value', 'The checksum of its data; null while it has none.'),
    ),
    architecture: text('scs-0102: architecture', 'The processor architecture, such as `x86_64` or `aarch64`.'),
    distro: text('scs-0102: os_distro', 'The distribution, such as `ubuntu`.'),
    version: text('scs-0102: os_version', 'The version of the distribution, such as `24.04`.'),
    purpose: oneOf(
      ['generic', 'minimal', 'k8snode', 'gpu', 'network', 'custom', 'oldgeneric', 'unknown'],
      from('scs-0102: os_purpose', 'The purpose of the image; `unknown` if it is not declared.'),
    ),
    scs: Type.Object(
      {
        replaceFrequency: text('scs-0102: replace_frequency', 'How often it is replaced by a newer build.'),
        uuidValidity: text('scs-0102: uuid_validity', 'How long its id remains valid.'),
        providedUntil: text('scs-0102: provided_until', 'The date until which the image is provided.'),
        source: text('scs-0102: image_source', 'The source of the image, or `private`.'),
        description: text('scs-0102: image_description', 'A description, or where to find one.'),
        buildDate: text('scs-0102: image_build_date', 'When it was built, as the operator declares it.'),
        originalUser: text('scs-0102: image_original_user', 'The default user to log in as.'),
        hotfixHours: nullable(
          Type.Number(),
          from(
            'scs-0102: hotfix_hours',
            'The number of hours within which critical vulnerabilities are fixed; 0 means best effort.',
          ),
        ),
      },
      from('scs-0102', 'The properties that SCS asks operators to declare; null if not declared.'),
    ),
    tags: tags('Glance: image.tags'),
    metadata: metadata('Glance: all other properties of the image', 'All other properties, by their Glance names.'),
    updatedAt: time(from('Glance: image.updated_at', 'When the member last changed it.')),
  }),
  filters: {
    visibility: Type.Enum(['public', 'community', 'shared', 'private'], {
      description: 'Who may see the image. Community images are listed only if this asks for them.',
    }),
    hidden: Type.Boolean({ description: 'If true, lists the hidden images, which are otherwise left out.' }),
    architecture: Type.String({ description: 'The processor architecture.' }),
    distro: Type.String({ description: 'The distribution.' }),
    version: Type.String({ description: 'The version of the distribution.' }),
    purpose: Type.Enum(['generic', 'minimal', 'k8snode', 'gpu', 'network', 'custom', 'oldgeneric', 'unknown'], {
      description: 'The purpose of the image.',
    }),
  },
  update: Type.Object(
    {
      tags: Type.Optional(tagsInstead('Glance: image.tags')),
      metadata: Type.Optional(metadataPatch('Glance: properties of the image')),
    },
    { additionalProperties: false, minProperties: 1 },
  ),
  example: {
    update: { metadata: { team: 'shop' } },
    actions: { 'add-tag': { tag: 'golden' }, 'remove-tag': { tag: 'golden' } },
  },
  actions: tagActions('Glance: image.tags', 'an image'),
});
