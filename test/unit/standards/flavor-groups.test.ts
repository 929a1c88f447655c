// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { groupFlavors } from '../../../src/standards/flavor-groups.ts';
import { flavor } from './fixtures.ts';

const b = { cloud: 'cloud-b' };

describe('flavors of several clouds', () => {
  it('are put together by extra_specs, whatever they are called', () => {
    const groups = groupFlavors([
      flavor('m1.medium', { ...b, extraSpecs: { 'scs:name-v1': 'SCS-2V:8', 'scs:name-v2': 'SCS-2V-8' } }),
      flavor('SCS-2V-8'),
      flavor('SCS-2V:8', { cloud: 'cloud-c', extraSpecs: null }),
    ]);
    expect(groups).toHaveLength(1);
    expect(groups[0]).toMatchObject({ name: 'SCS-2V-8', scs: true, clouds: ['cloud-a', 'cloud-b', 'cloud-c'] });
    expect(groups[0]?.offers.map(({ flavor: { name }, by }) => [name, by])).toEqual([
      ['SCS-2V-8', 'name'],
      ['m1.medium', 'extra_specs'],
      ['SCS-2V:8', 'name'],
    ]);
  });

  it('are put by extra_specs even against their name', () => {
    const groups = groupFlavors([flavor('SCS-1V-1', { extraSpecs: { 'scs:name-v7': 'SCS-2V-8' } })]);
    expect(groups.map(({ name }) => name)).toEqual(['SCS-2V-8']);
  });

  it('with several name variants are in the group of each, once', () => {
    const groups = groupFlavors([
      flavor('x', {
        extraSpecs: {
          'scs:name-v1': 'SCS-2V:8-z3',
          'scs:name-v2': 'SCS-2V-8_z3',
          'scs:name-v3': 'SCS-2V:8',
          'scs:name-v4': 'SCS-2V-8',
        },
      }),
      flavor('SCS-2V-8', b),
    ]);
    expect(groups.map(({ name, clouds }) => [name, clouds])).toEqual([
      ['SCS-2V-8', ['cloud-a', 'cloud-b']],
      ['SCS-2V-8_z3', ['cloud-a']],
    ]);
  });

  it('of no standard are put together by their exact name', () => {
    const groups = groupFlavors([flavor('m1.large'), flavor('m1.large', b), flavor('M1.large', b), flavor('SCS-bad')]);
    expect(groups.map(({ name, scs, clouds }) => [name, scs, clouds.length])).toEqual([
      ['M1.large', false, 1],
      ['SCS-bad', false, 1],
      ['m1.large', false, 2],
    ]);
  });

  it('differ where their figures do; what is unknown does not', () => {
    const [group] = groupFlavors([
      flavor('SCS-2V-8', { diskGiB: null }),
      flavor('SCS-2V-8', { ...b, ramMiB: 8000, diskGiB: 10 }),
      flavor('SCS-2V-8', { cloud: 'cloud-c', diskGiB: 10 }),
    ]);
    expect(group?.differences).toEqual([
      {
        figure: 'ramMiB',
        values: [
          { value: 8000, clouds: ['cloud-b'] },
          { value: 8192, clouds: ['cloud-a', 'cloud-c'] },
        ],
      },
    ]);
  });
});
