// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { createProjectNames } from '../../../src/federation/mapping.ts';

const project = (path: string) => {
  const [domain = '', name = ''] = path.split('|');
  return { domain, name };
};
const names = createProjectNames([
  { gateway: project('acme|research'), member: project('customer-42|research') },
  { gateway: project('acme|a'), member: project('acme|b') },
  { gateway: project('acme|b'), member: project('acme|a') },
  { gateway: project('x/y|z'), member: project('slash|one') },
]);

it.each([
  ['acme|research', 'customer-42|research'],
  ['acme|a', 'acme|b'],
  ['acme|b', 'acme|a'],
  ['acme|other', 'acme|other'],
  // Keystone's names may hold a slash: not the same as x/y|z.
  ['x|y/z', 'x|y/z'],
  ['x/y|z', 'slash|one'],
])('leads there and back: %s ↔ %s', (gateway, member) => {
  expect(names.toMember(project(gateway))).toEqual(project(member));
  expect(names.toGateway(project(member))).toEqual(project(gateway));
});
