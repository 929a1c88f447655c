// SPDX-License-Identifier: Apache-2.0
// Routers of Neutron, with their interfaces.
import { defined } from '../../../model/defined.ts';
import type { NativeApi, ResourceAdapter } from '../../../model/scs/adapter.ts';
import type { CreateOf, ItemOf, UpdateOf } from '../../../model/scs/resource.ts';
import type { routers as definition } from '../../../model/scs/resources/routers.ts';
import { boolOrNull, list as listOf, type Native, record, text, textOrNull, texts, wordFor } from '../../values.ts';
import { NEUTRON_STATUS, neutronFields, neutronKind, routesOf } from '../services/neutron.ts';
import { idOf } from '../services/references.ts';

type Router = ItemOf<typeof definition>;

const { list, get, make, change, remove } = neutronKind({ path: '/routers', one: 'router', many: 'routers' });

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
  remove,

  map({ native }, where) {
    return {
      ...neutronFields(native, where),
      status: wordFor(NEUTRON_STATUS, native.status),
      nativeStatus: text(native.status) ?? '',
      adminStateUp: native.admin_state_up === true,
      externalGateway: gatewayOf(record(native.external_gateway_info)),
      routes: routesOf(native.routes),
      availabilityZones: texts(native.availability_zones),
    };
  },

  async create(api, { name, description, externalNetwork }) {
    return make(api, defined({ name, description, external_gateway_info: await wayOut(api, externalNetwork) }));
  },

  async update(api, id, { name, description, adminStateUp, externalNetwork }) {
    const external_gateway_info = await wayOut(api, externalNetwork);
    return change(api, id, defined({ name, description, admin_state_up: adminStateUp, external_gateway_info }));
  },

  actions: {
    'add-interface': (api, id, input: { readonly subnet: string }) => join(api, id, 'add', input.subnet),
    'remove-interface': (api, id, input: { readonly subnet: string }) => join(api, id, 'remove', input.subnet),
  },
};

/** Null removes the external gateway, undefined leaves it unchanged. */
async function wayOut(api: NativeApi, wanted: string | null | undefined): Promise<Native | null | undefined> {
  if (wanted === undefined || wanted === null) return wanted;
  return { network_id: await idOf(api, 'network', wanted, '#/externalNetwork') };
}

function gatewayOf(info: Native): Router['externalGateway'] {
  const networkId = text(info.network_id);
  if (networkId === undefined) return null;
  const addresses = texts(listOf(info.external_fixed_ips).map((address) => record(address).ip_address));
  return { networkId, snat: boolOrNull(info.enable_snat), addresses };
}

async function join(api: NativeApi, id: string, verb: 'add' | 'remove', subnet: string) {
  const subnet_id = await idOf(api, 'subnet', subnet, '#/subnet');
  const path = `/routers/${encodeURIComponent(id)}/${verb}_router_interface`;
  const { body } = await api.call({ service: 'network', method: 'PUT', path, body: { subnet_id } });
  const native = record(body);
  return {
    subnetId: text(native.subnet_id) ?? subnet_id,
    networkId: textOrNull(native.network_id),
    portId: text(native.port_id) ?? '',
  };
}
