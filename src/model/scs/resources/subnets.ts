// SPDX-License-Identifier: Apache-2.0
// Subnets: the address ranges of networks.
import Type from 'typebox';
import { common, from, nullable, status, tagActions, tags, tagsInstead, tagsOfNew, time } from '../fields.ts';
import { defineResource } from '../resource.ts';

const strict = { additionalProperties: false };
const pool = {
  start: Type.String(from('Neutron: allocation_pool.start', 'The first address.')),
  end: Type.String(from('Neutron: allocation_pool.end', 'The last address.')),
};
const route = {
  destination: Type.String(from('Neutron: host_route.destination', 'The destination as a CIDR.')),
  nextHop: Type.String(from('Neutron: host_route.nexthop', 'The address of the next hop.')),
};
const MODES = ['slaac', 'dhcpv6-stateful', 'dhcpv6-stateless'] as const;

const gateway = nullable(
  Type.String({ minLength: 2 }),
  from(
    'Neutron: subnet.gateway_ip',
    'The gateway address; null for no gateway. If omitted, the first address is used.',
  ),
);
const dnsServers = Type.Array(Type.String({ minLength: 2 }), {
  ...from('Neutron: subnet.dns_nameservers', 'Addresses of DNS servers, announced by DHCP.'),
  maxItems: 20,
});
const pools = Type.Array(Type.Object(pool, strict), {
  ...from(
    'Neutron: subnet.allocation_pools',
    'The ranges that addresses are allocated from. If omitted, all addresses but the gateway are used.',
  ),
});
const routes = Type.Array(Type.Object(route, strict), {
  ...from('Neutron: subnet.host_routes', 'Additional routes, announced by DHCP.'),
});

export const subnets = defineResource({
  plural: 'subnets',
  singular: 'subnet',
  about: 'The address ranges of networks.',
  item: Type.Object({
    ...common,
    status: status(['available'], 'none: Neutron subnets have no status; a listed subnet is available'),
    description: Type.String(from('Neutron: subnet.description', 'Free text; empty if there is none.')),
    updatedAt: time(from('Neutron: subnet.updated_at', 'When it was last changed.')),
    networkId: Type.String(from('Neutron: subnet.network_id', 'The network that it belongs to.')),
    cidr: Type.String(from('Neutron: subnet.cidr', 'The address range as a CIDR.')),
    ipVersion: Type.Enum([4, 6], from('Neutron: subnet.ip_version', 'IPv4 or IPv6.')),
    gateway: nullable(Type.String(), from('Neutron: subnet.gateway_ip', 'The gateway address; null if there is none.')),
    dhcp: Type.Boolean(from('Neutron: subnet.enable_dhcp', 'Whether DHCP is enabled.')),
    tags: tags('Neutron: subnet.tags'),
    dnsServers: Type.Array(Type.String(), from('Neutron: subnet.dns_nameservers', 'Addresses of DNS servers.')),
    pools: Type.Array(
      Type.Object(pool),
      from('Neutron: subnet.allocation_pools', 'The ranges that addresses are allocated from.'),
    ),
    routes: Type.Array(Type.Object(route), from('Neutron: subnet.host_routes', 'Additional routes for servers.')),
    ipv6AddressMode: nullable(
      Type.Enum([...MODES]),
      from('Neutron: subnet.ipv6_address_mode', 'How servers get their IPv6 address.'),
    ),
    ipv6RouterMode: nullable(
      Type.Enum([...MODES]),
      from('Neutron: subnet.ipv6_ra_mode', 'The mode of router advertisements.'),
    ),
  }),
  filters: {
    networkId: Type.String({ description: 'Id of the network that it belongs to.' }),
    cidr: Type.String({ description: 'The address range, as the cloud writes it.' }),
    ipVersion: Type.Enum([4, 6], { description: 'IPv4 or IPv6.' }),
  },
  create: Type.Object({
    name: Type.String({ ...from('Neutron: subnet.name', 'Its name.'), minLength: 1, maxLength: 255 }),
    networkId: Type.String({
      ...from('Neutron: subnet.network_id', 'The network that it belongs to, by id or name.'),
      minLength: 1,
    }),
    cidr: Type.String({
      ...from('Neutron: subnet.cidr', 'The address range as a CIDR.'),
      pattern: '^[0-9a-fA-F.:]+/[0-9]{1,3}$',
    }),
    ipVersion: Type.Optional(
      Type.Enum([4, 6], from('Neutron: subnet.ip_version', 'The IP version. If omitted, it follows the CIDR.')),
    ),
    gateway: Type.Optional(gateway),
    dhcp: Type.Optional(Type.Boolean(from('Neutron: subnet.enable_dhcp', 'Whether DHCP is enabled; true if omitted.'))),
    dnsServers: Type.Optional(dnsServers),
    pools: Type.Optional(pools),
    routes: Type.Optional(routes),
    ipv6AddressMode: Type.Optional(
      Type.Enum([...MODES], from('Neutron: subnet.ipv6_address_mode', 'How servers get their IPv6 address.')),
    ),
    ipv6RouterMode: Type.Optional(
      Type.Enum(
        [...MODES],
        from('Neutron: subnet.ipv6_ra_mode', 'The mode of router advertisements. If omitted, it is `ipv6AddressMode`.'),
      ),
    ),
    description: Type.Optional(Type.String({ ...from('Neutron: subnet.description', 'Free text.'), maxLength: 255 })),
    tags: Type.Optional(tagsOfNew('Neutron: subnet.tags')),
  }),
  update: Type.Object({
    name: Type.Optional(Type.String({ ...from('Neutron: subnet.name', 'Its name.'), minLength: 1, maxLength: 255 })),
    description: Type.Optional(Type.String({ ...from('Neutron: subnet.description', 'Free text.'), maxLength: 255 })),
    gateway: Type.Optional(gateway),
    dhcp: Type.Optional(Type.Boolean(from('Neutron: subnet.enable_dhcp', 'Whether DHCP is enabled.'))),
    dnsServers: Type.Optional(dnsServers),
    pools: Type.Optional(pools),
    routes: Type.Optional(routes),
    tags: Type.Optional(tagsInstead('Neutron: subnet.tags')),
  }),
  example: {
    filters: { ipVersion: '4' },
    create: { name: 'shop-v4', networkId: 'shop', cidr: '10.20.0.0/24', dnsServers: ['9.9.9.9'] },
    update: { dnsServers: ['9.9.9.9', '149.112.112.112'] },
    actions: { 'add-tag': { tag: 'shop' }, 'remove-tag': { tag: 'shop' } },
  },
  remove: {},
  actions: tagActions('Neutron: subnet.tags', 'a subnet'),
});
