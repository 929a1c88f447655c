// SPDX-License-Identifier: Apache-2.0
// Floating IPs of Neutron. If the request does not name the external network or the port, they are looked up.
import { defined } from '../../../model/defined.ts';
import type { NativeApi, ResourceAdapter } from '../../../model/scs/adapter.ts';
import type { CreateOf, ItemOf, UpdateOf } from '../../../model/scs/resource.ts';
import type { floatingIps as definition } from '../../../model/scs/resources/floating-ips.ts';
import { type Native, text, textOrNull, wordFor } from '../../values.ts';
import { neutronFields, neutronKind } from '../services/neutron.ts';
import { pages } from '../services/paging.ts';
import { allOf, idOf, idOrNone, listed, wrong } from '../services/references.ts';
import { tagsOf } from '../services/tags.ts';
import { addressesOf } from './ports.ts';

type FloatingIp = ItemOf<typeof definition>;
interface Target {
  readonly serverId?: string;
  readonly portId?: string;
  readonly fixedAddress?: string;
}

const { list, get, make, finish, change, remove, tagActions } = neutronKind({
  path: '/floatingips',
  one: 'floatingip',
  many: 'floatingips',
  filters: {
    address: 'floating_ip_address',
    fixedAddress: 'fixed_ip_address',
    portId: 'port_id',
    networkId: 'floating_network_id',
    routerId: 'router_id',
  },
});

export const floatingIps: ResourceAdapter<
  Native,
  undefined,
  FloatingIp,
  CreateOf<typeof definition>,
  UpdateOf<typeof definition>
> = {
  service: 'network',
  // Floating IPs have no name in Neutron; the address serves as the name.
  list: (api, { name, filters, ...more }) =>
    list(api, { ...more, filters: name === undefined ? filters : { ...filters, address: name } }),
  get,
  finish,
  remove,

  map({ native }, where) {
    const address = text(native.floating_ip_address) ?? '';
    return {
      ...neutronFields(native, where),
      name: address,
      status: wordFor(STATUS, native.status),
      nativeStatus: text(native.status) ?? '',
      address,
      fixedAddress: textOrNull(native.fixed_ip_address),
      tags: tagsOf(native),
      portId: textOrNull(native.port_id),
      networkId: text(native.floating_network_id) ?? '',
      routerId: textOrNull(native.router_id),
    };
  },

  async create(api, { networkId, portId, fixedAddress, description, tags }) {
    if (fixedAddress !== undefined && portId === undefined)
      throw wrong(api, '#/fixedAddress', 'a fixed address requires its port');
    const [floating_network_id, port_id] = await allOf(api, [
      networkId === undefined ? externalNetwork(api) : idOf(api, 'network', networkId, '#/networkId'),
      idOrNone(api, 'port', portId, '#/portId'),
    ]);
    return make(api, defined({ floating_network_id, port_id, fixed_ip_address: fixedAddress, description }), tags);
  },

  async update(api, id, { portId, fixedAddress, description, tags }) {
    const port_id = typeof portId === 'string' ? await idOf(api, 'port', portId, '#/portId') : portId;
    if (fixedAddress === undefined) return change(api, id, defined({ port_id, description }), tags);
    // Neutron accepts a fixed address only together with its port.
    const of = port_id === undefined ? textOrNull((await get(api, id)).native.port_id) : port_id;
    if (of === null) throw wrong(api, '#/fixedAddress', 'an address inside needs the port that it is of');
    return change(api, id, defined({ port_id: of, fixed_ip_address: fixedAddress, description }), tags);
  },

  actions: {
    ...tagActions,
    async associate(api, id, target: Target) {
      await change(api, id, await targetOf(api, target));
    },
    async disassociate(api, id) {
      await change(api, id, { port_id: null });
    },
  },
};

/** The network that is used if none is named: scs-0126 requires exactly one default. */
async function externalNetwork(api: NativeApi): Promise<string> {
  const all = await externalNetworks(api);
  const defaults = all.filter(({ is_default }) => is_default === true);
  const [only, ...others] = defaults.length > 0 ? defaults : all;
  if (only === undefined) throw wrong(api, '#/networkId', 'there is no external network');
  if (others.length > 0) {
    const choices = [only, ...others].map(({ name, id }) => `${text(name)} (${text(id)})`);
    throw wrong(api, '#/networkId', `there are several external networks, name one: ${listed(choices)}`);
  }
  return text(only.id) ?? '';
}

async function rowsOf(api: NativeApi, path: string, key: string, query: Record<string, string>): Promise<Native[]> {
  const rows: Native[] = [];
  for await (const page of pages(api, { service: 'network', path, key, query })) rows.push(...page);
  return rows;
}

const externalNetworks = (api: NativeApi): Promise<Native[]> =>
  rowsOf(api, '/networks', 'networks', { 'router:external': 'True' });

async function targetOf(api: NativeApi, { serverId, portId, fixedAddress }: Target): Promise<Native> {
  if ((serverId === undefined) === (portId === undefined))
    throw wrong(api, serverId === undefined ? '#' : '#/portId', 'give either a server or a port');
  if (portId !== undefined)
    return defined({ port_id: await idOf(api, 'port', portId, '#/portId'), fixed_ip_address: fixedAddress });
  const device_id = await idOf(api, 'server', serverId ?? '', '#/serverId');
  const plugged = await rowsOf(api, '/ports', 'ports', { device_id });
  const fitting = plugged.filter((one) => addressesOf(one).some(({ address }) => fits(address, fixedAddress)));
  const candidates = fitting.length > 1 ? await inside(api, fitting) : fitting;
  const [only, ...others] = candidates;
  if (only === undefined)
    throw wrong(api, '#/serverId', `the server has no port with ${fixedAddress ?? 'an IPv4 address'}`);
  if (others.length > 0) {
    const choices = candidates.map((one) => `${text(one.id)} (${addressesOf(one).map(({ address }) => address)})`);
    throw wrong(api, '#/portId', `the server has several ports, name one: ${listed(choices)}`);
  }
  return defined({ port_id: text(only.id), fixed_ip_address: fixedAddress });
}

/** A floating IP can be associated with IPv4 addresses only. */
const fits = (address: string, wanted: string | undefined): boolean =>
  wanted === undefined ? !address.includes(':') : address === wanted;

/** The ports that are not on an external network themselves. */
async function inside(api: NativeApi, ports: readonly Native[]): Promise<Native[]> {
  const outside = new Set((await externalNetworks(api)).map(({ id }) => id));
  return ports.filter(({ network_id }) => !outside.has(network_id));
}

const STATUS = { ACTIVE: 'active', DOWN: 'down', ERROR: 'error' } as const;
