// SPDX-License-Identifier: Apache-2.0
// Security group rules as a resource of their own: to find them across groups, to add one, to delete one.
import Type from 'typebox';
import { common, from, status, time } from '../fields.ts';
import { defineResource } from '../resource.ts';
import { ruleFields } from './security-groups.ts';

const port = { minimum: 0, maximum: 65_535 };

export const securityGroupRules = defineResource({
  plural: 'security-group-rules',
  singular: 'security-group-rule',
  about: 'The rules of security groups. Rules cannot be changed, only created and deleted.',
  item: Type.Object({
    ...common,
    name: Type.String(from('none', 'Always empty; rules have no names.')),
    status: status(['available'], 'none: Neutron rules have no status; a listed rule is available'),
    groupId: Type.String(from('Neutron: security_group_rule.security_group_id', 'The group that it belongs to.')),
    ...ruleFields,
    updatedAt: time(from('Neutron: security_group_rule.updated_at', 'When it was last changed.')),
  }),
  filters: {
    groupId: Type.String({ description: 'Id of the group that it belongs to.' }),
    direction: Type.Enum(['ingress', 'egress'], {
      description: 'The direction of the traffic: `ingress` is towards the port, `egress` away from it.',
    }),
    ethertype: Type.Enum(['IPv4', 'IPv6'], { description: 'The IP version that the rule applies to.' }),
    protocol: Type.String({ description: 'The name or number of the protocol, as the cloud writes it.' }),
  },
  create: Type.Object({
    groupId: Type.String({
      ...from('Neutron: security_group_rule.security_group_id', 'The group, by id or name.'),
      minLength: 1,
    }),
    direction: Type.Enum(
      ['ingress', 'egress'],
      from(
        'Neutron: security_group_rule.direction',
        'The direction of the traffic: `ingress` is towards the port, `egress` away from it.',
      ),
    ),
    ethertype: Type.Optional(
      Type.Enum(
        ['IPv4', 'IPv6'],
        from(
          'Neutron: security_group_rule.ethertype',
          'The IP version. If omitted, it follows `remoteCidr`, or is IPv4.',
        ),
      ),
    ),
    protocol: Type.Optional(
      Type.String({
        ...from(
          'Neutron: security_group_rule.protocol',
          'The name (`tcp`) or number of the protocol. If omitted, the rule applies to any protocol.',
        ),
        minLength: 1,
        maxLength: 40,
      }),
    ),
    portMin: Type.Optional(
      Type.Integer({
        ...from('Neutron: security_group_rule.port_range_min', 'The first port, or the type for ICMP.'),
        ...port,
      }),
    ),
    portMax: Type.Optional(
      Type.Integer({
        ...from(
          'Neutron: security_group_rule.port_range_max',
          'The last port, or the code for ICMP. If omitted, it equals `portMin`.',
        ),
        ...port,
      }),
    ),
    remoteCidr: Type.Optional(
      Type.String({
        ...from(
          'Neutron: security_group_rule.remote_ip_prefix',
          'The remote addresses as a CIDR. If omitted, the rule applies to any address.',
        ),
        pattern: '^[0-9a-fA-F.:]+(/[0-9]{1,3})?$',
      }),
    ),
    remoteGroupId: Type.Optional(
      Type.String({
        ...from(
          'Neutron: security_group_rule.remote_group_id',
          'The security group whose members are the remote side, by id or name.',
        ),
        minLength: 1,
      }),
    ),
    description: Type.Optional(
      Type.String({ ...from('Neutron: security_group_rule.description', 'Free text.'), maxLength: 255 }),
    ),
  }),
  example: {
    filters: { direction: 'ingress', protocol: 'tcp' },
    create: { groupId: 'web', direction: 'ingress', protocol: 'tcp', portMin: 443, remoteCidr: '0.0.0.0/0' },
  },
  remove: {},
});
