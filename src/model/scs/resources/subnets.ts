// SPDX-License-Identifier: Apache-2.0
// Subnets: the address ranges of networks.
import Type from 'typebox';
import { common, from, nullable, status, time } from '../fields.ts';
import { defineResource } from '../resource.ts';

const strict = { additionalProperties: false };
const pool = {
  start: Type.String(from('Neutron: allocation_pool.start', 'First address.')),
  end: Type.String(from('Neutron: allocation_pool.end', 'Last address.')),
};
const route = {
  destination: Type.String(from('Neutron: host_route.destination', 'Where to, as a CIDR.')),
  nextHop: Type.String(from('Neutron: host_route.nexthop', 'By way of this address.')),
};
const MODES = ['slaac', 'dhcpv6-stateful', 'dhcpv6-stateless'] as const;

const gateway = nullable(
  Type.String({ minLength: 2 }),
  from('Neutron: subnet.gateway_ip', "The router's address; null for none. Absent: the first address."),
);
const dnsServers = Type.Array(Type.String({ minLength: 2 }), {
  ...from('Neutron: subnet.dns_nameservers', 'Addresses of name servers, told to servers by DHCP.'),
  maxItems: 20,
});
const pools = Type.Array(Type.Object(pool, strict), {
  ...from('Neutron: subnet.allocation_pools', 'Where addresses are taken from. Absent: all but the gateway.'),
});
const routes = Type.Array(Type.Object(route, strict), {
  ...from('Neutron: subnet.host_routes', 'Further routes, told to servers by DHCP.'),
});

export const subnets = defineResource({
  plural: 'subnets',
  singular: 'subnet',
  about: 'The address ranges of networks.',
  item: Type.Object({
    ...common,
    status: status(['available'], 'none: Neutron gives subnets no status; one that is listed can be used'),
    description: Type.String(from('Neutron: subnet.description', 'Free text; empty where it has none.')),
    updated: time(from('Neutron: subnet.updated_at', 'When it last changed.')),
    networkId: Type.String(from('Neutron: subnet.network_id', 'The network that it belongs to.')),
    cidr: Type.String(from('Neutron: subnet.cidr', 'Its addresses, as a CIDR.')),
    ipVersion: Type.Enum([4, 6], from('Neutron: subnet.ip_version', 'IPv4 or IPv6.')),
    gateway: nullable(Type.String(), from('Neutron: subnet.gateway_ip', "The router's address.")),
    dhcp: Type.Boolean(from('Neutron: subnet.enable_dhcp', 'Whether the cloud answers DHCP on it.')),
    dnsServers: Type.Array(Type.String(), from('Neutron: subnet.dns_nameservers', 'Addresses of name servers.')),
    pools: Type.Array(Type.Object(pool), from('Neutron: subnet.allocation_pools', 'Where addresses are taken from.')),
    routes: Type.Array(Type.Object(route), from('Neutron: subnet.host_routes', 'Further routes for servers.')),
    ipv6AddressMode: nullable(
      Type.Enum([...MODES]),
      from('Neutron: subnet.ipv6_address_mode', 'How servers come to their IPv6 address.'),
    ),
    ipv6RouterMode: nullable(
      Type.Enum([...MODES]),
      from('Neutron: subnet.ipv6_ra_mode', 'What router advertisements say.'),
    ),
  }),
  filters: {
    networkId: Type.String({ description: 'Id of the network that it belongs to.' }),
    cidr: Type.String({ description: 'Its addresses, as the cloud writes them.' }),
    ipVersion: Type.Enum([4, 6], { description: 'IPv4 or IPv6.' }),
  },
  create: Type.Object({
    name: Type.String({ ...from('Neutron: subnet.name', 'Its name.'), minLength: 1, maxLength: 255 }),
    network: Type.String({
      ...from('Neutron: subnet.network_id', 'The network that it belongs to, by id or name.'),
      minLength: 1,
    }),
    cidr: Type.String({
      ...from('Neutron: subnet.cidr', 'Its addresses, as a CIDR.'),
      pattern: '^[0-9a-fA-F.:]+/[0-9]{1,3}$',
    }),
    ipVersion: Type.Optional(Type.Enum([4, 6], from('Neutron: subnet.ip_version', 'Absent: as the CIDR is written.'))),
    gateway: Type.Optional(gateway),
    dhcp: Type.Optional(
      Type.Boolean(from('Neutron: subnet.enable_dhcp', 'Whether the cloud answers DHCP. Default: yes.')),
    ),
    dnsServers: Type.Optional(dnsServers),
    pools: Type.Optional(pools),
    routes: Type.Optional(routes),
    ipv6Mode: Type.Optional(
      Type.Enum(
        [...MODES],
        from('Neutron: subnet.ipv6_address_mode and ipv6_ra_mode', 'How servers come to their IPv6 address.'),
      ),
    ),
    description: Type.Optional(Type.String({ ...from('Neutron: subnet.description', 'Free text.'), maxLength: 255 })),
  }),
  update: Type.Object({
    name: Type.Optional(Type.String({ ...from('Neutron: subnet.name', 'Its name.'), minLength: 1, maxLength: 255 })),
    description: Type.Optional(Type.String({ ...from('Neutron: subnet.description', 'Free text.'), maxLength: 255 })),
    gateway: Type.Optional(gateway),
    dhcp: Type.Optional(Type.Boolean(from('Neutron: subnet.enable_dhcp', 'Whether the cloud answers DHCP.'))),
    dnsServers: Type.Optional(dnsServers),
    pools: Type.Optional(pools),
    routes: Type.Optional(routes),
  }),
  example: {
    filters: { ipVersion: '4' },
    create: { name: 'shop-v4', network: 'shop', cidr: '10.20.0.0/24', dnsServers: ['9.9.9.9'] },
    update: { dnsServers: ['9.9.9.9', '149.112.112.112'] },
  },
  remove: {},
});
