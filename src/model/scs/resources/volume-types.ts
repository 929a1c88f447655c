// SPDX-License-Identifier: Apache-2.0
// Volume types. What SCS states about them is in a marker in their description (scs-0114).
import Type from 'typebox';
import { common, declared, from, nullable, status } from '../fields.ts';
import { defineResource } from '../resource.ts';

export const volumeTypes = defineResource({
  plural: 'volume-types',
  singular: 'volume-type',
  about: 'The types of block storage that a cloud offers.',
  cached: 'volume-types',
  item: Type.Object({
    ...common,
    status: status(['available'], 'none: Cinder volume types have no status; a listed type is available'),
    description: Type.String(
      from('Cinder: volume_type.description', 'Free text with the marker of scs-0114, as the cloud wrote it.'),
    ),
    public: Type.Boolean(from('Cinder: volume_type.is_public', 'Whether every project may use it.')),
    default: nullable(
      Type.Boolean(),
      from(
        'Cinder: GET /types/default',
        'Whether volumes get this type if none is requested; null if the cloud does not report it.',
      ),
    ),
    encrypted: declared(
      from('scs-0114: [scs:encrypted] in volume_type.description', 'Whether its volumes are encrypted.'),
    ),
    replicated: declared(
      from('scs-0114: [scs:replicated] in volume_type.description', 'Whether its volumes are replicated.'),
    ),
    extraSpecs: nullable(
      Type.Record(Type.String(), Type.String()),
      from('Cinder: volume_type.extra_specs', 'The extra specs that the cloud shows; null if it shows none.'),
    ),
  }),
  unlisted: ['createdAt'],
  filters: {
    public: Type.Boolean({ description: 'Whether every project may use it.' }),
    default: Type.Boolean({ description: "Whether it is the cloud's default." }),
    encrypted: Type.Boolean({ description: 'Whether its volumes are encrypted.' }),
    replicated: Type.Boolean({ description: 'Whether its volumes are replicated.' }),
  },
});
