// SPDX-License-Identifier: Apache-2.0
// Security group rules of Neutron, as a resource of their own.
import { defined } from '../../../model/defined.ts';
import type { ResourceAdapter } from '../../../model/scs/adapter.ts';
import type { CreateOf, ItemOf } from '../../../model/scs/resource.ts';
import type { securityGroupRules as definition } from '../../../model/scs/resources/security-group-rules.ts';
import { type Native, text } from '../../values.ts';
import { neutronFields, neutronKind } from '../services/neutron.ts';
import { allOf, idOf, idOrNone } from '../services/references.ts';
import { ruleOf } from './security-groups.ts';

type Rule = ItemOf<typeof definition>;

const { list, get, make, remove } = neutronKind({
  path: '/security-group-rules',
  one: 'security_group_rule',
  many: 'security_group_rules',
  tags: false,
  filters: { groupId: 'security_group_id', direction: 'direction', ethertype: 'ethertype', protocol: 'protocol' },
});

export const securityGroupRules: ResourceAdapter<Native, undefined, Rule, CreateOf<typeof definition>> = {
  service: 'network',
  // Rules have no names, and Neutron refuses a filter by name.
  list: (api, { filters }) => list(api, { filters }),
  get,
  remove,

  map({ native }, where) {
    return {
      ...neutronFields(native, where),
      name: '',
      status: 'available',
      groupId: text(native.security_group_id) ?? '',
      ...ruleOf(native),
    };
  },

  async create(api, input) {
    const { groupId, direction, ethertype, protocol, portMin, portMax, remoteCidr, remoteGroupId, description } = input;
    const [security_group_id, remote_group_id] = await allOf(api, [
      idOf(api, 'securityGroup', groupId, '#/groupId'),
      idOrNone(api, 'securityGroup', remoteGroupId, '#/remoteGroupId'),
    ]);
    const icmp = protocol !== undefined && ICMP.has(protocol.toLowerCase());
    return make(
      api,
      defined({
        security_group_id,
        direction,
        ethertype: ethertype ?? (remoteCidr?.includes(':') ? 'IPv6' : 'IPv4'),
        protocol,
        port_range_min: portMin,
        // For ICMP these are type and code; a type without a code matches any code.
        port_range_max: portMax ?? (icmp ? undefined : portMin),
        remote_ip_prefix: remoteCidr,
        remote_group_id,
        description,
      }),
    );
  },
};

const ICMP: ReadonlySet<string> = new Set(['icmp', '1', 'icmpv6', 'ipv6-icmp', '58']);
