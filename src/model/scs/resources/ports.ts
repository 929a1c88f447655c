// SPDX-License-Identifier: Apache-2.0
// Ports: where something is plugged into a network.
import Type from 'typebox';
import { common, from, nullable, status, time } from '../fields.ts';
import { defineResource } from '../resource.ts';

export const ports = defineResource({
  plural: 'ports',
  singular: 'port',
  about: 'Where a server, a router or a load balancer is plugged into a network.',
  item: Type.Object({
    ...common,
    status: status(['active', 'building', 'down', 'error'], 'Neutron: port.status; `N/A` is `unknown`'),
    nativeStatus: Type.String(from('Neutron: port.status', "The member's own word.")),
    description: Type.String(from('Neutron: port.description', 'Free text; empty where it has none.')),
    updated: time(from('Neutron: port.updated_at', 'When it last changed.')),
    networkId: Type.String(from('Neutron: port.network_id', 'The network.')),
    mac: Type.String(from('Neutron: port.mac_address', 'Its hardware address.')),
    addresses: Type.Array(
      Type.Object({
        address: Type.String(from('Neutron: fixed_ip.ip_address', 'The address.')),
        subnetId: Type.String(from('Neutron: fixed_ip.subnet_id', 'The subnet that it is of.')),
      }),
      from('Neutron: port.fixed_ips', 'Its addresses.'),
    ),
    deviceId: nullable(
      Type.String(),
      from('Neutron: port.device_id', 'What is plugged in: the id of a server, a router …; null for nothing.'),
    ),
    deviceOwner: nullable(
      Type.String(),
      from('Neutron: port.device_owner', "Of what kind that is, in Neutron's words (`compute:nova`)."),
    ),
    securityGroupIds: Type.Array(
      Type.String(),
      from('Neutron: port.security_groups', 'The security groups that hold for it.'),
    ),
    portSecurity: nullable(
      Type.Boolean(),
      from(
        'Neutron: port.port_security_enabled',
        'Whether security groups hold and it may only send from its own addresses; null where the cloud does not say.',
      ),
    ),
    adminStateUp: Type.Boolean(from('Neutron: port.admin_state_up', 'Whether it is switched on.')),
  }),
  filters: {
    networkId: Type.String({ description: 'Id of the network.' }),
    deviceId: Type.String({ description: 'Id of what is plugged in.' }),
    deviceOwner: Type.String({ description: 'Of what kind that is.' }),
    mac: Type.String({ description: 'Its hardware address.' }),
  },
});
