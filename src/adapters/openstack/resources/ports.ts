// SPDX-License-Identifier: Apache-2.0
// Ports of Neutron: read, and tagged.
import type { ResourceAdapter } from '../../../model/scs/adapter.ts';
import type { ItemOf, UpdateOf } from '../../../model/scs/resource.ts';
import type { ports as definition } from '../../../model/scs/resources/ports.ts';
import { boolOrNull, list as listOf, type Native, record, text, textOrNull, texts, wordFor } from '../../values.ts';
import { NEUTRON_STATUS, neutronFields, neutronKind } from '../services/neutron.ts';
import { tagsOf } from '../services/tags.ts';

type Port = ItemOf<typeof definition>;

const { list, get, change, tagActions } = neutronKind({
  path: '/ports',
  one: 'port',
  many: 'ports',
  filters: { networkId: 'network_id', deviceId: 'device_id', deviceOwner: 'device_owner', mac: 'mac_address' },
});

export const ports: ResourceAdapter<Native, undefined, Port, never, UpdateOf<typeof definition>> = {
  service: 'network',
  list,
  get,

  map({ native }, where) {
    return {
      ...neutronFields(native, where),
      status: wordFor(NEUTRON_STATUS, native.status),
      nativeStatus: text(native.status) ?? '',
      networkId: text(native.network_id) ?? '',
      mac: text(native.mac_address) ?? '',
      addresses: addressesOf(native),
      deviceId: textOrNull(native.device_id),
      deviceOwner: textOrNull(native.device_owner),
      securityGroupIds: texts(native.security_groups),
      tags: tagsOf(native),
      portSecurity: boolOrNull(native.port_security_enabled),
      adminStateUp: native.admin_state_up === true,
    };
  },

  update: (api, id, { tags }) => change(api, id, {}, tags),
  actions: tagActions,
};

export const addressesOf = (native: Native): Port['addresses'] =>
  listOf(native.fixed_ips)
    .map(record)
    .map((fixed) => ({ address: text(fixed.ip_address) ?? '', subnetId: text(fixed.subnet_id) ?? '' }));
