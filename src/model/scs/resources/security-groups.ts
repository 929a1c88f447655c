// SPDX-License-Identifier: Apache-2.0
// Security groups: sets of rules that say which traffic may reach and leave a port.
import Type from 'typebox';
import { common, from, nullable, status, tagActions, tags, tagsInstead, tagsOfNew, time } from '../fields.ts';
import { defineResource } from '../resource.ts';

/** The fields of a rule, shared by the group that contains it and the rule as a resource. */
export const ruleFields = {
  direction: Type.Enum(
    ['ingress', 'egress', 'unknown'],
    from(
      'Neutron: security_group_rule.direction',
      'The direction of the traffic: `ingress` is towards the port, `egress` away from it.',
    ),
  ),
  ethertype: Type.Enum(
    ['IPv4', 'IPv6', 'unknown'],
    from('Neutron: security_group_rule.ethertype', 'The IP version that the rule applies to.'),
  ),
  protocol: nullable(
    Type.String(),
    from('Neutron: security_group_rule.protocol', 'The name (`tcp`) or number of the protocol; null for any.'),
  ),
  portMin: nullable(
    Type.Integer(),
    from('Neutron: security_group_rule.port_range_min', 'The first port, or the type for ICMP; null for any.'),
  ),
  portMax: nullable(
    Type.Integer(),
    from('Neutron: security_group_rule.port_range_max', 'The last port, or the code for ICMP; null for any.'),
  ),
  remoteCidr: nullable(
    Type.String(),
    from('Neutron: security_group_rule.remote_ip_prefix', 'The remote addresses as a CIDR; null for any address.'),
  ),
  remoteGroupId: nullable(
    Type.String(),
    from('Neutron: security_group_rule.remote_group_id', 'The security group whose members are the remote side.'),
  ),
  remoteAddressGroupId: nullable(
    Type.String(),
    from('Neutron: security_group_rule.remote_address_group_id', 'The address group that is the remote side.'),
  ),
  description: Type.String(from('Neutron: security_group_rule.description', 'Free text; empty if there is none.')),
};

export const securityGroups = defineResource({
  plural: 'security-groups',
  singular: 'security-group',
  about: 'Sets of rules that say which traffic may reach a port and leave it.',
  item: Type.Object({
    ...common,
    status: status(['available'], 'none: Neutron security groups have no status; a listed group is available'),
    description: Type.String(from('Neutron: security_group.description', 'Free text; empty if there is none.')),
    updatedAt: time(from('Neutron: security_group.updated_at', 'When it was last changed.')),
    default: Type.Boolean(
      from(
        'Neutron: security_group.name',
        'Whether it applies to ports that name no group, as the group named `default` does.',
      ),
    ),
    tags: tags('Neutron: security_group.tags'),
    stateful: nullable(
      Type.Boolean(),
      from(
        'Neutron: security_group.stateful',
        'Whether replies to allowed traffic are allowed (stateful filtering); null if the cloud does not report it.',
      ),
    ),
    rules: Type.Array(
      Type.Object({ id: Type.String(from('Neutron: security_group_rule.id', 'Its id.')), ...ruleFields }),
      from('Neutron: security_group.security_group_rules', 'Its rules. Traffic that no rule allows is dropped.'),
    ),
  }),
  filters: {
    default: Type.Boolean({ description: 'Whether it applies to ports that name no group.' }),
    stateful: Type.Boolean({ description: 'Whether replies to allowed traffic are allowed (stateful filtering).' }),
  },
  create: Type.Object({
    name: Type.String({ ...from('Neutron: security_group.name', 'Its name.'), minLength: 1, maxLength: 255 }),
    description: Type.Optional(
      Type.String({ ...from('Neutron: security_group.description', 'Free text.'), maxLength: 255 }),
    ),
    stateful: Type.Optional(
      Type.Boolean(
        from(
          'Neutron: security_group.stateful',
          "Whether replies to allowed traffic are allowed (stateful filtering). If omitted, the cloud's default is used.",
        ),
      ),
    ),
    tags: Type.Optional(tagsOfNew('Neutron: security_group.tags')),
  }),
  update: Type.Object({
    name: Type.Optional(
      Type.String({ ...from('Neutron: security_group.name', 'Its name.'), minLength: 1, maxLength: 255 }),
    ),
    description: Type.Optional(
      Type.String({ ...from('Neutron: security_group.description', 'Free text.'), maxLength: 255 }),
    ),
    tags: Type.Optional(tagsInstead('Neutron: security_group.tags')),
  }),
  example: {
    create: { name: 'web', description: 'HTTPS in', tags: ['shop'] },
    update: { description: 'HTTP and HTTPS in' },
    actions: { 'add-tag': { tag: 'front' }, 'remove-tag': { tag: 'front' } },
  },
  remove: {},
  actions: tagActions('Neutron: security_group.tags', 'a security group'),
});
