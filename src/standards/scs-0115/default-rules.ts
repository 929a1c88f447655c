// SPDX-License-Identifier: Apache-2.0
// The initial rules of new security groups (scs-0115): ingress only from the group itself, all egress.
import type { DefaultRuleFacts } from '../facts.ts';
import { fail, pass, type Verdict } from '../verdict.ts';

/** Neutron's word for "the group that the rule becomes part of". */
const SAME_GROUP = 'PARENT';

export function checkDefaultRules(rules: readonly DefaultRuleFacts[]): Verdict {
  const ingress = rules.filter(({ direction }) => direction === 'ingress');
  const open = ingress.filter(
    ({ remoteGroupId, usedInOtherGroups }) => remoteGroupId !== SAME_GROUP || usedInOtherGroups,
  );
  if (open.length > 0)
    return fail(
      `${open.length} default rule(s) let in what is not of the same group, or do so in other than the default group`,
    );
  const goesOut = (ethertype: string, where: 'usedInDefaultGroup' | 'usedInOtherGroups'): boolean =>
    rules.some(
      (rule) => rule.direction === 'egress' && rule.ethertype === ethertype && !rule.remoteIpPrefix && rule[where],
    );
  const closed = ['IPv4', 'IPv6'].filter(
    (type) => !goesOut(type, 'usedInDefaultGroup') || !goesOut(type, 'usedInOtherGroups'),
  );
  if (closed.length > 0) return fail(`no default rule lets out ${closed.join(' and ')} from every group`);
  return pass('nothing comes in but from the same default group; everything goes out');
}
