// SPDX-License-Identifier: Apache-2.0
// The route that searches over everything that the caller may see.
import Type from 'typebox';
import { cloudReportSchema, timeoutQuery, whereQuery } from '../../../../scs/lists/list-schemas.ts';
import { WHYS } from '../../../../scs/lists/match.ts';
import { DEFAULT_HITS, type SearchDeps, type SearchValues, search, searchable } from '../../../../scs/lists/search.ts';
import type { ScsRoute } from '../route.ts';

const MOST = 1_000;

const hitSchema = Type.Object({
  resource: Type.String({ description: 'As in the path: `/scs/v1/{resource}/{cloud}/{id}`.' }),
  cloud: Type.String(),
  region: Type.String(),
  project: Type.Union([Type.String(), Type.Null()]),
  id: Type.String(),
  name: Type.String(),
  status: Type.String(),
  why: Type.Enum([...WHYS], { description: 'What of it was found.' }),
});

export function searchRoute(deps: SearchDeps): ScsRoute {
  const names = searchable(deps.resources).map(({ plural }) => plural);
  return {
    method: 'GET',
    path: '/scs/v1/search',
    operationId: 'search',
    tag: 'search',
    summary: 'Find anything by name, id or address',
    description:
      'Looks through all resources of all clouds: a part of a name in any case, an id (or its first 8 characters and more), or an IP address. Best matches come first.',
    query: Type.Object({
      q: Type.String({ minLength: 1, maxLength: 255, description: 'What to look for.' }),
      resources: Type.Optional(
        Type.Array(Type.Enum(names as [string, ...string[]]), { minItems: 1, description: 'Only these resources.' }),
      ),
      ...whereQuery,
      limit: Type.Optional(
        Type.Integer({ minimum: 1, maximum: MOST, description: `The most hits; ${DEFAULT_HITS} where absent.` }),
      ),
      timeout: timeoutQuery,
    }),
    answers: {
      200: {
        description: 'What was found.',
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
