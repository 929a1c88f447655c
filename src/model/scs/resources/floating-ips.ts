// SPDX-License-Identifier: Apache-2.0
// Floating IPs: external addresses that are mapped to a port and can be moved to another.
import Type from 'typebox';
import { common, from, nullable, status, tagActions, tags, tagsInstead, tagsOfNew, time } from '../fields.ts';
import { defineResource } from '../resource.ts';

const fixedAddress = Type.String({
  ...from(
    'Neutron: floatingip.fixed_ip_address',
    'The fixed address of the port to use. Required if the port has several IPv4 addresses.',
  ),
  minLength: 2,
});
const description = Type.String({ ...from('Neutron: floatingip.description', 'Free text.'), maxLength: 255 });

export const floatingIps = defineResource({
  plural: 'floating-ips',
  singular: 'floating-ip',
  about: 'External addresses that are mapped to a port inside the cloud and can be moved to another port.',
  item: Type.Object({
    ...common,
    name: Type.String(from('Neutron: floatingip.floating_ip_address', 'The address; floating IPs have no names.')),
    status: status(
      ['active', 'down', 'error'],
      'Neutron: floatingip.status; an address that is not associated is `down`',
    ),
    nativeStatus: Type.String(from('Neutron: floatingip.status', 'The status as the member reports it.')),
    description: Type.String(from('Neutron: floatingip.description', 'Free text; empty if there is none.')),
    updatedAt: time(from('Neutron: floatingip.updated_at', 'When it was last changed.')),
    address: Type.String(from('Neutron: floatingip.floating_ip_address', 'The external address.')),
    tags: tags('Neutron: floatingip.tags'),
    fixedAddress: nullable(
      Type.String(),
      from('Neutron: floatingip.fixed_ip_address', 'The fixed address; null if it is not associated.'),
    ),
    portId: nullable(
      Type.String(),
      from('Neutron: floatingip.port_id', 'The port that it is associated with; null if there is none.'),
    ),
    networkId: Type.String(from('Neutron: floatingip.floating_network_id', 'The external network that it belongs to.')),
    routerId: nullable(
      Type.String(),
      from('Neutron: floatingip.router_id', 'The router that forwards it; null if it is not associated.'),
    ),
  }),
  filters: {
    address: Type.String({ description: 'The external address.' }),
    fixedAddress: Type.String({ description: 'The fixed address.' }),
    portId: Type.String({ description: 'Id of the port that it is associated with.' }),
    networkId: Type.String({ description: 'Id of the external network that it belongs to.' }),
    routerId: Type.String({ description: 'Id of the router that forwards it.' }),
  },
  create: Type.Object({
    networkId: Type.Optional(
      Type.String({
        ...from(
          'Neutron: floatingip.floating_network_id; scs-0126',
          "An external network, by id or name. If omitted, the cloud's default external network is used, or its only one.",
        ),
        minLength: 1,
      }),
    ),
    portId: Type.Optional(
      Type.String({
        ...from('Neutron: floatingip.port_id', 'A port to associate it with, by id or name.'),
        minLength: 1,
      }),
    ),
    fixedAddress: Type.Optional(fixedAddress),
    description: Type.Optional(description),
    tags: Type.Optional(tagsOfNew('Neutron: floatingip.tags')),
  }),
  update: Type.Object({
    portId: Type.Optional(
      nullable(
        Type.String({ minLength: 1 }),
        from('Neutron: floatingip.port_id', 'A port to associate it with, by id or name; null disassociates it.'),
      ),
    ),
    fixedAddress: Type.Optional(fixedAddress),
    description: Type.Optional(description),
    tags: Type.Optional(tagsInstead('Neutron: floatingip.tags')),
  }),
  example: {
    create: { networkId: 'public', description: 'www.example.org' },
    update: { description: 'shop.example.org' },
    actions: { 'add-tag': { tag: 'shop' }, 'remove-tag': { tag: 'shop' }, associate: { serverId: 'web' } },
  },
  remove: {},
  actions: {
    ...tagActions('Neutron: floatingip.tags', 'a floating IP'),
    associate: {
      repeatable: true,
      summary: 'Associate a floating IP with a server or a port',
      description:
        'Give either `serverId` or `portId`. A server must have exactly one port that has an IPv4 address and is not itself on an external network.',
      body: Type.Object({
        serverId: Type.Optional(
          Type.String({ ...from('Nova: server.id', 'A server in the same region, by id or name.'), minLength: 1 }),
        ),
        portId: Type.Optional(
          Type.String({ ...from('Neutron: floatingip.port_id', 'A port, by id or name.'), minLength: 1 }),
        ),
        fixedAddress: Type.Optional(fixedAddress),
      }),
    },
    disassociate: { repeatable: true, summary: 'Disassociate a floating IP from its port' },
  },
});
