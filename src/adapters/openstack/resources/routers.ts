// SPDX-License-Identifier: Apache-2.0
// Routers of Neutron, with their interfaces.
import { defined } from '../../../model/defined.ts';
import { type ErrorCode, toGatewayError } from '../../../model/errors.ts';
import type { NativeApi, ResourceAdapter } from '../../../model/scs/adapter.ts';
import type { CreateOf, ItemOf, UpdateOf } from '../../../model/scs/resource.ts';
import type { routers as definition } from '../../../model/scs/resources/routers.ts';
import { boolOrNull, list as listOf, type Native, record, text, textOrNull, texts, wordFor } from '../../values.ts';
import { NEUTRON_STATUS, neutronFields, neutronKind, routesOf } from '../services/neutron.ts';
import { pages } from '../services/paging.ts';
import { idOf } from '../services/references.ts';
import { tagsOf } from '../services/tags.ts';

type Router = ItemOf<typeof definition>;

const { list, get, make, finish, change, remove, tagActions } = neutronKind({
  path: '/routers',
  one: 'router',
  many: 'routers',
});

export const routers: ResourceAdapter<
  Native,
  undefined,
  Router,
  CreateOf<typeof definition>,
  UpdateOf<typeof definition>
> = {
  service: 'network',
  list,
  get,
  finish,
  remove,

  map({ native }, where) {
    return {
      ...neutronFields(native, where),
      status: wordFor(NEUTRON_STATUS, native.status),
      nativeStatus: text(native.status) ?? '',
      adminStateUp: native.admin_state_up === true,
      externalGateway: gatewayOf(record(native.external_gateway_info)),
      tags: tagsOf(native),
      routes: routesOf(native.routes),
      availabilityZones: texts(native.availability_zones),
    };
  },

  async create(api, { name, description, externalGateway, tags }) {
    return make(api, defined({ name, description, external_gateway_info: await wayOut(api, externalGateway) }), tags);
  },

  async update(api, id, { name, description, adminStateUp, externalGateway, tags }) {
    const external_gateway_info = await wayOut(api, externalGateway);
    return change(api, id, defined({ name, description, admin_state_up: adminStateUp, external_gateway_info }), tags);
  },

  actions: {
    ...tagActions,
    'add-interface': (api, id, input: { readonly subnetId: string }) => join(api, id, 'add', input.subnetId),
    'remove-interface': (api, id, input: { readonly subnetId: string }) => join(api, id, 'remove', input.subnetId),
  },
};

/** Null removes the external gateway, undefined leaves it unchanged. */
async function wayOut(
  api: NativeApi,
  wanted: { readonly networkId: string } | null | undefined,
): Promise<Native | null | undefined> {
  if (wanted === undefined || wanted === null) return wanted;
  return { network_id: await idOf(api, 'network', wanted.networkId, '#/externalGateway/networkId') };
}

function gatewayOf(info: Native): Router['externalGateway'] {
  const networkId = text(info.network_id);
  if (networkId === undefined) return null;
  const addresses = texts(listOf(info.external_fixed_ips).map((address) => record(address).ip_address));
  return { networkId, snat: boolOrNull(info.enable_snat), addresses };
}

const ASIDE: ReadonlySet<ErrorCode> = new Set(['nativeBadRequest', 'nativeNotFound', 'nativeConflict']);

/** The router's port in a subnet, if the router is there and has one. */
async function portIn(api: NativeApi, id: string, subnet: string): Promise<Native | undefined> {
  await get(api, id);
  const query = { device_id: id };
  for await (const rows of pages(api, { service: 'network', path: '/ports', key: 'ports', query }))
    for (const row of rows)
      if (listOf(row.fixed_ips).some((address) => record(address).subnet_id === subnet)) return row;
  return undefined;
}

async function join(api: NativeApi, id: string, verb: 'add' | 'remove', subnet: string) {
  const subnet_id = await idOf(api, 'subnet', subnet, '#/subnetId');
  const path = `/routers/${encodeURIComponent(id)}/${verb}_router_interface`;
  let native: Native;
  try {
    native = record((await api.call({ service: 'network', method: 'PUT', path, body: { subnet_id } })).body);
  } catch (cause) {
    // Neutron refuses to connect what is connected (400) and to part what is not (404, 409).
    if (!ASIDE.has(toGatewayError(cause).code)) throw cause;
    const port = await portIn(api, id, subnet_id);
    if ((port === undefined) === (verb === 'add')) throw cause;
    if (port === undefined) return undefined;
    native = { network_id: port.network_id, port_id: port.id };
  }
  return {
    subnetId: text(native.subnet_id) ?? subnet_id,
    networkId: textOrNull(native.network_id),
    portId: text(native.port_id) ?? '',
  };
}
