// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FlavorFacts } from '../../../src/standards/facts.ts';
import { flavorMeaning } from '../../../src/standards/flavor-meaning.ts';
import { type FlavorWanted, matchFlavor, searchFlavors } from '../../../src/standards/flavor-search.ts';
import { flavor } from './fixtures.ts';

/** With figures that its name gives it. */
function scs(name: string, facts: Partial<FlavorFacts> = {}): FlavorFacts {
  const [, vcpus, ram, disk = '0'] = /^SCS-(\d+)[A-Z]i?-([\d.]+)u?o?(?:-(\d+))?/.exec(name) ?? [];
  return flavor(name, { vcpus: Number(vcpus), ramMiB: Number(ram) * 1024, diskGiB: Number(disk), ...facts });
}

const best = (flavors: readonly FlavorFacts[], wanted: FlavorWanted): string | undefined =>
  searchFlavors(flavors, wanted).best[0]?.name;
const reasons = (one: FlavorFacts, wanted: FlavorWanted): readonly string[] =>
  searchFlavors([one], wanted).rejected.flatMap((rejection) => rejection.reasons);

describe('the meaning of a flavor', () => {
  it('is taken from extra_specs before the name', () => {
    expect(
      flavorMeaning({
        name: 'SCS-1V-1',
        extraSpecs: {
          'scs:name-v1': 'SCS-16T:64:10s-bms-z3h',
          'scs:name-v2': 'SCS-16T-64-10s_bms_z3h',
          'scs:name-v4': 'SCS-16T-64-10s',
          'scs:cpu-type': 'dedicated-core',
          'scs:disk0-type': 'nvme',
        },
      }),
    ).toMatchObject({
      source: 'extra_specs',
      names: ['SCS-16T-64-10s_bms_z3h', 'SCS-16T-64-10s'],
      canonical: 'SCS-16T-64-10s_bms_z3h',
      short: 'SCS-16T-64-10s',
      cpuType: 'dedicated-core',
      cpuMaker: 'amd',
      cpuGeneration: 3,
      diskType: 'nvme',
    });
  });

  it('is taken from the name where extra_specs say nothing that can be read', () => {
    expect(flavorMeaning({ name: 'SCS-2V:8', extraSpecs: { 'scs:name-v2': 'large' } })).toMatchObject({
      source: 'name',
      canonical: 'SCS-2V-8',
    });
    expect(flavorMeaning({ name: 'SCS-2V-8', extraSpecs: null })?.canonical).toBe('SCS-2V-8');
    expect(flavorMeaning({ name: 'SCS-2V-8', extraSpecs: { 'scs:cpu-type': 'quantum' } })?.cpuType).toBe('shared-core');
  });

  it('is not guessed', () => {
    expect(flavorMeaning({ name: 'SCS-2V-8-20', extraSpecs: {} })).toMatchObject({ cpuMaker: null, diskType: null });
    expect(flavorMeaning({ name: 'm1.large', extraSpecs: {} })).toBeNull();
  });
});

describe('"2 vCPU, 8 GiB, any CPU maker, SSD of 20 GB or more"', () => {
  const wanted: FlavorWanted = { vcpus: 2, ramGiB: 8, diskType: 'ssd', diskGB: 20 };
  const cloudA = ['SCS-4V-16-50s', 'SCS-2V-8-20', 'SCS-2V-8-50s_i3', 'SCS-2V-8-20s_z3', 'SCS-2V-8'].map((name) =>
    scs(name),
  );
  const cloudB = ['SCS-2V-4-20s', 'SCS-4V-16-100s'].map((name) => scs(name, { cloud: 'cloud-b' }));

  it('finds the smallest flavor that satisfies the request on each cloud', () => {
    const found = searchFlavors([...cloudB, ...cloudA], wanted);
    expect(found.best.map(({ cloud, name }) => [cloud, name])).toEqual([
      ['cloud-a', 'SCS-2V-8-20s_z3'],
      ['cloud-b', 'SCS-4V-16-100s'],
    ]);
    expect(found.candidates.map(({ name }) => name)).toEqual([
      'SCS-2V-8-20s_z3',
      'SCS-2V-8-50s_i3',
      'SCS-4V-16-50s',
      'SCS-4V-16-100s',
    ]);
  });

  it('says why not of all others', () => {
    const { rejected } = searchFlavors([...cloudA, ...cloudB], wanted);
    expect(Object.fromEntries(rejected.map(({ flavor: { name }, reasons: all }) => [name, all]))).toEqual({
      'SCS-2V-8-20': ['its disk type is not declared'],
      'SCS-2V-8': ['the disk in GB is 0, requested at least 20', 'it has no disk'],
      'SCS-2V-4-20s': ['the RAM in GiB is 4, requested at least 8'],
    });
  });

  it('gives each region of a cloud its best', () => {
    const east = scs('SCS-2V-8-20s', { region: 'east' });
    const west = scs('SCS-4V-16-50s', { region: 'west' });
    expect(searchFlavors([west, east], wanted).best).toEqual([east, west]);
  });
});

describe('a search', () => {
  it.each<[string, FlavorWanted, string]>([
    ['SCS-2V-8', { cpuMaker: 'amd' }, 'its CPU maker is not declared'],
    ['SCS-2V-8_i3', { cpuMaker: 'amd' }, 'its CPU maker is intel, requested amd'],
    ['SCS-2L-8', { cpuType: 'shared-core' }, 'its CPU type is crowded-core, requested shared-core'],
    ['SCS-2V-8_a1', { architecture: 'x86_64' }, 'its architecture is aarch64, requested x86_64'],
    ['SCS-2V-8', { gpu: true }, 'it declares no GPU'],
    ['SCS-2V-8_GNa-64', { gpu: false }, 'it has a GPU'],
    ['SCS-2V-8_GNa-64-8', { gpu: { vramGiB: 16 } }, 'the VRAM in GiB is 8, requested at least 16'],
    ['SCS-2V-8_GNa-64', { gpu: { vramGiB: 16 } }, 'the VRAM in GiB is not known'],
    ['SCS-2V-8_GNa-64', { gpu: { maker: 'amd' } }, 'its GPU maker is nvidia, requested amd'],
    ['SCS-4V-8', { vcpus: 2, exact: true }, 'the number of vCPUs is 4, requested exactly 2'],
    ['SCS-2V-8-20s', { diskGB: 0, exact: true }, 'the disk in GB is 20, requested exactly 0'],
    ['SCS-2V-8-20p', { diskType: 'ssd', exact: true }, 'its disk type is nvme, requested ssd'],
    ['SCS-2V-8-20s', { diskType: 'nvme' }, 'its disk type is ssd, requested nvme'],
    ['SCS-2V-8-20p', { diskType: 'network' }, 'its disk type is nvme, requested network'],
    ['SCS-2V-8-20n', { diskType: 'hdd' }, 'its disk type is network, requested hdd'],
    ['SCS-2C-8', { cpuType: 'shared-core', exact: true }, 'its CPU type is dedicated-core, requested shared-core'],
    ['SCS-2T-8', { cpuType: 'dedicated-core' }, 'its CPU type is dedicated-thread, requested dedicated-core'],
    ['SCS-2V-8', { name: 'SCS-2V-16' }, 'it does not have the name SCS-2V-16'],
  ])('of %s for %o: %s', (name, wanted, reason) => {
    expect(reasons(scs(name), wanted)).toEqual([reason]);
  });

  it.each<[string, FlavorWanted]>([
    ['SCS-2V-8-20p', { diskType: 'ssd' }],
    ['SCS-2V-8-20p', { diskType: 'hdd' }],
    ['SCS-2V-8-20s', { diskType: 'hdd' }],
    ['SCS-2V-8-20n', { diskType: 'network' }],
    ['SCS-2V-8-20s', { diskType: 'ssd', exact: true }],
    ['SCS-2V-8', { cpuType: 'crowded-core' }],
    ['SCS-2T-8', { cpuType: 'shared-core' }],
    ['SCS-2C-8', { cpuType: 'dedicated-thread' }],
    ['SCS-2C-8', { cpuType: 'dedicated-core', exact: true }],
    ['SCS-2V-8', { name: 'SCS-2V:8' }],
  ])('takes %s for %o: what is better serves as well', (name, wanted) => {
    expect(reasons(scs(name), wanted)).toEqual([]);
  });

  it('of a CPU or disk that nobody declares is not met, however little is asked for', () => {
    expect(reasons(flavor('m1', { diskGiB: 20 }), { cpuType: 'crowded-core', diskType: 'hdd' })).toEqual([
      'its CPU type is not declared',
      'its disk type is not declared',
    ]);
  });

  it('does not take an unknown disk for a large one', () => {
    expect(reasons(flavor('m1', { diskGiB: null }), { diskGB: 1 })).toEqual(['the disk in GB is not known']);
  });

  it('takes flavors that say nothing of themselves by their figures', () => {
    expect(best([flavor('m1.large')], { vcpus: 2, ramGiB: 8 })).toBe('m1.large');
    expect(reasons(flavor('m1.large'), { architecture: 'x86_64' })).toEqual(['its architecture is not declared']);
  });

  it('tolerates what a hypervisor keeps for itself, and reads less than half a GiB exactly', () => {
    expect(reasons(flavor('m1', { ramMiB: 4045 }), { ramGiB: 4 })).toEqual([]);
    expect(reasons(flavor('m1', { ramMiB: 4044 }), { ramGiB: 4 })).toHaveLength(1);
    expect(reasons(flavor('m1', { ramMiB: 256 }), { ramGiB: 0.25, exact: true })).toEqual([]);
  });

  it.each([
    ['fewer vCPUs before less RAM', ['SCS-4V-4', 'SCS-2V-32'], 'SCS-2V-32'],
    ['less RAM before less disk', ['SCS-2V-16', 'SCS-2V-8-100s'], 'SCS-2V-8-100s'],
    ['no GPU before a smaller flavor that nobody asked to have one', ['SCS-2V-8_GNa-64', 'SCS-4V-16'], 'SCS-4V-16'],
    ['x86 before a smaller ARM', ['SCS-2V-8_a1', 'SCS-4V-16'], 'SCS-4V-16'],
    ['shared before crowded cores of the same size', ['SCS-2L-8', 'SCS-2V-8'], 'SCS-2V-8'],
    ['secure before insecure ones', ['SCS-2Ci-8', 'SCS-2V-8'], 'SCS-2V-8'],
    ['shared before dedicated cores, of which nobody asked for', ['SCS-2C-8', 'SCS-2V-8'], 'SCS-2V-8'],
    ['the slower of two disks that both serve', ['SCS-2V-8-20p', 'SCS-2V-8-20s'], 'SCS-2V-8-20s'],
    ['a GPU rather than nothing', ['SCS-2V-8_GNa-64', 'SCS-1V-1'], 'SCS-2V-8_GNa-64'],
  ])('prefers %s', (_what, names, winner) => {
    const flavors = names.map((name) => scs(name));
    expect(best(flavors, { vcpus: 2 })).toBe(winner);
    expect(best(flavors.toReversed(), { vcpus: 2 })).toBe(winner);
  });

  it('decides between equals by name, not by id', () => {
    expect(best([flavor('b', { id: '1' }), flavor('a', { id: '2' })], {})).toBe('a');
  });

  it('answers the same whatever the order, and sorts every flavor to one side', () => {
    const names = [
      'SCS-2V-8',
      'SCS-2V-8_i3',
      'SCS-2L-8',
      'SCS-4V-8',
      'SCS-2V-8-20s',
      'SCS-2V-8-20p',
      'm1.large',
      'SCS-1V-1',
    ];
    const all = ['cloud-a', 'cloud-b'].flatMap((cloud) =>
      names.map((name) => (name === 'm1.large' ? flavor(name, { cloud }) : scs(name, { cloud }))),
    );
    const wanted = { vcpus: 2, ramGiB: 4 };
    const expected = searchFlavors(all, wanted);
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (shuffled) => {
        const found = searchFlavors(shuffled, wanted);
        expect(found.candidates).toEqual(expected.candidates);
        expect(found.best).toEqual(expected.best);
        expect(found.candidates.length + found.rejected.length).toBe(all.length);
      }),
      { numRuns: 50 },
    );
  });
});

describe('a match', () => {
  it('is the first candidate, with why and at most three others', () => {
    const flavors = ['SCS-2V-8', 'SCS-4V-8', 'SCS-4V-16', 'SCS-8V-16', 'SCS-8V-32'].map((name) => scs(name));
    expect(matchFlavor(flavors, { vcpus: 2 })).toEqual({
      flavor: flavors[0],
      because: 'the smallest of 5 that satisfy the request',
      alternatives: flavors.slice(1, 4),
    });
    expect(matchFlavor(flavors, { vcpus: 8, ramGiB: 32 }).because).toBe('the only one that satisfies the request');
  });

  it('that there is not, names the nearest and what it lacks', () => {
    expect(matchFlavor([scs('SCS-2V-8'), scs('SCS-4L-2')], { vcpus: 4, ramGiB: 8, cpuType: 'shared-core' })).toEqual({
      flavor: null,
      because: 'none satisfies the request; the nearest is SCS-2V-8: the number of vCPUs is 2, requested at least 4',
      alternatives: [],
    });
    expect(matchFlavor([], {}).because).toBe('there are no flavors');
  });

  const nearest = (names: readonly string[], wanted: FlavorWanted): string | undefined =>
    /the nearest is ([\w-]+): /.exec(
      matchFlavor(
        names.map((name) => scs(name)),
        wanted,
      ).because,
    )?.[1];

  it.each([
    ['largest, where all are too small', { vcpus: 999 }, 'SCS-16V-64'],
    ['largest, by memory as well', { ramGiB: 4096 }, 'SCS-16V-64'],
    ['smallest, where all are too large', { ramGiB: 0.5, exact: true }, 'SCS-1L-1'],
  ] as const)('names as the nearest the %s', (_, wanted, name) => {
    for (const names of [
      ['SCS-1L-1', 'SCS-16V-64', 'SCS-8V-32'],
      ['SCS-8V-32', 'SCS-16V-64', 'SCS-1L-1'],
    ])
      expect(nearest(names, wanted)).toBe(name);
  });

  it('names as the nearest what lacks a little of two things rather than nearly all of one', () => {
    // One of 16 vCPUs against 14 of them and 56 of 64 GiB.
    const wanted = { vcpus: 16, ramGiB: 64 };
    expect(
      searchFlavors([scs('SCS-1L-128'), scs('SCS-14V-56')], wanted).rejected.map((one) => one.reasons.length),
    ).toEqual([1, 2]);
    expect(nearest(['SCS-1L-128', 'SCS-14V-56'], wanted)).toBe('SCS-14V-56');
  });
});
