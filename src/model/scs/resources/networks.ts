// SPDX-License-Identifier: Apache-2.0
// Networks: a project's own, those shared with it, and the external ones.
import Type from 'typebox';
import { common, from, nullable, status, tagActions, tags, tagsInstead, tagsOfNew, time } from '../fields.ts';
import { defineResource } from '../resource.ts';

const mtu = {
  ...from('Neutron: network.mtu', 'The maximum transmission unit in bytes.'),
  minimum: 68,
  maximum: 65_535,
};
const portSecurity = from(
  'Neutron: network.port_security_enabled',
  'Whether new ports have security groups and may only send from their own addresses.',
);

export const networks = defineResource({
  plural: 'networks',
  singular: 'network',
  about: "A project's own networks, networks shared with it, and external networks that lead out of the cloud.",
  item: Type.Object({
    ...common,
    status: status(['active', 'building', 'down', 'error'], 'Neutron: network.status'),
    nativeStatus: Type.String(from('Neutron: network.status', 'The status as the member reports it.')),
    description: Type.String(from('Neutron: network.description', 'Free text; empty if there is none.')),
    updatedAt: time(from('Neutron: network.updated_at', 'When it was last changed.')),
    external: Type.Boolean(
      from(
        'Neutron: network.router:external',
        'Whether it is an external network, which routers and floating IPs use.',
      ),
    ),
    shared: Type.Boolean(from('Neutron: network.shared', 'Whether other projects may use it.')),
    default: nullable(
      Type.Boolean(),
      from(
        'Neutron: network.is_default; scs-0126',
        'Whether it is the external network that is used if none is named; null if the cloud does not report it.',
      ),
    ),
    adminStateUp: Type.Boolean(from('Neutron: network.admin_state_up', 'Whether it is administratively enabled.')),
    mtu: nullable(Type.Integer(), from('Neutron: network.mtu', 'The maximum transmission unit in bytes.')),
    tags: tags('Neutron: network.tags'),
    subnetIds: Type.Array(Type.String(), from('Neutron: network.subnets', 'The ids of its subnets.')),
    portSecurity: nullable(Type.Boolean(), portSecurity),
    availabilityZones: Type.Array(
      Type.String(),
      from(
        'Neutron: network.availability_zones',
        'The availability zones that its services run in; empty if the cloud has no network availability zones.',
      ),
    ),
  }),
  filters: {
    external: Type.Boolean({ description: 'Whether it is an external network.' }),
    shared: Type.Boolean({ description: 'Whether other projects may use it.' }),
    default: Type.Boolean({ description: 'Whether it is the external network that is used if none is named.' }),
  },
  create: Type.Object({
    name: Type.String({ ...from('Neutron: network.name', 'Its name.'), minLength: 1, maxLength: 255 }),
    description: Type.Optional(Type.String({ ...from('Neutron: network.description', 'Free text.'), maxLength: 255 })),
    mtu: Type.Optional(Type.Integer(mtu)),
    portSecurity: Type.Optional(Type.Boolean(portSecurity)),
    tags: Type.Optional(tagsOfNew('Neutron: network.tags')),
  }),
  createUntil: { done: ['active'], failed: ['error'] },
  update: Type.Object({
    name: Type.Optional(Type.String({ ...from('Neutron: network.name', 'Its name.'), minLength: 1, maxLength: 255 })),
    description: Type.Optional(Type.String({ ...from('Neutron: network.description', 'Free text.'), maxLength: 255 })),
    mtu: Type.Optional(Type.Integer(mtu)),
    portSecurity: Type.Optional(Type.Boolean(portSecurity)),
    adminStateUp: Type.Optional(
      Type.Boolean(from('Neutron: network.admin_state_up', 'Whether it is administratively enabled.')),
    ),
    tags: Type.Optional(tagsInstead('Neutron: network.tags')),
  }),
  example: {
    filters: { external: 'true' },
    create: { name: 'shop', tags: ['shop'] },
    update: { description: 'of the shop' },
    actions: { 'add-tag': { tag: 'front' }, 'remove-tag': { tag: 'front' } },
  },
  remove: {},
  actions: tagActions('Neutron: network.tags', 'a network'),
});
