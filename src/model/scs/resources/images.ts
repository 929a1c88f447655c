// SPDX-License-Identifier: Apache-2.0
// Images: what servers are made from, understood by the properties of SCS. Uploading is left to the native API.
import Type from 'typebox';
import { common, from, nullable, oneOf, status, time } from '../fields.ts';
import { defineResource } from '../resource.ts';

const text = (source: string, description: string) => nullable(Type.String(), from(source, description));

export const images = defineResource({
  plural: 'images',
  singular: 'image',
  about: 'What servers are made from.',
  cached: 'images',
  item: Type.Object({
    ...common,
    status: status(
      ['queued', 'saving', 'importing', 'available', 'deactivated', 'deleting', 'error'],
      'Glance: image.status',
    ),
    nativeStatus: Type.String(from('Glance: image.status', "The member's own word.")),
    visibility: oneOf(
      ['public', 'community', 'shared', 'private', 'unknown'],
      from('Glance: image.visibility', 'Who may see it.'),
    ),
    hidden: Type.Boolean(from('Glance: image.os_hidden', 'Left out of lists: an older build, usually.')),
    protected: Type.Boolean(from('Glance: image.protected', 'Whether it cannot be deleted.')),
    sizeBytes: nullable(Type.Integer(), from('Glance: image.size', 'Size of its data.')),
    virtualSizeBytes: nullable(Type.Integer(), from('Glance: image.virtual_size', 'Size of the disk in it.')),
    minDiskGiB: nullable(Type.Integer(), from('Glance: image.min_disk; scs-0102', 'The least root disk it needs.')),
    minRamMiB: nullable(Type.Integer(), from('Glance: image.min_ram; scs-0102', 'The least memory it needs.')),
    diskFormat: text('Glance: image.disk_format', '`raw`, `qcow2` and others.'),
    containerFormat: text('Glance: image.container_format', '`bare` for most.'),
    checksum: nullable(
      Type.Object({
        algorithm: Type.String(
          from('Glance: image.os_hash_algo', '`sha512`, or `md5` where the member knows no other.'),
        ),
        value: Type.String(from('Glance: image.os_hash_value, else image.checksum', 'In hexadecimal.')),
      }),
      from('Glance: image.os_hash_value', 'Of its data; null as long as there is none.'),
    ),
    architecture: text('scs-0102: architecture', '`x86_64`, `aarch64` and others.'),
    osDistro: text('scs-0102: os_distro', 'The distribution, `ubuntu`.'),
    osVersion: text('scs-0102: os_version', 'Its version, `24.04`.'),
    osPurpose: oneOf(
      ['generic', 'minimal', 'k8snode', 'gpu', 'network', 'custom', 'oldgeneric', 'unknown'],
      from('scs-0102: os_purpose', 'What it is made for; unknown where it is not declared.'),
    ),
    scs: Type.Object(
      {
        replaceFrequency: text('scs-0102: replace_frequency', 'How often it is replaced by a newer build.'),
        uuidValidity: text('scs-0102: uuid_validity', 'How long its id stays.'),
        providedUntil: text('scs-0102: provided_until', 'Until when such an image is offered.'),
        source: text('scs-0102: image_source', 'Where it can be had, or `private`.'),
        description: text('scs-0102: image_description', 'What it is, or where that is told.'),
        buildDate: text('scs-0102: image_build_date', 'When it was built, as the operator writes it.'),
        originalUser: text('scs-0102: image_original_user', 'The user to log in as.'),
        hotfixHours: nullable(
          Type.Number(),
          from('scs-0102: hotfix_hours', 'Within so many hours critical flaws are mended; 0: best effort.'),
        ),
      },
      from('scs-0102', 'What SCS wants to be declared. Null: not declared.'),
    ),
    tags: Type.Array(Type.String(), from('Glance: image.tags', 'Its tags.')),
    properties: Type.Record(
      Type.String(),
      Type.String(),
      from('Glance: all other properties of the image', 'Every further property, by the name that Glance has for it.'),
    ),
    updated: time(from('Glance: image.updated_at', 'When the member changed it last.')),
  }),
  filters: {
    visibility: Type.Enum(['public', 'community', 'shared', 'private'], {
      description: 'Who may see it. Community images are listed only if this asks for them.',
    }),
    hidden: Type.Boolean({ description: 'True: the hidden ones, which are not listed otherwise.' }),
    architecture: Type.String({ description: 'Its processor architecture.' }),
    osDistro: Type.String({ description: 'Its distribution.' }),
    osVersion: Type.String({ description: "Its distribution's version." }),
    osPurpose: Type.Enum(['generic', 'minimal', 'k8snode', 'gpu', 'network', 'custom', 'oldgeneric', 'unknown'], {
      description: 'What it is made for.',
    }),
  },
});
