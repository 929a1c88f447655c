// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { lookAtRegions } from '../../../src/joining/look-at-regions.ts';
import type { MemberToken } from '../../../src/model/session.ts';

const catalog = (...regions: string[]): MemberToken['catalog'] =>
  regions.map((region) => ({
    ...{ id: 's', type: 'compute', name: 'nova' },
    endpoints: [{ id: 'e', interface: 'public', region, region_id: region, url: 'https://nova.example' }],
  }));
const look = (regions: readonly string[] | undefined, ...there: string[]) =>
  lookAtRegions({ id: 'cloud-a', region: 'RegionOne', ...(regions && { regions }) }, catalog(...there));

it('the check of a cloud tells regions that no path can carry, unless the entry leaves them out', () => {
  const there = ['RegionOne', '*', 'dev2', 'Region Two', 'West'];
  expect(look(undefined, ...there).leftOut).toEqual([
    'region * is left out: its name holds characters that a path segment cannot carry',
    'region dev2 is left out: "cloud-a.dev2" holds a "v" before a digit or dot, where clients would cut the URL',
    'region Region Two is left out: its name holds characters that a path segment cannot carry',
  ]);
  expect(look(['West'], ...there)).toMatchObject({ missing: [], leftOut: [] });
});

it('the check of a cloud takes an endpoint without a region for one of the default region', () => {
  expect(look(undefined, '')).toEqual({ there: ['RegionOne'], missing: [], leftOut: [] });
  expect(look(['West'], 'East')).toMatchObject({ missing: ['RegionOne', 'West'] });
});

it('what the check tells of regions is bounded, and of one line', () => {
  const { leftOut } = look(
    undefined,
    'RegionOne',
    ...Array.from({ length: 1000 }, (_, n) => `\n${n}${'x'.repeat(999)}`),
  );
  expect(leftOut).toHaveLength(6);
  expect(leftOut.at(-1)).toBe('995 regions more are left out');
  expect(leftOut.join('').length).toBeLessThan(1500);
  expect(leftOut.join('')).not.toContain('\n');
});
