// SPDX-License-Identifier: Apache-2.0
// Floating IPs: addresses outside the cloud that lead to one port inside, and can be moved to another.
import Type from 'typebox';
import { common, from, nullable, status, time } from '../fields.ts';
import { defineResource } from '../resource.ts';

const fixedAddress = Type.String({
  ...from(
    'Neutron: floatingip.fixed_ip_address',
    'Which of the addresses of the port is meant. Needed where it has several of IPv4.',
  ),
  minLength: 2,
});
const description = Type.String({ ...from('Neutron: floatingip.description', 'Free text.'), maxLength: 255 });

export const floatingIps = defineResource({
  plural: 'floating-ips',
  singular: 'floating-ip',
  about: 'Addresses outside the cloud that lead to one port inside, and can be moved to another.',
  item: Type.Object({
    ...common,
    name: Type.String(from('Neutron: floatingip.floating_ip_address', 'The address: floating IPs have no names.')),
    status: status(['active', 'down', 'error'], 'Neutron: floatingip.status; one that leads nowhere is `down`'),
    nativeStatus: Type.String(from('Neutron: floatingip.status', "The member's own word.")),
    description: Type.String(from('Neutron: floatingip.description', 'Free text; empty where it has none.')),
    updated: time(from('Neutron: floatingip.updated_at', 'When it last changed.')),
    address: Type.String(from('Neutron: floatingip.floating_ip_address', 'The address outside.')),
    fixedAddress: nullable(
      Type.String(),
      from('Neutron: floatingip.fixed_ip_address', 'The address inside; null where it leads nowhere.'),
    ),
    portId: nullable(Type.String(), from('Neutron: floatingip.port_id', 'The port that it leads to.')),
    networkId: Type.String(from('Neutron: floatingip.floating_network_id', 'The external network that it is of.')),
    routerId: nullable(Type.String(), from('Neutron: floatingip.router_id', 'The router on the way.')),
  }),
  filters: {
    address: Type.String({ description: 'The address outside.' }),
    fixedAddress: Type.String({ description: 'The address inside.' }),
    portId: Type.String({ description: 'Id of the port that it leads to.' }),
    networkId: Type.String({ description: 'Id of the external network that it is of.' }),
    routerId: Type.String({ description: 'Id of the router on the way.' }),
  },
  create: Type.Object({
    network: Type.Optional(
      Type.String({
        ...from(
          'Neutron: floatingip.floating_network_id; scs-0126',
          "An external network, by id or name. Absent: the cloud's default one, else the only one.",
        ),
        minLength: 1,
      }),
    ),
    port: Type.Optional(
      Type.String({ ...from('Neutron: floatingip.port_id', 'A port to lead to, by id or name.'), minLength: 1 }),
    ),
    fixedAddress: Type.Optional(fixedAddress),
    description: Type.Optional(description),
  }),
  update: Type.Object({
    port: Type.Optional(
      nullable(
        Type.String({ minLength: 1 }),
        from('Neutron: floatingip.port_id', 'A port to lead to, by id or name; null for nowhere.'),
      ),
    ),
    fixedAddress: Type.Optional(fixedAddress),
    description: Type.Optional(description),
  }),
  example: {
    create: { network: 'public', description: 'www.example.org' },
    update: { description: 'shop.example.org' },
    actions: { associate: { server: 'web' } },
  },
  remove: {},
  actions: {
    associate: {
      summary: 'Let it lead to a server or a port',
      description:
        'Give either `server` or `port`. A server must have one port only that has an IPv4 address and is not itself on an external network.',
      body: Type.Object({
        server: Type.Optional(
          Type.String({ ...from('Nova: server.id', 'A server in the same region, by id or name.'), minLength: 1 }),
        ),
        port: Type.Optional(
          Type.String({ ...from('Neutron: floatingip.port_id', 'A port, by id or name.'), minLength: 1 }),
        ),
        fixedAddress: Type.Optional(fixedAddress),
      }),
    },
    disassociate: { summary: 'Let it lead nowhere' },
  },
});
