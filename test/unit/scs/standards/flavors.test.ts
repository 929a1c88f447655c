// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../../../src/model/errors.ts';
import type { FlavorQuery } from '../../../../src/model/scs/queries.ts';
import { createCollect } from '../../../../src/scs/standards/collect.ts';
import { flavorGroup, flavorGroups, flavorMatches } from '../../../../src/scs/standards/flavors.ts';
import { callOf, fakeSources, flavorItem, type Place } from '../standards-fakes.ts';

const away = new GatewayError('memberUnreachable', { cloud: 'cloud-b' });

const PLACES: readonly Place[] = [
  {
    cloud: 'cloud-a',
    region: 'cloud-a',
    gives: { flavors: [flavorItem('SCS-2V-8'), flavorItem('SCS-2V-8-20s', { diskGiB: 20 }), flavorItem('tiny')] },
  },
  // The same place in another project, which sees one flavor more.
  {
    cloud: 'cloud-a',
    region: 'cloud-a',
    project: 'p2',
    gives: { flavors: [flavorItem('SCS-2V-8'), flavorItem('SCS-4V-8', { vcpus: 4 })] },
  },
  {
    cloud: 'cloud-a',
    region: 'cloud-a.west',
    gives: {
      flavors: [
        flavorItem('m1.medium', { ramMiB: 9216, extraSpecs: { 'scs:name-v1': 'SCS-2V:8' } }),
        flavorItem('SCS-2L-8', { disabled: true }),
      ],
    },
  },
  { cloud: 'cloud-b', region: 'cloud-b', gives: { flavors: away } },
  { cloud: 'cloud-b', region: 'cloud-b.east', gives: { flavors: [flavorItem('tiny', { id: 'other' })] } },
  { cloud: 'cloud-c', region: 'cloud-c', gives: {} },
];

const collect = createCollect(fakeSources(PLACES));
const looking = { where: {}, timeout: 1_000 };
const groups = (names?: readonly string[]) => flavorGroups(collect, callOf(), looking, names);
const group = (name: string) => flavorGroup(collect, callOf(), looking, name);
const matches = (query: FlavorQuery) => flavorMatches(collect, callOf(), looking, query);

describe('flavor groups', () => {
  it('hold each flavor once, in however many projects it was seen, and no disabled one', async () => {
    const { items } = await groups();
    const told = Object.fromEntries(
      items.map(({ name, offers }) => [name, offers.map(({ region, name, by }) => `${region} ${name} ${by}`)]),
    );
    expect(told).toEqual({
      'SCS-2V-8': ['cloud-a SCS-2V-8 name', 'cloud-a.west m1.medium extra_specs'],
      'SCS-2V-8-20s': ['cloud-a SCS-2V-8-20s name'],
      'SCS-4V-8': ['cloud-a SCS-4V-8 name'],
      tiny: ['cloud-a tiny exact-name', 'cloud-b.east tiny exact-name'],
    });
  });

  it('say what of their offers is not alike, and what happened at each cloud', async () => {
    const { items, clouds } = await groups(['SCS-02V:8']);
    expect(items).toMatchObject([
      {
        name: 'SCS-2V-8',
        differences: [
          {
            figure: 'ramMiB',
            values: [
              { value: 8192, clouds: ['cloud-a'] },
              { value: 9216, clouds: ['cloud-a'] },
            ],
          },
        ],
      },
    ]);
    expect(clouds).toMatchObject([
      { cloud: 'cloud-a', status: 'ok', count: 2 },
      { cloud: 'cloud-b', status: 'error', count: 0, error: { code: 'memberUnreachable' } },
      { cloud: 'cloud-c', status: 'not-offered', count: 0 },
    ]);
  });

  it.each(['SCS-2V-8', 'SCS-2V:8', 'm1.medium'])('are found by %s', async (name) => {
    expect(await group(name)).toMatchObject({
      name: 'SCS-2V-8',
      scs: true,
      clouds: ['cloud-a'],
      missing: [],
      // A part of it did not answer; another one has no flavors at all.
      unknown: ['cloud-b', 'cloud-c'],
    });
  });

  it('that nobody has are empty, not absent', async () => {
    expect(await group('SCS-2L-8')).toMatchObject({
      name: 'SCS-2L-8',
      scs: true,
      clouds: [],
      missing: ['cloud-a'],
      offers: [],
    });
    expect(await group('huge')).toMatchObject({ name: 'huge', scs: false });
  });
});

describe('flavor matches', () => {
  it('are one for each region that answered', async () => {
    const { items } = await matches({ vcpus: 2, ramGiB: 8 });
    expect(items.map(({ region, flavor }) => [region, flavor?.name])).toEqual([
      ['cloud-a', 'SCS-2V-8'],
      ['cloud-a.west', 'm1.medium'],
      ['cloud-b.east', 'tiny'],
    ]);
    expect(items[0]?.alternatives.map(({ name }) => name)).toEqual(['tiny', 'SCS-2V-8-20s', 'SCS-4V-8']);
  });

  it('take the words of the query for those of the standard', async () => {
    const query = { vcpus: 2, diskGiB: 20, diskType: 'hdd', cpuType: 'crowded-core', gpu: false } as const;
    const { items, clouds } = await matches(query);
    expect(items[0]).toMatchObject({
      flavor: { name: 'SCS-2V-8-20s' },
      because: 'the only one that satisfies the request',
    });
    expect(items[2]).toMatchObject({
      flavor: null,
      because: expect.stringMatching(/^none satisfies the request; the nearest is tiny: /),
    });
    expect(clouds).toMatchObject([{ count: 1 }, { count: 0 }, { count: 0 }]);
  });

  it('that must be exact are', async () => {
    const query = { vcpus: 2, ramGiB: 8, diskGiB: 20, exact: true };
    const { items } = await matches(query);
    expect(items[0]).toMatchObject({ flavor: { name: 'SCS-2V-8-20s' } });
    expect(items[1]?.flavor).toBeNull();
  });
});
