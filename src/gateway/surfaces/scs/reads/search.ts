// SPDX-License-Identifier: Apache-2.0
// Anything by name, id or address, over everything that the caller may see.
import Type from 'typebox';
import type { GatewayError } from '../../../../model/errors.ts';
import { GatewayError as Failure } from '../../../../model/errors.ts';
import type { Item, ResourceDefinition } from '../../../../model/scs/resource.ts';
import type { ScsAnswer, ScsCall } from '../../../../scs/call.ts';
import { cloudReportSchema, DEFAULT_TIMEOUT, timeoutQuery, whereQuery } from '../../../../scs/lists/list-schemas.ts';
import { sourceFilter } from '../../../../scs/lists/list-values.ts';
import { createMatcher, WHYS, type Why } from '../../../../scs/lists/match.ts';
import { askCloud, type CloudReport, failureOf } from '../../../../scs/sources/fan-out.ts';
import type { IdIndex } from '../../../../scs/sources/id-index.ts';
import type { CloudSources, Sources } from '../../../../scs/sources/source.ts';
import type { ScsRoute } from '../route.ts';

export interface SearchDeps {
  readonly sources: Sources;
  readonly resources: readonly ResourceDefinition[];
  readonly ids: IdIndex;
}

interface Hit {
  readonly resource: string;
  readonly cloud: string;
  readonly region: string;
  readonly project: string | null;
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly why: Why;
}

const MOST = 1_000;
const DEFAULT = 100;
/** Questions to one cloud at a time: a search must not take all its places. */
const AT_ONCE = 6;

/** What has no name or id of its own that anybody would look for. */
const NOT_SEARCHED = new Set(['quotas', 'availability-zones', 'security-group-rules']);

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
  const searched = deps.resources.filter(({ plural }) => !NOT_SEARCHED.has(plural));
  const names = searched.map(({ plural }) => plural);
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
      limit: Type.Optional(
        Type.Integer({ minimum: 1, maximum: MOST, description: `The maximum number of hits. Default: ${DEFAULT}.` }),
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
    handle: (call) => search(deps, searched, call),
  };
}

interface SearchValues {
  readonly q: string;
  readonly resources?: readonly string[];
  readonly cloud?: readonly string[];
  readonly region?: readonly string[];
  readonly project?: string;
  readonly limit?: number;
  readonly timeout?: number;
}

async function search(
  { sources, ids }: SearchDeps,
  searched: readonly ResourceDefinition[],
  call: ScsCall,
): Promise<ScsAnswer> {
  const values = call.query as unknown as SearchValues;
  const { q, resources, limit = DEFAULT, timeout = DEFAULT_TIMEOUT } = values;
  if (q.trim() === '') throw new Failure('badRequest', { faults: [{ where: 'q', reason: 'must not be blank' }] });
  const matches = createMatcher(q);
  const definitions = searched.filter(({ plural }) => resources === undefined || resources.includes(plural));

  const perCloud = new Map<string, { definition: ResourceDefinition; there: CloudSources }[]>();
  for (const definition of definitions)
    for (const there of sources.clouds(definition, call.caller, sourceFilter(values)))
      perCloud.set(there.cloud, [...(perCloud.get(there.cloud) ?? []), { definition, there }]);

  const found = await Promise.all(
    [...perCloud].map(async ([cloud, questions]) => {
      const start = performance.now();
      const until = start + timeout * 1000;
      const hits = new Map<string, Hit>();
      let error: GatewayError | undefined;
      let offered = false;
      const left = [...questions];
      const worker = async (): Promise<void> => {
        for (let next = left.shift(); next !== undefined; next = left.shift()) {
          const { plural } = next.definition;
          const result = await askCloud(next.there, {
            query: { filters: {} },
            timeout: Math.max(1, until - performance.now()),
            signal: call.signal,
            pick: (item) => (matches(item) === undefined ? undefined : item),
          });
          error ??= result.error;
          if (result.status !== 'not-offered') offered = true;
          for (const { items } of result.results)
            for (const item of items) hits.set(`${plural}|${item.region}|${item.id}`, hitOf(plural, item, matches));
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, worker));
      return { cloud, hits: [...hits.values()], error, offered, ms: Math.round(performance.now() - start) };
    }),
  );
  call.signal.throwIfAborted();

  const place = new Map(searched.map(({ plural }, index) => [plural, index]));
  const exact = (hit: Hit): number => (hit.why === 'name' && hit.name.toLowerCase() !== q.trim().toLowerCase() ? 1 : 0);
  const all = found
    .flatMap(({ hits }) => hits)
    .sort(
      (a, b) =>
        WHYS.indexOf(a.why) - WHYS.indexOf(b.why) ||
        exact(a) - exact(b) ||
        (place.get(a.resource) ?? 0) - (place.get(b.resource) ?? 0),
    );
  const items = all.slice(0, limit);
  for (const hit of items) ids.learn(hit.resource, [hit]);
  const clouds = found.map(
    ({ cloud, error, offered, ms }): CloudReport => ({
      cloud,
      status: error === undefined ? (offered ? 'ok' : 'not-offered') : 'error',
      count: items.filter((hit) => hit.cloud === cloud).length,
      ms,
      ...(error === undefined ? {} : { error: failureOf(error) }),
    }),
  );
  return {
    status: 200,
    headers: { 'cache-control': 'private, no-cache' },
    body: { items, clouds, more: all.length > items.length },
  };
}

const hitOf = (resource: string, item: Item, matches: (item: Item) => Why | undefined): Hit => {
  const { cloud, region, project, id, name, status } = item;
  return { resource, cloud, region, project, id, name, status, why: matches(item) ?? 'name' };
};
