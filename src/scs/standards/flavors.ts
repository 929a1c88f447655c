// SPDX-License-Identifier: Apache-2.0
// Flavors over clouds by what they mean: which clouds offer the same, and which flavor of each serves a want best.
import type { FlavorQuery } from '../../model/scs/queries.ts';
import { flavors } from '../../model/scs/resources/flavors.ts';
import { type FlavorGroup, groupFlavors, groupNames } from '../../standards/flavor-groups.ts';
import { goesBy, matchFlavor } from '../../standards/flavor-search.ts';
import { parseFlavorName } from '../../standards/scs-0100/flavor-name.ts';
import type { ScsCall } from '../call.ts';
import type { CloudReport } from '../sources/fan-out.ts';
import type { Collect, Collected, Looking } from './collect.ts';
import { type Flavor, flavorFacts, flavorWanted } from './items.ts';

type Facts = ReturnType<typeof flavorFacts>;
type Group = FlavorGroup<Facts>;
export type GroupItem = ReturnType<typeof groupItem>;

/** `names`: of the standard in any syntax, or as a cloud has it; all groups where absent. */
export async function flavorGroups(
  collect: Collect,
  call: ScsCall,
  looking: Looking,
  names: readonly string[] | undefined,
): Promise<{ readonly items: readonly GroupItem[]; readonly clouds: readonly CloudReport[] }> {
  const { found, facts } = await usable(collect, call, looking);
  const items = groupFlavors(facts)
    .filter((one) => names === undefined || names.some((name) => isOf(one, name)))
    .map(groupItem);
  // One with several names is an offer in the group of each.
  const offers = new Map(items.flatMap((one) => one.offers).map((one) => [JSON.stringify([one.region, one.id]), one]));
  return { items, clouds: report(found, [...offers.values()]) };
}

export interface WholeGroup extends GroupItem {
  /** Clouds that have answered and do not offer it. */
  readonly missing: readonly string[];
  readonly unknown: readonly string[];
  readonly report: readonly CloudReport[];
}

export async function flavorGroup(
  collect: Collect,
  call: ScsCall,
  looking: Looking,
  name: string,
): Promise<WholeGroup> {
  const { found, facts } = await usable(collect, call, looking);
  const wanted = groupOf(groupFlavors(facts), name);
  const item = groupItem(wanted);
  const without = found.filter(({ cloud }) => !wanted.clouds.includes(cloud));
  const has = ({ error, regions }: Collected<Flavor>): boolean => error === undefined && regions.length > 0;
  return {
    ...item,
    missing: without.filter(has).map(({ cloud }) => cloud),
    unknown: without.filter((one) => !has(one)).map(({ cloud }) => cloud),
    report: report(found, item.offers),
  };
}

export interface FlavorMatch {
  readonly cloud: string;
  readonly region: string;
  readonly flavor: Flavor | null;
  readonly because: string;
  readonly alternatives: readonly Flavor[];
}

/** One for each region that answered. */
export async function flavorMatches(
  collect: Collect,
  call: ScsCall,
  looking: Looking,
  query: FlavorQuery,
): Promise<{ readonly items: readonly FlavorMatch[]; readonly clouds: readonly CloudReport[] }> {
  const { found, facts } = await usable(collect, call, looking);
  const wanted = flavorWanted(query);
  const items = found.flatMap(({ cloud, regions }) =>
    regions.map((region): FlavorMatch => {
      const there = facts.filter((facts) => facts.cloud === cloud && facts.region === region);
      const { flavor, because, alternatives } = matchFlavor(there, wanted);
      return {
        cloud,
        region,
        flavor: flavor?.item ?? null,
        because,
        alternatives: alternatives.map(({ item }) => item),
      };
    }),
  );
  const told = items.flatMap(({ flavor, alternatives }) => (flavor === null ? [] : [flavor, ...alternatives]));
  return { items, clouds: report(found, told) };
}

/** Nobody can have a disabled one. */
async function usable(
  collect: Collect,
  call: ScsCall,
  looking: Looking,
): Promise<{ found: readonly Collected<Flavor>[]; facts: readonly Facts[] }> {
  call.about({ service: 'compute' });
  const found = await collect(flavors, call, looking);
  const facts = found.flatMap(({ items }) => items.filter(({ disabled }) => disabled !== true).map(flavorFacts));
  return { found, facts };
}

const report = (
  found: readonly Collected<Flavor>[],
  told: readonly { readonly cloud: string }[],
): readonly CloudReport[] => found.map((one) => one.report(told.filter(({ cloud }) => cloud === one.cloud).length));

const canonicalOf = (name: string): string => {
  const read = parseFlavorName(name);
  return 'canonical' in read ? read.canonical : name;
};

const isOf = (group: Group, name: string): boolean =>
  group.name === canonicalOf(name) || group.offers.some(({ flavor }) => flavor.name === name);

/** By its own name, else the group of the flavor that a cloud calls so. */
function groupOf(groups: readonly Group[], name: string): Group {
  const canonical = canonicalOf(name);
  const own = groups.find((one) => one.name === canonical);
  if (own !== undefined) return own;
  const called = groups.flatMap(({ offers }) => offers).find(({ flavor }) => goesBy(flavor, name));
  const fullest = called === undefined ? undefined : groupNames(called.flavor).names[0];
  return (
    groups.find((one) => one.name === fullest) ?? {
      name: canonical,
      scs: 'canonical' in parseFlavorName(name),
      clouds: [],
      offers: [],
      differences: [],
    }
  );
}

const groupItem = ({ name, scs, clouds, offers, differences }: Group) => ({
  name,
  scs,
  clouds,
  offers: offers.map(({ flavor: { item }, by }) => ({
    cloud: item.cloud,
    region: item.region,
    id: item.id,
    name: item.name,
    by,
  })),
  differences,
});
