// SPDX-License-Identifier: Apache-2.0
// Load balancers of Octavia, read-only.
import type { ResourceAdapter } from '../../../model/scs/adapter.ts';
import type { ItemOf } from '../../../model/scs/resource.ts';
import type { loadBalancers as definition } from '../../../model/scs/resources/load-balancers.ts';
import { list, type Native, record, text, textOrNull, texts, wordFor } from '../../values.ts';
import { neutronFields } from '../services/neutron.ts';
import { inside } from '../services/nova.ts';
import { pages } from '../services/paging.ts';
import { missing } from '../services/refusals.ts';
import { tagsOf } from '../services/tags.ts';

type LoadBalancer = ItemOf<typeof definition>;

const PATH = '/lbaas/loadbalancers';

export const loadBalancers: ResourceAdapter<Native, undefined, LoadBalancer> = {
  service: 'load-balancer',
  async *list(api, { name }) {
    const query = name === undefined ? {} : { name };
    for await (const rows of pages(api, { service: 'load-balancer', path: PATH, key: 'loadbalancers', query })) {
      yield rows.map((native) => ({ native }));
    }
  },

  async get(api, id) {
    const answer = await api.call({ service: 'load-balancer', path: `${PATH}/${encodeURIComponent(id)}` });
    const native = inside(answer, 'loadbalancer');
    if (text(native.id) === undefined) throw missing(api, 'load-balancer', `There is no load balancer ${id}.`);
    return { native };
  },

  map({ native }, where) {
    return {
      ...neutronFields(native, where),
      status: wordFor(PROVISIONING, native.provisioning_status),
      nativeStatus: text(native.provisioning_status) ?? '',
      operatingStatus: wordFor(OPERATING, native.operating_status),
      adminStateUp: native.admin_state_up === true,
      vip: {
        address: textOrNull(native.vip_address),
        networkId: textOrNull(native.vip_network_id),
        subnetId: textOrNull(native.vip_subnet_id),
        portId: textOrNull(native.vip_port_id),
      },
      tags: tagsOf(native),
      listenerIds: idsOf(native.listeners),
      poolIds: idsOf(native.pools),
      provider: textOrNull(native.provider),
      availabilityZone: textOrNull(native.availability_zone),
    };
  },
};

const idsOf = (value: unknown): string[] => texts(list(value).map((one) => record(one).id));

const PROVISIONING = {
  ACTIVE: 'active',
  PENDING_CREATE: 'creating',
  PENDING_UPDATE: 'changing',
  PENDING_DELETE: 'deleting',
  DELETED: 'deleting',
  ERROR: 'error',
} as const;

const OPERATING = {
  ONLINE: 'online',
  OFFLINE: 'offline',
  DEGRADED: 'degraded',
  DRAINING: 'draining',
  ERROR: 'error',
  NO_MONITOR: 'not-monitored',
} as const;
