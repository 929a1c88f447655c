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
    from(
      'gateway',
      'Why it is in this group: its `scs:name-vN`, its name by the standard, or just the same name as it stands.',
    ),
  ),
});

const groupFields = {
  name: Type.String(from('scs-0103: scs:name-vN, else scs-0100: the name', 'Canonical, for names of the standard.')),
  scs: Type.Boolean(from('scs-0100', 'Whether it is a name of the standard.')),
  clouds: Type.Array(Type.String(), from('gateway', 'Clouds with at least one offer.')),
  offers: Type.Array(offer, { description: 'By cloud, region, name and id.' }),
  differences: Type.Array(
    Type.Object({
      figure: Type.Enum(['vcpus', 'ramMiB', 'diskGiB'], { description: 'What is not alike.' }),
      values: Type.Array(
        Type.Object({
          value: Type.Integer({ description: 'As the clouds have it.' }),
          clouds: Type.Array(Type.String(), { description: 'Which do.' }),
        }),
        { description: 'Smallest first.' },
      ),
    }),
    from('Nova: flavor.vcpus, ram, disk', 'Figures in which offers of one name differ; empty where all are alike.'),
  ),
};

const group = Type.Object(groupFields);
const reports = Type.Array(cloudReportSchema, { description: 'Every cloud that was asked.' });

const groupAnswer = Type.Object({
  ...groupFields,
  missing: Type.Array(Type.String(), from('gateway', 'Clouds that have answered and do not offer it to you.')),
  unknown: Type.Array(Type.String(), from('gateway', 'Clouds of which it cannot be said: see `report`.')),
  report: reports,
});

const match = Type.Object({
  cloud: flavors.item.properties.cloud,
  region: flavors.item.properties.region,
  flavor: nullable(flavors.item, { description: 'The one to take; null where none will do.' }),
  because: Type.String({ description: 'For people: why this one, or what the nearest lacks.' }),
  alternatives: Type.Array(flavors.item, { maxItems: 3, description: 'The next best.' }),
});

export function flavorStandardRoutes(collect: Collect): ScsRoute[] {
  const headers = { 'cache-control': 'private, no-cache' };

  return [
    {
      method: 'GET',
      path: '/scs/v1/flavor-groups',
      operationId: 'listFlavorGroups',
      tag: 'standards',
      summary: 'See which clouds offer the same flavors',
      description:
        'Flavors of all clouds put together by the names of the standard that they go by; flavors of no standard by their exact names. One with several name variants is an offer in the group of each.',
      query: Type.Object({
        ...lookQuery,
        name: Type.Optional(
          Type.Array(Type.String({ minLength: 1 }), {
            description: 'Only these: of the standard in any syntax, or as a cloud has it.',
          }),
        ),
      }),
      answers: {
        200: {
          description: 'By name.',
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
      summary: 'See where a flavor exists, and where not',
      description:
        'By a name of the standard in any syntax, or as a cloud has it. A flavor that nobody has is an answer, not a failure.',
      parameters: Type.Object({ name: Type.String({ minLength: 1, description: 'The name, percent-encoded.' }) }),
      query: Type.Object(lookQuery),
      answers: { 200: { description: 'Where it is, and where not.', schema: groupAnswer } },
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
      summary: 'Find the flavor of each cloud that serves best',
      description:
        'The smallest flavor of each cloud and region that has all that is asked for. Figures and types are minima, with `exact` they are met precisely. What a flavor does not declare is not taken for granted.',
      query: Type.Object({ ...lookQuery, ...FlavorQuery.properties }),
      answers: {
        200: {
          description: 'One for each region that answered.',
          schema: Type.Object({
            items: Type.Array(match, { description: 'By the order of the clouds.' }),
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
