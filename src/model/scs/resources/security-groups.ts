// SPDX-License-Identifier: Apache-2.0
// Security groups: what may reach a port and what it may reach, as a set of rules.
import Type from 'typebox';
import { common, from, nullable, status, time } from '../fields.ts';
import { defineResource } from '../resource.ts';

/** What a rule says; shown inside its group and by itself. */
export const ruleFields = {
  direction: Type.Enum(
    ['ingress', 'egress', 'unknown'],
    from('Neutron: security_group_rule.direction', 'Towards the port, or from it.'),
  ),
  ethertype: Type.Enum(
    ['IPv4', 'IPv6', 'unknown'],
    from('Neutron: security_group_rule.ethertype', 'For which version of IP.'),
  ),
  protocol: nullable(
    Type.String(),
    from('Neutron: security_group_rule.protocol', 'Name (`tcp`) or number; null for any.'),
  ),
  portMin: nullable(
    Type.Integer(),
    from('Neutron: security_group_rule.port_range_min', 'First port; for ICMP the type; null for any.'),
  ),
  portMax: nullable(
    Type.Integer(),
    from('Neutron: security_group_rule.port_range_max', 'Last port; for ICMP the code; null for any.'),
  ),
  remoteCidr: nullable(
    Type.String(),
    from('Neutron: security_group_rule.remote_ip_prefix', 'The other side, as a CIDR; null for any address.'),
  ),
  remoteGroupId: nullable(
    Type.String(),
    from('Neutron: security_group_rule.remote_group_id', 'The other side, as members of a security group.'),
  ),
  remoteAddressGroupId: nullable(
    Type.String(),
    from('Neutron: security_group_rule.remote_address_group_id', 'The other side, as an address group.'),
  ),
  description: Type.String(from('Neutron: security_group_rule.description', 'Free text; empty where it has none.')),
};

export const securityGroups = defineResource({
  plural: 'security-groups',
  singular: 'security-group',
  about: 'Sets of rules: what may reach a port and what it may reach.',
  item: Type.Object({
    ...common,
    status: status(['available'], 'none: Neutron gives security groups no status; one that is listed can be used'),
    description: Type.String(from('Neutron: security_group.description', 'Free text; empty where it has none.')),
    updated: time(from('Neutron: security_group.updated_at', 'When it last changed.')),
    default: Type.Boolean(
      from('Neutron: security_group.name', 'Whether it holds for ports that name none: the group named `default`.'),
    ),
    stateful: nullable(
      Type.Boolean(),
      from(
        'Neutron: security_group.stateful',
        'Whether answers to what was let through are let through; null where the cloud does not say.',
      ),
    ),
    rules: Type.Array(
      Type.Object({ id: Type.String(from('Neutron: security_group_rule.id', 'Its id.')), ...ruleFields }),
      from('Neutron: security_group.security_group_rules', 'Its rules. What no rule allows is not let through.'),
    ),
  }),
  filters: {
    default: Type.Boolean({ description: 'Whether it holds for ports that name none.' }),
    stateful: Type.Boolean({ description: 'Whether answers are let through.' }),
  },
  create: Type.Object({
    name: Type.String({ ...from('Neutron: security_group.name', 'Its name.'), minLength: 1, maxLength: 255 }),
    description: Type.Optional(
      Type.String({ ...from('Neutron: security_group.description', 'Free text.'), maxLength: 255 }),
    ),
    stateful: Type.Optional(
      Type.Boolean(from('Neutron: security_group.stateful', "Whether answers are let through. Default: the cloud's.")),
    ),
  }),
  update: Type.Object({
    name: Type.Optional(
      Type.String({ ...from('Neutron: security_group.name', 'Its name.'), minLength: 1, maxLength: 255 }),
    ),
    description: Type.Optional(
      Type.String({ ...from('Neutron: security_group.description', 'Free text.'), maxLength: 255 }),
    ),
  }),
  example: { create: { name: 'web', description: 'HTTPS in' }, update: { description: 'HTTP and HTTPS in' } },
  remove: {},
});
