// SPDX-License-Identifier: Apache-2.0
// Groups the flavors of many clouds by their meaning: by `scs:name-v*` of their extra_specs, else by their name if it
// is an SCS name, else by the name as it is.
import { compareTexts } from '../model/compare.ts';
import type { FlavorFacts } from './facts.ts';
import { flavorMeaning } from './flavor-meaning.ts';

export type GroupedBy = 'extra_specs' | 'name' | 'exact-name';

interface FlavorOffer<T extends FlavorFacts> {
  readonly flavor: T;
  readonly by: GroupedBy;
}

interface FlavorDifference {
  readonly figure: 'vcpus' | 'ramMiB' | 'diskGiB';
  readonly values: readonly { readonly value: number; readonly clouds: readonly string[] }[];
}

export interface FlavorGroup<T extends FlavorFacts> {
  /** Canonical for SCS names. */
  readonly name: string;
  readonly scs: boolean;
  readonly clouds: readonly string[];
  readonly offers: readonly FlavorOffer<T>[];
  /** The figures in which the offers differ. An unknown figure differs from none. */
  readonly differences: readonly FlavorDifference[];
}

const distinct = (values: readonly string[]): string[] => [...new Set(values)].sort();

/** The names of the groups that a flavor belongs to. A flavor with several name variants belongs to several. */
export function groupNames(flavor: FlavorFacts): { readonly names: readonly string[]; readonly by: GroupedBy } {
  const meaning = flavorMeaning(flavor);
  return meaning === null ? { names: [flavor.name], by: 'exact-name' } : { names: meaning.names, by: meaning.source };
}

function differences(flavors: readonly FlavorFacts[]): FlavorDifference[] {
  return (['vcpus', 'ramMiB', 'diskGiB'] as const).flatMap((figure) => {
    const known = flavors.flatMap(({ [figure]: value, cloud }) => (value === null ? [] : [{ value, cloud }]));
    const values = [...new Set(known.map(({ value }) => value))].sort((a, b) => a - b);
    if (values.length < 2) return [];
    const withClouds = values.map((value) => ({
      value,
      clouds: distinct(known.filter((row) => row.value === value).map(({ cloud }) => cloud)),
    }));
    return [{ figure, values: withClouds }];
  });
}

/** Groups sorted by name; the offers within a group by cloud, name and id. */
export function groupFlavors<T extends FlavorFacts>(flavors: readonly T[]): readonly FlavorGroup<T>[] {
  const groups = new Map<string, FlavorOffer<T>[]>();
  for (const flavor of flavors) {
    const { names, by } = groupNames(flavor);
    for (const name of names) {
      const offers = groups.get(name);
      if (offers === undefined) groups.set(name, [{ flavor, by }]);
      else offers.push({ flavor, by });
    }
  }
  return [...groups]
    .sort(([a], [b]) => compareTexts(a, b))
    .map(([name, offers]) => ({
      name,
      scs: offers.some(({ by }) => by !== 'exact-name'),
      clouds: distinct(offers.map(({ flavor }) => flavor.cloud)),
      offers: offers.sort(
        (a, b) =>
          compareTexts(a.flavor.cloud, b.flavor.cloud) ||
          compareTexts(a.flavor.region ?? '', b.flavor.region ?? '') ||
          compareTexts(a.flavor.name, b.flavor.name) ||
          compareTexts(a.flavor.id, b.flavor.id),
      ),
      differences: differences(offers.map(({ flavor }) => flavor)),
    }));
}
