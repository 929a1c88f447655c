// SPDX-License-Identifier: Apache-2.0
// Security group rules by themselves: to find them over all groups, to add one, to take one away.
import Type from 'typebox';
import { common, from, status, time } from '../fields.ts';
import { defineResource } from '../resource.ts';
import { ruleFields } from './security-groups.ts';

const port = { minimum: 0, maximum: 65_535 };

export const securityGroupRules = defineResource({
  plural: 'security-group-rules',
  singular: 'security-group-rule',
  about: 'The rules of security groups. They cannot be changed, only made and removed.',
  item: Type.Object({
    ...common,
    name: Type.String(from('none', 'Always empty: rules have no names.')),
    status: status(['available'], 'none: Neutron gives rules no status; one that is listed can be used'),
    groupId: Type.String(from('Neutron: security_group_rule.security_group_id', 'The group that it belongs to.')),
    ...ruleFields,
    updated: time(from('Neutron: security_group_rule.updated_at', 'When it last changed.')),
  }),
  filters: {
    groupId: Type.String({ description: 'Id of the group that it belongs to.' }),
    direction: Type.Enum(['ingress', 'egress'], { description: 'Towards the port, or from it.' }),
    ethertype: Type.Enum(['IPv4', 'IPv6'], { description: 'For which version of IP.' }),
    protocol: Type.String({ description: 'Name or number, as the cloud writes it.' }),
  },
  create: Type.Object({
    group: Type.String({
      ...from('Neutron: security_group_rule.security_group_id', 'The group, by id or name.'),
      minLength: 1,
    }),
    direction: Type.Enum(
      ['ingress', 'egress'],
      from('Neutron: security_group_rule.direction', 'Towards the port, or from it.'),
    ),
    ethertype: Type.Optional(
      Type.Enum(
        ['IPv4', 'IPv6'],
        from('Neutron: security_group_rule.ethertype', 'Absent: as `remoteCidr` is written, else IPv4.'),
      ),
    ),
    protocol: Type.Optional(
      Type.String({
        ...from('Neutron: security_group_rule.protocol', 'Name (`tcp`) or number. Absent: any.'),
        minLength: 1,
        maxLength: 40,
      }),
    ),
    portMin: Type.Optional(
      Type.Integer({
        ...from('Neutron: security_group_rule.port_range_min', 'First port; for ICMP the type.'),
        ...port,
      }),
    ),
    portMax: Type.Optional(
      Type.Integer({
        ...from('Neutron: security_group_rule.port_range_max', 'Last port; for ICMP the code. Absent: as `portMin`.'),
        ...port,
      }),
    ),
    remoteCidr: Type.Optional(
      Type.String({
        ...from('Neutron: security_group_rule.remote_ip_prefix', 'The other side, as a CIDR. Absent: any address.'),
        pattern: '^[0-9a-fA-F.:]+(/[0-9]{1,3})?$',
      }),
    ),
    remoteGroup: Type.Optional(
      Type.String({
        ...from('Neutron: security_group_rule.remote_group_id', 'The other side, as members of a group: id or name.'),
        minLength: 1,
      }),
    ),
    description: Type.Optional(
      Type.String({ ...from('Neutron: security_group_rule.description', 'Free text.'), maxLength: 255 }),
    ),
  }),
  example: {
    filters: { direction: 'ingress', protocol: 'tcp' },
    create: { group: 'web', direction: 'ingress', protocol: 'tcp', portMin: 443, remoteCidr: '0.0.0.0/0' },
  },
  remove: {},
});
