// SPDX-License-Identifier: Apache-2.0
// Load balancers, to read. Octavia says two things of each: what is being done to it (status) and how it fares.
import Type from 'typebox';
import { common, from, nullable, status, time } from '../fields.ts';
import { defineResource } from '../resource.ts';

const OPERATING = ['online', 'offline', 'degraded', 'draining', 'error', 'not-monitored', 'unknown'] as const;

export const loadBalancers = defineResource({
  plural: 'load-balancers',
  singular: 'load-balancer',
  about: 'Load balancers: one address in front of many servers.',
  item: Type.Object({
    ...common,
    status: status(
      ['creating', 'active', 'changing', 'deleting', 'error'],
      'Octavia: loadbalancer.provisioning_status',
    ),
    nativeStatus: Type.String(from('Octavia: loadbalancer.provisioning_status', "The member's own word.")),
    operatingStatus: Type.Enum(
      [...OPERATING],
      from('Octavia: loadbalancer.operating_status', 'How it fares: whether it answers and its members do.'),
    ),
    description: Type.String(from('Octavia: loadbalancer.description', 'Free text; empty where it has none.')),
    updated: time(from('Octavia: loadbalancer.updated_at', 'When it last changed.')),
    adminStateUp: Type.Boolean(from('Octavia: loadbalancer.admin_state_up', 'Whether it is switched on.')),
    vip: Type.Object(
      {
        address: nullable(Type.String(), from('Octavia: loadbalancer.vip_address', 'The address in front.')),
        networkId: nullable(Type.String(), from('Octavia: loadbalancer.vip_network_id', 'The network it is in.')),
        subnetId: nullable(Type.String(), from('Octavia: loadbalancer.vip_subnet_id', 'The subnet it is of.')),
        portId: nullable(Type.String(), from('Octavia: loadbalancer.vip_port_id', 'Its port.')),
      },
      from('Octavia: loadbalancer.vip_…', 'Where it answers.'),
    ),
    listenerIds: Type.Array(Type.String(), from('Octavia: loadbalancer.listeners', 'What it listens for.')),
    poolIds: Type.Array(Type.String(), from('Octavia: loadbalancer.pools', 'The groups of servers behind it.')),
    provider: nullable(Type.String(), from('Octavia: loadbalancer.provider', 'The software behind it.')),
    availabilityZone: nullable(Type.String(), from('Octavia: loadbalancer.availability_zone', 'Where it is.')),
  }),
  filters: {
    operatingStatus: Type.Enum([...OPERATING], { description: 'How it fares.' }),
    provider: Type.String({ description: 'The software behind it.' }),
  },
});
