// SPDX-License-Identifier: Apache-2.0
// Flavors over clouds by what they mean: which clouds offer the same, and which flavor of each serves a want best.
import Type from 'typebox';
import { from, nullable } from '../../../../model/scs/fields.ts';
import { FlavorQuery } from '../../../../model/scs/queries.ts';
import { flavors } from '../../../../model/scs/resources/flavors.ts';
import type { ScsCall } from '../../../../scs/call.ts';
import { cloudReportSchema } from '../../../../scs/lists/list-schemas.ts';
import { type Collect, type Collected, lookingOf, lookQuery } from '../../../../scs/standards/collect.ts';
import { type Flavor, flavorFacts, flavorWanted } from '../../../../scs/standards/items.ts';
import { type FlavorGroup, groupFlavors, groupNames } from '../../../../standards/flavor-groups.ts';
import { goesBy, matchFlavor } from '../../../../standards/flavor-search.ts';
import { parseFlavorName } from '../../../../standards/scs-0100/flavor-name.ts';
import type { ScsRoute } from '../route.ts';

type Facts = ReturnType<typeof flavorFacts>;
type Group = FlavorGroup<Facts>;

const offer = Type.Object({
  cloud: flavors.item.properties.cloud,
  region: flavors.item.properties.region,
  id: flavors.item.properties.id,
  name: flavors.item.properties.name,
  by: Type.Enum(
    ['extra_specs', 'name', 'exact-name'],
    from('gateway', 'Why it is in this group: by its `scs:name-vN`, by its SCS name, or by the same exact name.'),
  ),
});

const groupFields = {
  name: Type.String(
    from(
      'scs-0103: scs:name-vN, else scs-0100: the name',
      'The name of the group; the canonical name if it is an SCS name.',
    ),
  ),
  scs: Type.Boolean(from('scs-0100', 'Whether it is an SCS name.')),
  clouds: Type.Array(Type.String(), from('gateway', 'The clouds with at least one offer.')),
  offers: Type.Array(offer, { description: 'The offers, sorted by cloud, region, name and id.' }),
  differences: Type.Array(
    Type.Object({
      figure: Type.Enum(['vcpus', 'ramMiB', 'diskGiB'], { description: 'The figure that differs.' }),
      values: Type.Array(
        Type.Object({
          value: Type.Integer({ description: 'The value of the figure.' }),
          clouds: Type.Array(Type.String(), { description: 'The clouds with this value.' }),
        }),
        { description: 'The values, smallest first.' },
      ),
    }),
    from('Nova: flavor.vcpus, ram, disk', 'The figures in which the offers differ; empty if they are all equal.'),
  ),
};

const group = Type.Object(groupFields);
const reports = Type.Array(cloudReportSchema, { description: 'What happened at each cloud that was queried.' });

const groupAnswer = Type.Object({
  ...groupFields,
  missing: Type.Array(Type.String(), from('gateway', 'The clouds that answered and do not offer it to you.')),
  unknown: Type.Array(Type.String(), from('gateway', 'The clouds for which it is unknown; see `report`.')),
  report: reports,
});

const match = Type.Object({
  cloud: flavors.item.properties.cloud,
  region: flavors.item.properties.region,
  flavor: nullable(flavors.item, { description: 'The best match; null if none satisfies the request.' }),
  because: Type.String({
    description: 'An explanation for people: why it was chosen, or what the nearest flavor lacks.',
  }),
  alternatives: Type.Array(flavors.item, { maxItems: 3, description: 'The next best flavors.' }),
});

export function flavorStandardRoutes(collect: Collect): ScsRoute[] {
  /** Nobody can have a disabled one. */
  async function all(call: ScsCall): Promise<{ found: readonly Collected<Flavor>[]; facts: readonly Facts[] }> {
    call.request.service = flavors.service;
    const found = await collect(flavors, call, lookingOf(call.query));
    const facts = found.flatMap(({ items }) => items.filter(({ disabled }) => disabled !== true).map(flavorFacts));
    return { found, facts };
  }
  const report = (found: readonly Collected<Flavor>[], told: readonly { readonly cloud: string }[]) =>
    found.map((one) => one.report(told.filter(({ cloud }) => cloud === one.cloud).length));
  const headers = { 'cache-control': 'private, no-cache' };

  return [
    {
      method: 'GET',
      path: '/scs/v1/flavor-groups',
      operationId: 'listFlavorGroups',
      tag: 'standards',
      summary: 'List flavor groups',
      description:
        'Groups the flavors of all clouds by their SCS names, and flavors without an SCS name by their exact names. A flavor with several name variants is in the group of each.',
      query: Type.Object({
        ...lookQuery,
        name: Type.Optional(
          Type.Array(Type.String({ minLength: 1 }), {
            description: 'Only these names: SCS names in any syntax, or exact names of a cloud.',
          }),
        ),
      }),
      answers: {
        200: {
          description: 'The groups, sorted by name, and what happened at each cloud.',
          schema: Type.Object({ items: Type.Array(group, { description: 'The groups.' }), clouds: reports }),
        },
      },
      cost: 'fanOut',
      example: { query: { name: 'SCS-2V:8' } },
      async handle(call) {
        const { found, facts } = await all(call);
        const { name: names } = call.query as { name?: string[] };
        const items = groupFlavors(facts)
          .filter((one) => names === undefined || names.some((name) => isOf(one, name)))
          .map(groupItem);
        const offers = new Map(
          items.flatMap((one) => one.offers).map((one) => [JSON.stringify([one.region, one.id]), one]),
        );
        return { status: 200, headers, body: { items, clouds: report(found, [...offers.values()]) } };
      },
    },
    {
      method: 'GET',
      path: '/scs/v1/flavor-groups/{name}',
      operationId: 'getFlavorGroup',
      tag: 'standards',
      summary: 'Get a flavor group',
      description:
        'Returns the clouds that offer the flavor and those that do not. The name is an SCS name in any syntax, or the exact name at a cloud. If no cloud has the flavor, the response is an empty group, not an error.',
      parameters: Type.Object({ name: Type.String({ minLength: 1, description: 'The name, percent-encoded.' }) }),
      query: Type.Object(lookQuery),
      answers: { 200: { description: 'The clouds that offer it, and those that do not.', schema: groupAnswer } },
      cost: 'fanOut',
      example: { parameters: { name: 'SCS-4V-16' } },
      async handle(call) {
        const { found, facts } = await all(call);
        const wanted = groupOf(groupFlavors(facts), call.parameters.name ?? '');
        const item = groupItem(wanted);
        const without = found.filter(({ cloud }) => !wanted.clouds.includes(cloud));
        const has = ({ error, regions }: Collected<Flavor>): boolean => error === undefined && regions.length > 0;
        return {
          status: 200,
          headers,
          body: {
            ...item,
            missing: without.filter(has).map(({ cloud }) => cloud),
            unknown: without.filter((one) => !has(one)).map(({ cloud }) => cloud),
            report: report(found, item.offers),
          },
        };
      },
    },
    {
      method: 'GET',
      path: '/scs/v1/flavor-matches',
      operationId: 'matchFlavors',
      tag: 'standards',
      summary: 'Find the best flavor of each cloud',
      description:
        'Returns the smallest flavor of each cloud and region that satisfies the request. Figures and types are minimum values; with `exact` they must match exactly. A property that a flavor does not declare counts as missing.',
      query: Type.Object({ ...lookQuery, ...FlavorQuery.properties }),
      answers: {
        200: {
          description: 'One match for each region that answered.',
          schema: Type.Object({
            items: Type.Array(match, { description: 'The matches, in the order of the clouds.' }),
            clouds: reports,
          }),
        },
      },
      cost: 'fanOut',
      example: { query: { vcpus: '2', ramGiB: '8', diskGiB: '20', diskType: 'ssd' } },
      async handle(call) {
        const { found, facts } = await all(call);
        const wanted = flavorWanted(call.query as FlavorQuery);
        const items = found.flatMap(({ cloud, regions }) =>
          regions.map((region) => {
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
        return { status: 200, headers, body: { items, clouds: report(found, told) } };
      },
    },
  ];
}

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
