// SPDX-License-Identifier: Apache-2.0
// Networks by Neutron.
import { defined } from '../../../model/defined.ts';
import type { ResourceAdapter } from '../../../model/scs/adapter.ts';
import type { CreateOf, ItemOf, UpdateOf } from '../../../model/scs/resource.ts';
import type { networks as definition } from '../../../model/scs/resources/networks.ts';
import { boolOrNull, integerOrNull, type Native, text, texts, wordFor } from '../../values.ts';
import { NEUTRON_STATUS, neutronFields, neutronKind } from '../services/neutron.ts';
import { tagsOf } from '../services/tags.ts';

type Network = ItemOf<typeof definition>;
type Change = CreateOf<typeof definition> | UpdateOf<typeof definition>;

const { list, get, make, finish, change, remove, tagActions } = neutronKind({
  path: '/networks',
  one: 'network',
  many: 'networks',
  filters: { external: 'router:external', shared: 'shared' },
});

export const networks: ResourceAdapter<
  Native,
  undefined,
  Network,
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
      external: native['router:external'] === true,
      shared: native.shared === true,
      default: boolOrNull(native.is_default),
      adminStateUp: native.admin_state_up === true,
      mtu: integerOrNull(native.mtu),
      subnetIds: texts(native.subnets),
      tags: tagsOf(native),
      portSecurity: boolOrNull(native.port_security_enabled),
      availabilityZones: texts(native.availability_zones),
    };
  },

  create: (api, input) => make(api, bodyOf(input), input.tags),
  update: (api, id, input) => change(api, id, bodyOf(input), input.tags),
  actions: tagActions,
};

const bodyOf = ({ name, description, mtu, portSecurity, ...rest }: Change): Native =>
  defined({
    name,
    description,
    mtu,
    port_security_enabled: portSecurity,
    admin_state_up: 'adminStateUp' in rest ? rest.adminStateUp : undefined,
  });
