// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import type { Item } from '../../../../src/model/scs/resource.ts';
import { createMatcher } from '../../../../src/scs/lists/match.ts';

const item = {
  cloud: 'a',
  region: 'a',
  project: null,
  id: '12AB34CD-0000-4000-8000-000000000001',
  name: 'Web-1',
  status: 'active',
  createdAt: null,
  addresses: [
    { address: '10.0.0.7', version: 4 },
    { address: '2001:db8::1', version: 6 },
  ],
  description: '10.0.0.70',
} as Item;

describe('a search', () => {
  it.each([
    ['web', 'name'],
    ['B-1', 'name'],
    ['12ab34cd', 'id'],
    ['12ab34c', undefined],
    ['12AB34CD-0000-4000-8000-000000000001', 'id'],
    ['10.0.0.7', 'address'],
    ['10.0.0.', undefined],
    ['10.0.0.8', undefined],
    ['2001:DB8:0:0:0:0:0:1', 'address'],
    ['2001:db8::2', undefined],
    [' web-1 ', 'name'],
  ])('for "%s" finds it by %s', (wanted, why) => {
    expect(createMatcher(wanted)(item)).toBe(why);
  });
});
