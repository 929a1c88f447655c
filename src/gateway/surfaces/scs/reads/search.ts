// SPDX-License-Identifier: Apache-2.0
// The route that searches over everything that the caller may see.
import Type from 'typebox';
import { allLabelQueries } from '../../../../scs/lists/labels.ts';
import { cloudReportSchema, timeoutQuery, whereQuery } from '../../../../scs/lists/list-schemas.ts';
import { WHYS } from '../../../../scs/lists/match.ts';
import { DEFAULT_HITS, type SearchDeps, type SearchValues, search, searchable } from '../../../../scs/lists/search.ts';
import type { ScsRoute } from '../route.ts';

const MOST = 1_000;

const hitSchema = Type.Object({
  resource: Type.String({ description: 'The resource, as in the path `/scs/v1/{resource}/{cloud}/{id}`.' }),
  cloud: Type.String(),
  region: Type.String(),
  project: Type.Union([Type.String(), Type.Null()]),
  id: Type.String(),
  name: Type.String(),
  status: Type.String(),
  why: Type.Enum([...WHYS], { description: 'What matched.' }),
});

export function searchRoute(deps: SearchDeps): ScsRoute {
  const names = searchable(deps.resources).map(({ plural }) => plural);
  return {
    method: 'GET',
    path: '/scs/v1/search',
    operationId: 'search',
    tag: 'search',
    summary: 'Search all resources by name, id or address',
    description:
      'Searches all resources of all clouds for a part of a name (case-insensitive), an id or at least its first 8 characters, or an IP address. Best matches come first.',
    query: Type.Object({
      q: Type.String({ minLength: 1, maxLength: 255, description: 'The text to search for.' }),
      resources: Type.Optional(
        Type.Array(Type.Enum(names as [string, ...string[]]), { minItems: 1, description: 'Only these resources.' }),
      ),
      ...whereQuery,
      ...allLabelQueries,
      limit: Type.Optional(
        Type.Integer({
          minimum: 1,
          maximum: MOST,
          description: `The maximum number of hits. Default: ${DEFAULT_HITS}.`,
        }),
      ),
      timeout: timeoutQuery,
    }),
    answers: {
      200: {
        description: 'The hits, and what happened at each cloud.',
        schema: Type.Object({
          items: Type.Array(hitSchema),
          clouds: Type.Array(cloudReportSchema),
          more: Type.Boolean({ description: 'Whether there are more hits than `limit`.' }),
        }),
      },
    },
    errors: ['forbidden', 'nativeFailed'],
    example: { query: { q: 'web' } },
    cost: 'fanOut',
    handle: async (call) => ({
      status: 200,
      headers: { 'cache-control': 'private, no-cache' },
      body: await search(deps, call, call.query as unknown as SearchValues),
    }),
  };
}
