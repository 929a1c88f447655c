// SPDX-License-Identifier: Apache-2.0
// Availability zones of compute, block storage and network, listed separately: their meaning differs between providers.
import Type from 'typebox';
import { common, declared, from, nullable, oneOf, status } from '../fields.ts';
import { defineResource } from '../resource.ts';

export const availabilityZones = defineResource({
  plural: 'availability-zones',
  singular: 'availability-zone',
  about:
    'The availability zones of a region, listed once for each service that has them. The id is `{service}:{name}`.',
  cached: 'availability-zones',
  item: Type.Object({
    ...common,
    status: status(
      ['available', 'unavailable'],
      'Nova, Cinder: zoneState.available; Neutron: availability_zones[].state',
    ),
    service: oneOf(
      ['compute', 'block-storage', 'network'],
      from(
        'the service that names it',
        'The service that the zone belongs to. Zones of different services may differ even if they have the same name.',
      ),
    ),
    available: nullable(
      Type.Boolean(),
      from(
        'Nova, Cinder: zoneState.available; Neutron: availability_zones[].state',
        'Whether the zone is currently available.',
      ),
    ),
    uses: Type.Array(
      Type.Enum(['network', 'router']),
      from(
        'Neutron: availability_zones[].resource',
        'The kinds of object that can be placed in the zone; only for the network service.',
      ),
    ),
    fireZone: declared(
      from(
        'scs-0121',
        'Whether it is a separate fire zone, as SCS requires of compute zones. No API declares it, so the value is `unknown`.',
      ),
    ),
  }),
  unlisted: ['createdAt'],
  filters: {
    service: Type.Enum(['compute', 'block-storage', 'network'], { description: 'Only zones of this service.' }),
    available: Type.Boolean({ description: 'Whether the zone is currently available.' }),
  },
});
