// SPDX-License-Identifier: Apache-2.0
// Subnets by Neutron.
import { defined } from '../../../model/defined.ts';
import type { ResourceAdapter } from '../../../model/scs/adapter.ts';
import type { CreateOf, ItemOf, UpdateOf } from '../../../model/scs/resource.ts';
import type { subnets as definition } from '../../../model/scs/resources/subnets.ts';
import { list as listOf, type Native, record, text, textOrNull, texts } from '../../values.ts';
import { neutronFields, neutronKind, routesOf } from '../services/neutron.ts';
import { idOf } from '../services/references.ts';
import { tagsOf } from '../services/tags.ts';

type Subnet = ItemOf<typeof definition>;
type Change = UpdateOf<typeof definition>;

const { list, get, make, finish, change, remove, tagActions } = neutronKind({
  path: '/subnets',
  one: 'subnet',
  many: 'subnets',
  filters: { networkId: 'network_id', cidr: 'cidr', ipVersion: 'ip_version' },
});

export const subnets: ResourceAdapter<Native, undefined, Subnet, CreateOf<typeof definition>, Change> = {
  service: 'network',
  list,
  get,
  finish,
  remove,

  map({ native }, where) {
    return {
      ...neutronFields(native, where),
      status: 'available',
      networkId: text(native.network_id) ?? '',
      cidr: text(native.cidr) ?? '',
      ipVersion: native.ip_version === 6 ? 6 : 4,
      gateway: textOrNull(native.gateway_ip),
      dhcp: native.enable_dhcp === true,
      tags: tagsOf(native),
      dnsServers: texts(native.dns_nameservers),
      pools: listOf(native.allocation_pools)
        .map(record)
        .map(({ start, end }) => ({ start: text(start) ?? '', end: text(end) ?? '' })),
      routes: routesOf(native.host_routes),
      ipv6AddressMode: modeOf(native.ipv6_address_mode),
      ipv6RouterMode: modeOf(native.ipv6_ra_mode),
    };
  },

  async create(api, { networkId, cidr, ipVersion, ipv6AddressMode, ipv6RouterMode, tags, ...rest }) {
    const body = {
      network_id: await idOf(api, 'network', networkId, '#/networkId'),
      cidr,
      ip_version: ipVersion ?? (cidr.includes(':') ? 6 : 4),
      ...defined({ ipv6_address_mode: ipv6AddressMode, ipv6_ra_mode: ipv6RouterMode ?? ipv6AddressMode }),
      ...bodyOf(rest),
    };
    return make(api, body, tags);
  },

  update: (api, id, input) => change(api, id, bodyOf(input), input.tags),
  actions: tagActions,
};

const bodyOf = ({ name, description, gateway, dhcp, dnsServers, pools, routes }: Change): Native =>
  defined({
    name,
    description,
    // Null is a value: a subnet without a gateway.
    gateway_ip: gateway,
    enable_dhcp: dhcp,
    dns_nameservers: dnsServers,
    allocation_pools: pools,
    host_routes: routes?.map(({ destination, nextHop }) => ({ destination, nexthop: nextHop })),
  });

const MODES = ['slaac', 'dhcpv6-stateful', 'dhcpv6-stateless'] as const;

const modeOf = (native: unknown) => MODES.find((mode) => mode === native) ?? null;
