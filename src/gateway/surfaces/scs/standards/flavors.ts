// SPDX-License-Identifier: Apache-2.0
// The routes of flavors over clouds: which clouds offer the same, and which flavor of each serves a want best.
import Type from 'typebox';
import { from, nullable } from '../../../../model/scs/fields.ts';
import { FlavorQuery } from '../../../../model/scs/queries.ts';
import { flavors } from '../../../../model/scs/resources/flavors.ts';
import { cloudReportSchema } from '../../../../scs/lists/list-schemas.ts';
import { type Collect, lookingOf, lookQuery } from '../../../../scs/standards/collect.ts';
import { flavorGroup, flavorGroups, flavorMatches } from '../../../../scs/standards/flavors.ts';
import type { ScsRoute } from '../route.ts';

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
        const { name: names } = call.query as { name?: string[] };
        return { status: 200, headers, body: await flavorGroups(collect, call, lookingOf(call.query), names) };
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
        const { name = '' } = call.parameters;
        return { status: 200, headers, body: await flavorGroup(collect, call, lookingOf(call.query), name) };
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
        const body = await flavorMatches(collect, call, lookingOf(call.query), call.query as FlavorQuery);
        return { status: 200, headers, body };
      },
    },
  ];
}
