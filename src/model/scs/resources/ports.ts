// SPDX-License-Identifier: Apache-2.0
// Ports: the connections of devices to networks.
import Type from 'typebox';
import { common, from, nullable, status, tagActions, tags, tagsInstead, time } from '../fields.ts';
import { defineResource } from '../resource.ts';

export const ports = defineResource({
  plural: 'ports',
  singular: 'port',
  about: 'The connections of servers, routers and load balancers to networks.',
  item: Type.Object({
    ...common,
    status: status(['active', 'building', 'down', 'error'], 'Neutron: port.status; `N/A` is `unknown`'),
    nativeStatus: Type.String(from('Neutron: port.status', 'The status as the member reports it.')),
    description: Type.String(from('Neutron: port.description', 'Free text; empty if there is none.')),
    updatedAt: time(from('Neutron: port.updated_at', 'When it was last changed.')),
    networkId: Type.String(from('Neutron: port.network_id', 'The network that it belongs to.')),
    mac: Type.String(from('Neutron: port.mac_address', 'The MAC address.')),
    addresses: Type.Array(
      Type.Object({
        address: Type.String(from('Neutron: fixed_ip.ip_address', 'The address.')),
        subnetId: Type.String(from('Neutron: fixed_ip.subnet_id', 'The subnet that the address belongs to.')),
      }),
      from('Neutron: port.fixed_ips', 'Its addresses.'),
    ),
    tags: tags('Neutron: port.tags'),
    deviceId: nullable(
      Type.String(),
      from(
        'Neutron: port.device_id',
        'The id of the device that uses the port, such as a server or a router; null if there is none.',
      ),
    ),
    deviceOwner: nullable(
      Type.String(),
      from('Neutron: port.device_owner', 'The kind of device, as Neutron names it (`compute:nova`).'),
    ),
    securityGroupIds: Type.Array(
      Type.String(),
      from('Neutron: port.security_groups', 'The ids of the security groups that apply to it.'),
    ),
    portSecurity: nullable(
      Type.Boolean(),
      from(
        'Neutron: port.port_security_enabled',
        'Whether security groups apply and it may only send from its own addresses; null if the cloud does not report it.',
      ),
    ),
    adminStateUp: Type.Boolean(from('Neutron: port.admin_state_up', 'Whether it is administratively enabled.')),
  }),
  filters: {
    networkId: Type.String({ description: 'Id of the network that it belongs to.' }),
    deviceId: Type.String({ description: 'Id of the device that uses the port.' }),
    deviceOwner: Type.String({ description: 'The kind of device, as Neutron names it.' }),
    mac: Type.String({ description: 'The MAC address.' }),
  },
  update: Type.Object({ tags: tagsInstead('Neutron: port.tags') }, { additionalProperties: false }),
  example: {
    update: { tags: ['shop'] },
    actions: { 'add-tag': { tag: 'front' }, 'remove-tag': { tag: 'front' } },
  },
  actions: tagActions('Neutron: port.tags', 'a port'),
});
