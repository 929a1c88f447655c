// SPDX-License-Identifier: Apache-2.0
// Volume types: what sorts of storage a cloud has. What SCS knows of them stands in a marker in their description.
import Type from 'typebox';
import { common, declared, from, nullable, status } from '../fields.ts';
import { defineResource } from '../resource.ts';

export const volumeTypes = defineResource({
  plural: 'volume-types',
  singular: 'volume-type',
  about: 'The sorts of block storage that a cloud offers.',
  cached: 'volume-types',
  item: Type.Object({
    ...common,
    status: status(['available'], 'none: Cinder gives types no status; one that is listed can be used'),
    description: Type.String(
      from('Cinder: volume_type.description', 'Free text with the marker of scs-0114, as the cloud wrote it.'),
    ),
    public: Type.Boolean(from('Cinder: volume_type.is_public', 'Whether every project may use it.')),
    default: nullable(
      Type.Boolean(),
      from(
        'Cinder: GET /types/default',
        'Whether volumes are of this type where no other is asked for; null where the cloud does not say.',
      ),
    ),
    encrypted: declared(
      from('scs-0114: [scs:encrypted] in volume_type.description', 'Whether its volumes are encrypted.'),
    ),
    replicated: declared(
      from('scs-0114: [scs:replicated] in volume_type.description', 'Whether its volumes are kept more than once.'),
    ),
    extraSpecs: nullable(
      Type.Record(Type.String(), Type.String()),
      from('Cinder: volume_type.extra_specs', 'What the cloud shows of its properties; null where it shows none.'),
    ),
  }),
  filters: {
    public: Type.Boolean({ description: 'Whether every project may use it.' }),
    default: Type.Boolean({ description: "Whether it is the cloud's default." }),
    encrypted: Type.Enum(['yes', 'no', 'unknown'], { description: 'Whether its volumes are encrypted.' }),
    replicated: Type.Enum(['yes', 'no', 'unknown'], { description: 'Whether its volumes are kept more than once.' }),
  },
});
