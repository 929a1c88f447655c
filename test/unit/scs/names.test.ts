// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { pascal, words } from '../../../src/scs/names.ts';

it.each([
  ['floating-ips', 'floating IPs', 'FloatingIps'],
  ['floating-ip', 'floating IP', 'FloatingIp'],
  ['security-group-rules', 'security group rules', 'SecurityGroupRules'],
  ['equips', 'equips', 'Equips'],
])('%s are %s for people and %s in names', (name, text, part) => {
  expect([words(name), pascal(name)]).toEqual([text, part]);
});
