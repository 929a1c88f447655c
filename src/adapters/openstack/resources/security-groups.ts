// SPDX-License-Identifier: Apache-2.0
// Security groups of Neutron, each with its rules.
import { defined } from '../../../model/defined.ts';
import type { ResourceAdapter } from '../../../model/scs/adapter.ts';
import type { CreateOf, ItemOf, UpdateOf } from '../../../model/scs/resource.ts';
import type { securityGroups as definition } from '../../../model/scs/resources/security-groups.ts';
import {
  boolOrNull,
  integerOrNull,
  list as listOf,
  type Native,
  record,
  text,
  textOrNull,
  wordFor,
} from '../../values.ts';
import { neutronFields, neutronKind } from '../services/neutron.ts';
import { tagsOf } from '../services/tags.ts';

type SecurityGroup = ItemOf<typeof definition>;

const { list, get, make, finish, change, remove, tagActions } = neutronKind({
  path: '/security-groups',
  one: 'security_group',
  many: 'security_groups',
});

export const securityGroups: ResourceAdapter<
  Native,
  undefined,
  SecurityGroup,
  CreateOf<typeof definition>,
  UpdateOf<typeof definition>
> = {
  service: 'network',
  list,
  get,
  finish,
  remove,

  map({ native }, where) {
    const fields = neutronFields(native, where);
    return {
      ...fields,
      status: 'available',
      // Neutron creates one group of this name for each project, and refuses to create another.
      default: fields.name === 'default',
      tags: tagsOf(native),
      stateful: boolOrNull(native.stateful),
      rules: listOf(native.security_group_rules)
        .map(record)
        .map((rule) => ({ id: text(rule.id) ?? '', ...ruleOf(rule) })),
    };
  },

  create: (api, { name, description, stateful, tags }) => make(api, defined({ name, description, stateful }), tags),
  update: (api, id, { name, description, tags }) => change(api, id, defined({ name, description }), tags),
  actions: tagActions,
};

const DIRECTIONS = { ingress: 'ingress', egress: 'egress' } as const;
const ETHERTYPES = { IPv4: 'IPv4', IPv6: 'IPv6' } as const;

/** The fields of a rule, shared by the group that contains it and the rule as a resource. */
export const ruleOf = (native: Native) => ({
  direction: wordFor(DIRECTIONS, native.direction),
  ethertype: wordFor(ETHERTYPES, native.ethertype),
  protocol: typeof native.protocol === 'number' ? String(native.protocol) : textOrNull(native.protocol),
  portMin: integerOrNull(native.port_range_min),
  portMax: integerOrNull(native.port_range_max),
  remoteCidr: textOrNull(native.remote_ip_prefix),
  remoteGroupId: textOrNull(native.remote_group_id),
  remoteAddressGroupId: textOrNull(native.remote_address_group_id),
  description: text(native.description) ?? '',
});
