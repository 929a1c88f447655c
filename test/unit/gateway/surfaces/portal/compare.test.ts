// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textOf } from '../../../../../src/gateway/surfaces/portal/html.ts';
import { wantedOf } from '../../../../../src/gateway/surfaces/portal/pages/compare-portability.ts';
import { bar, fullness, measureOf } from '../../../../../src/gateway/surfaces/portal/parts/bars.ts';
import { inOrder } from '../../../../../src/gateway/surfaces/portal/parts/in-order.ts';

describe('how full a quota is', () => {
  it.each([
    [0, 10, 'good'],
    [7, 10, 'good'],
    [8, 10, 'warn'],
    [10, 10, 'bad'],
    [12, 10, 'bad'],
    [99, null, 'good'],
    [0, 0, 'good'],
  ] as const)('of %i used of %s is %s', (used, limit, told) => expect(fullness({ used, limit })).toBe(told));

  it('is a bar that never leaves its picture, whatever a cloud tells', () => {
    const figure = fc.integer({ min: -10, max: 1e12 });
    fc.assert(
      fc.property(fc.array(fc.record({ used: figure, limit: fc.option(figure) }), { minLength: 1 }), (all) => {
        for (const one of all)
          for (const [, width] of textOf(bar(one, measureOf(all))).matchAll(/ width="([^"]*)"/g)) {
            expect(Number(width)).toBeGreaterThanOrEqual(0);
            expect(Number(width)).toBeLessThanOrEqual(320);
          }
      }),
    );
  });
});

describe('a list of wishes', () => {
  it('is read line by line', () => {
    const query = new URLSearchParams({ flavors: ' SCS-2V-4\r\n\r\nSCS-4V-16,x', images: 'Ubuntu 24.04\ndebian' });
    query.append('aspect', 'encrypted');
    query.append('aspect', 'made-up');
    expect(wantedOf(query)).toEqual({
      flavors: ['SCS-2V-4', 'SCS-4V-16', 'x'],
      images: [{ distro: 'ubuntu', version: '24.04' }, { distro: 'debian' }],
      volumeAspects: ['encrypted'],
    });
  });

  it('of blanks is none, so that nothing is asked', () => {
    expect(wantedOf(new URLSearchParams({ flavors: ' \n', services: ',' }))).toBeUndefined();
  });
});

it('versions and sizes stand in the order in which people count', () => {
  expect(['SCS-16V-64', 'SCS-2V-8', 'SCS-2V-16'].toSorted(inOrder)).toEqual(['SCS-2V-8', 'SCS-2V-16', 'SCS-16V-64']);
});
