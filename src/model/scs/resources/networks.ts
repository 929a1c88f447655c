// SPDX-License-Identifier: Apache-2.0
// Networks: a project's own, those shared with it, and the external ones that lead out of the cloud.
import Type from 'typebox';
import { common, from, nullable, status, time } from '../fields.ts';
import { defineResource } from '../resource.ts';

const mtu = { ...from('Neutron: network.mtu', 'Largest packet, in bytes.'), minimum: 68, maximum: 65_535 };
const portSecurity = from(
  'Neutron: network.port_security_enabled',
  'Whether new ports have security groups and may only send from their own addresses.',
);

export const networks = defineResource({
  plural: 'networks',
  singular: 'network',
  about: "A project's own networks, those shared with it, and the external ones that lead out of the cloud.",
  item: Type.Object({
    ...common,
    status: status(['active', 'building', 'down', 'error'], 'Neutron: network.status'),
    nativeStatus: Type.String(from('Neutron: network.status', "The member's own word.")),
    description: Type.String(from('Neutron: network.description', 'Free text; empty where it has none.')),
    updated: time(from('Neutron: network.updated_at', 'When it last changed.')),
    external: Type.Boolean(
      from('Neutron: network.router:external', 'Whether it leads out of the cloud: routers and floating IPs use it.'),
    ),
    shared: Type.Boolean(from('Neutron: network.shared', 'Whether other projects may use it.')),
    default: nullable(
      Type.Boolean(),
      from(
        'Neutron: network.is_default; scs-0126',
        'Whether it is the external network that is meant where none is named; null where the cloud does not say.',
      ),
    ),
    adminStateUp: Type.Boolean(from('Neutron: network.admin_state_up', 'Whether it is switched on.')),
    mtu: nullable(Type.Integer(), from('Neutron: network.mtu', 'Largest packet, in bytes.')),
    subnetIds: Type.Array(Type.String(), from('Neutron: network.subnets', 'Its subnets.')),
    portSecurity: nullable(Type.Boolean(), portSecurity),
    availabilityZones: Type.Array(
      Type.String(),
      from(
        'Neutron: network.availability_zones',
        'Where its services run; empty where the cloud has no network zones.',
      ),
    ),
  }),
  filters: {
    external: Type.Boolean({ description: 'Whether it leads out of the cloud.' }),
    shared: Type.Boolean({ description: 'Whether other projects may use it.' }),
    default: Type.Boolean({ description: 'Whether it is the external network that is meant where none is named.' }),
  },
  create: Type.Object({
    name: Type.String({ ...from('Neutron: network.name', 'Its name.'), minLength: 1, maxLength: 255 }),
    description: Type.Optional(Type.String({ ...from('Neutron: network.description', 'Free text.'), maxLength: 255 })),
    mtu: Type.Optional(Type.Integer(mtu)),
    portSecurity: Type.Optional(Type.Boolean(portSecurity)),
  }),
  createUntil: { done: ['active'], failed: ['error'] },
  update: Type.Object({
    name: Type.Optional(Type.String({ ...from('Neutron: network.name', 'Its name.'), minLength: 1, maxLength: 255 })),
    description: Type.Optional(Type.String({ ...from('Neutron: network.description', 'Free text.'), maxLength: 255 })),
    mtu: Type.Optional(Type.Integer(mtu)),
    portSecurity: Type.Optional(Type.Boolean(portSecurity)),
    adminStateUp: Type.Optional(Type.Boolean(from('Neutron: network.admin_state_up', 'Whether it is switched on.'))),
  }),
  example: { filters: { external: 'true' }, create: { name: 'shop' }, update: { description: 'of the shop' } },
  remove: {},
});
