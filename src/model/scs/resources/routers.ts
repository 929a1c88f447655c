// SPDX-License-Identifier: Apache-2.0
// Routers: between a project's networks, and from them out of the cloud.
import Type from 'typebox';
import { common, from, nullable, status, time } from '../fields.ts';
import { defineResource } from '../resource.ts';

const subnet = Type.String({
  ...from('Neutron: subnet_id', 'A subnet, by id or name. The router takes its gateway address.'),
  minLength: 1,
});
const joined = Type.Object({
  subnetId: Type.String(from('Neutron: subnet_id', 'The subnet.')),
  networkId: nullable(Type.String(), from('Neutron: network_id', 'The network of that subnet.')),
  portId: Type.String(from('Neutron: port_id', "The router's port there.")),
});

export const routers = defineResource({
  plural: 'routers',
  singular: 'router',
  about: "Routers between a project's networks, and from them out of the cloud.",
  item: Type.Object({
    ...common,
    status: status(['active', 'building', 'down', 'error'], 'Neutron: router.status'),
    nativeStatus: Type.String(from('Neutron: router.status', "The member's own word.")),
    description: Type.String(from('Neutron: router.description', 'Free text; empty where it has none.')),
    updated: time(from('Neutron: router.updated_at', 'When it last changed.')),
    adminStateUp: Type.Boolean(from('Neutron: router.admin_state_up', 'Whether it is switched on.')),
    externalGateway: nullable(
      Type.Object({
        networkId: Type.String(from('Neutron: external_gateway_info.network_id', 'The external network.')),
        snat: nullable(
          Type.Boolean(),
          from(
            'Neutron: external_gateway_info.enable_snat',
            'Whether servers without a floating IP reach the outside by the address of the router.',
          ),
        ),
        addresses: Type.Array(
          Type.String(),
          from('Neutron: external_gateway_info.external_fixed_ips[].ip_address', 'Its addresses outside.'),
        ),
      }),
      from('Neutron: router.external_gateway_info', 'The way out of the cloud; null for none.'),
    ),
    routes: Type.Array(
      Type.Object({
        destination: Type.String(from('Neutron: route.destination', 'Where to, as a CIDR.')),
        nextHop: Type.String(from('Neutron: route.nexthop', 'By way of this address.')),
      }),
      from('Neutron: router.routes', 'Further routes.'),
    ),
    availabilityZones: Type.Array(
      Type.String(),
      from('Neutron: router.availability_zones', 'Where it runs; empty where the cloud has no network zones.'),
    ),
  }),
  create: Type.Object({
    name: Type.String({ ...from('Neutron: router.name', 'Its name.'), minLength: 1, maxLength: 255 }),
    description: Type.Optional(Type.String({ ...from('Neutron: router.description', 'Free text.'), maxLength: 255 })),
    externalNetwork: Type.Optional(
      Type.String({
        ...from(
          'Neutron: router.external_gateway_info.network_id',
          'An external network, by id or name. Absent: no way out of the cloud.',
        ),
        minLength: 1,
      }),
    ),
  }),
  createUntil: { done: ['active'], failed: ['error'] },
  update: Type.Object({
    name: Type.Optional(Type.String({ ...from('Neutron: router.name', 'Its name.'), minLength: 1, maxLength: 255 })),
    description: Type.Optional(Type.String({ ...from('Neutron: router.description', 'Free text.'), maxLength: 255 })),
    adminStateUp: Type.Optional(Type.Boolean(from('Neutron: router.admin_state_up', 'Whether it is switched on.'))),
    externalNetwork: Type.Optional(
      nullable(
        Type.String({ minLength: 1 }),
        from(
          'Neutron: router.external_gateway_info.network_id',
          'An external network, by id or name; null takes the way out away.',
        ),
      ),
    ),
  }),
  example: {
    create: { name: 'out', externalNetwork: 'public' },
    update: { description: 'the way out' },
    actions: { 'add-interface': { subnet: 'shop-v4' }, 'remove-interface': { subnet: 'shop-v4' } },
  },
  remove: {},
  actions: {
    'add-interface': { summary: 'Connect it to a subnet', body: Type.Object({ subnet }), result: joined },
    'remove-interface': { summary: 'Disconnect it from a subnet', body: Type.Object({ subnet }), result: joined },
  },
});
