// SPDX-License-Identifier: Apache-2.0
// Load balancers, read-only. Octavia reports two states: what is being done to it (provisioning) and whether it works
// (operating).
import Type from 'typebox';
import { common, from, nullable, status, tags, time } from '../fields.ts';
import { defineResource } from '../resource.ts';

const OPERATING = ['online', 'offline', 'degraded', 'draining', 'error', 'not-monitored', 'unknown'] as const;

export const loadBalancers = defineResource({
  plural: 'load-balancers',
  singular: 'load-balancer',
  about: 'Load balancers, each with one address in front of many servers.',
  item: Type.Object({
    ...common,
    status: status(
      ['creating', 'active', 'changing', 'deleting', 'error'],
      'Octavia: loadbalancer.provisioning_status',
    ),
    nativeStatus: Type.String(
      from('Octavia: loadbalancer.provisioning_status', 'The status as the member reports it.'),
    ),
    operatingStatus: Type.Enum(
      [...OPERATING],
      from(
        'Octavia: loadbalancer.operating_status',
        'The operating status: whether the load balancer and its members respond.',
      ),
    ),
    description: Type.String(from('Octavia: loadbalancer.description', 'Free text; empty if there is none.')),
    updatedAt: time(from('Octavia: loadbalancer.updated_at', 'When it was last changed.')),
    adminStateUp: Type.Boolean(from('Octavia: loadbalancer.admin_state_up', 'Whether it is administratively enabled.')),
    vip: Type.Object(
      {
        address: nullable(Type.String(), from('Octavia: loadbalancer.vip_address', 'The virtual IP address.')),
        networkId: nullable(Type.String(), from('Octavia: loadbalancer.vip_network_id', 'The network of the address.')),
        subnetId: nullable(Type.String(), from('Octavia: loadbalancer.vip_subnet_id', 'The subnet of the address.')),
        portId: nullable(Type.String(), from('Octavia: loadbalancer.vip_port_id', 'The port of the address.')),
      },
      from('Octavia: loadbalancer.vip_…', 'The virtual IP address and where it is connected.'),
    ),
    tags: tags('Octavia: loadbalancer.tags (2.5)'),
    listenerIds: Type.Array(Type.String(), from('Octavia: loadbalancer.listeners', 'The ids of its listeners.')),
    poolIds: Type.Array(Type.String(), from('Octavia: loadbalancer.pools', 'The ids of its pools of servers.')),
    provider: nullable(Type.String(), from('Octavia: loadbalancer.provider', 'The provider that implements it.')),
    availabilityZone: nullable(
      Type.String(),
      from('Octavia: loadbalancer.availability_zone', 'Its availability zone.'),
    ),
  }),
  filters: {
    operatingStatus: Type.Enum([...OPERATING], { description: 'The operating status.' }),
    provider: Type.String({ description: 'The provider that implements it.' }),
  },
});
