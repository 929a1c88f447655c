// SPDX-License-Identifier: Apache-2.0
// Routers: they connect a project's networks with each other and with external networks.
import Type from 'typebox';
import { common, from, nullable, status, tagActions, tags, tagsInstead, tagsOfNew, time } from '../fields.ts';
import { defineResource } from '../resource.ts';

const subnetId = Type.String({
  ...from('Neutron: subnet_id', 'A subnet, by id or name. The router takes the gateway address of the subnet.'),
  minLength: 1,
});
const gateway = Type.Object(
  {
    networkId: Type.String({
      ...from('Neutron: external_gateway_info.network_id', 'An external network, by id or name.'),
      minLength: 1,
    }),
  },
  {
    additionalProperties: false,
    ...from(
      'Neutron: router.external_gateway_info',
      'The connection to an external network. If omitted, the router has none.',
    ),
  },
);
const joined = Type.Object({
  subnetId: Type.String(from('Neutron: subnet_id', 'The subnet.')),
  networkId: nullable(Type.String(), from('Neutron: network_id', 'The network of that subnet.')),
  portId: Type.String(from('Neutron: port_id', 'The port of the router in that subnet.')),
});

export const routers = defineResource({
  plural: 'routers',
  singular: 'router',
  about: "Routers, which connect a project's networks with each other and with the outside.",
  item: Type.Object({
    ...common,
    status: status(['active', 'building', 'down', 'error'], 'Neutron: router.status'),
    nativeStatus: Type.String(from('Neutron: router.status', 'The status as the member reports it.')),
    description: Type.String(from('Neutron: router.description', 'Free text; empty if there is none.')),
    updatedAt: time(from('Neutron: router.updated_at', 'When it was last changed.')),
    adminStateUp: Type.Boolean(from('Neutron: router.admin_state_up', 'Whether it is administratively enabled.')),
    tags: tags('Neutron: router.tags'),
    externalGateway: nullable(
      Type.Object({
        networkId: Type.String(from('Neutron: external_gateway_info.network_id', 'The external network.')),
        snat: nullable(
          Type.Boolean(),
          from(
            'Neutron: external_gateway_info.enable_snat',
            'Whether servers without a floating IP reach the outside through the address of the router (source NAT).',
          ),
        ),
        addresses: Type.Array(
          Type.String(),
          from(
            'Neutron: external_gateway_info.external_fixed_ips[].ip_address',
            'The external addresses of the router.',
          ),
        ),
      }),
      from('Neutron: router.external_gateway_info', 'The connection to an external network; null if there is none.'),
    ),
    routes: Type.Array(
      Type.Object({
        destination: Type.String(from('Neutron: route.destination', 'The destination as a CIDR.')),
        nextHop: Type.String(from('Neutron: route.nexthop', 'The address of the next hop.')),
      }),
      from('Neutron: router.routes', 'Additional static routes.'),
    ),
    availabilityZones: Type.Array(
      Type.String(),
      from(
        'Neutron: router.availability_zones',
        'The availability zones that it runs in; empty if the cloud has no network availability zones.',
      ),
    ),
  }),
  create: Type.Object({
    name: Type.String({ ...from('Neutron: router.name', 'Its name.'), minLength: 1, maxLength: 255 }),
    description: Type.Optional(Type.String({ ...from('Neutron: router.description', 'Free text.'), maxLength: 255 })),
    externalGateway: Type.Optional(gateway),
    tags: Type.Optional(tagsOfNew('Neutron: router.tags')),
  }),
  createUntil: { done: ['active'], failed: ['error'] },
  update: Type.Object({
    name: Type.Optional(Type.String({ ...from('Neutron: router.name', 'Its name.'), minLength: 1, maxLength: 255 })),
    description: Type.Optional(Type.String({ ...from('Neutron: router.description', 'Free text.'), maxLength: 255 })),
    adminStateUp: Type.Optional(
      Type.Boolean(from('Neutron: router.admin_state_up', 'Whether it is administratively enabled.')),
    ),
    externalGateway: Type.Optional(
      nullable(
        gateway,
        from('Neutron: router.external_gateway_info', 'The connection to an external network; null removes it.'),
      ),
    ),
    tags: Type.Optional(tagsInstead('Neutron: router.tags')),
  }),
  example: {
    create: { name: 'out', externalGateway: { networkId: 'public' } },
    update: { description: 'the way out' },
    actions: {
      'add-tag': { tag: 'shop' },
      'remove-tag': { tag: 'shop' },
      'add-interface': { subnetId: 'shop-v4' },
      'remove-interface': { subnetId: 'shop-v4' },
    },
  },
  remove: {},
  actions: {
    ...tagActions('Neutron: router.tags', 'a router'),
    'add-interface': {
      summary: 'Connect a router to a subnet',
      repeatable: true,
      body: Type.Object({ subnetId }),
      result: joined,
    },
    'remove-interface': {
      summary: 'Disconnect a router from a subnet',
      repeatable: true,
      body: Type.Object({ subnetId }),
      result: joined,
    },
  },
});
