// SPDX-License-Identifier: Apache-2.0
// Availability zones of computing, block storage and network, side by side: what they mean differs between providers.
import Type from 'typebox';
import { common, declared, from, nullable, oneOf, status } from '../fields.ts';
import { defineResource } from '../resource.ts';

export const availabilityZones = defineResource({
  plural: 'availability-zones',
  singular: 'availability-zone',
  about: "A region's availability zones, one for each service that has it. Their id is `{service}:{name}`.",
  cached: 'availability-zones',
  item: Type.Object({
    ...common,
    status: status(
      ['available', 'unavailable'],
      'Nova, Cinder: zoneState.available; Neutron: availability_zones[].state',
    ),
    service: oneOf(
      ['compute', 'block-storage', 'network'],
      from('the service that names it', 'Whose zone it is. Zones of one name need not be the same place.'),
    ),
    available: nullable(
      Type.Boolean(),
      from('Nova, Cinder: zoneState.available; Neutron: availability_zones[].state', 'Whether it can be used now.'),
    ),
    uses: Type.Array(
      Type.Enum(['network', 'router']),
      from('Neutron: availability_zones[].resource', 'What can be put there; only for networks.'),
    ),
    fireZone: declared(
      from('scs-0121', 'Whether it is a fire zone of its own, as SCS wants of compute zones. No API declares it.'),
    ),
  }),
  filters: {
    service: Type.Enum(['compute', 'block-storage', 'network'], { description: 'Whose zones.' }),
    available: Type.Boolean({ description: 'Whether it can be used now.' }),
  },
});
