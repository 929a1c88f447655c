// SPDX-License-Identifier: Apache-2.0
// Anything by name, id or address, over everything that the caller may see.
import { GatewayError } from '../../model/errors.ts';
import type { Item, ResourceDefinition } from '../../model/scs/resource.ts';
import type { ScsCall } from '../call.ts';
import { failureOf } from '../failure.ts';
import { askCloud, type CloudReport, maintenanceOf } from '../sources/fan-out.ts';
import type { CloudSources, Sources } from '../sources/source.ts';
import { milliseconds } from '../within.ts';
import { byLabels, labelRefusals, readLabels } from './labels.ts';
import { DEFAULT_TIMEOUT } from './list-schemas.ts';
import { sourceFilter } from './list-values.ts';
import { createMatcher, WHYS, type Why } from './match.ts';

export interface SearchDeps {
  readonly sources: Sources;
  readonly resources: readonly ResourceDefinition[];
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

export interface SearchResult {
  readonly items: readonly Hit[];
  readonly clouds: readonly CloudReport[];
  /** There are more hits than `limit`. */
  readonly more: boolean;
}

export const DEFAULT_HITS = 100;
/** Hits of one cloud that are ranked: better ones among more would be one's own luck. */
const MOST_HITS = 2_000;
/** Questions to one cloud at a time: a search must not take all its slots. */
const AT_ONCE = 6;

/** What has no name or id of its own that anybody would look for. */
const NOT_SEARCHED = new Set(['quotas', 'availability-zones', 'security-group-rules']);

export const searchable = (resources: readonly ResourceDefinition[]): readonly ResourceDefinition[] =>
  resources.filter(({ plural }) => !NOT_SEARCHED.has(plural));

export interface SearchValues {
  readonly q: string;
  readonly resources?: readonly string[];
  readonly cloud?: readonly string[];
  readonly region?: readonly string[];
  readonly project?: string;
  readonly limit?: number;
  readonly timeout?: number;
  readonly tag?: readonly string[];
  readonly metadata?: readonly string[];
  readonly createdAfter?: string;
  readonly createdBefore?: string;
}

/** Best matches first. */
export async function search(
  { sources, resources: all }: SearchDeps,
  call: ScsCall,
  values: SearchValues,
): Promise<SearchResult> {
  const searched = searchable(all);
  const { q, resources, limit = DEFAULT_HITS, timeout = DEFAULT_TIMEOUT } = values;
  if (q.trim() === '') throw new GatewayError('badRequest', { faults: [{ where: 'q', reason: 'must not be blank' }] });
  const matches = createMatcher(q);
  const definitions = searched.filter(
    (definition) =>
      (resources === undefined || resources.includes(definition.plural)) && canBe(definition, values, resources),
  );
  const labels = readLabels({ ...values });
  const tests = byLabels(labels);
  const query = {
    filters: {},
    ...(labels.tags === undefined ? {} : { tags: labels.tags }),
    ...(labels.metadata === undefined ? {} : { metadata: Object.fromEntries(labels.metadata) }),
  };

  const perCloud = new Map<string, { definition: ResourceDefinition; there: CloudSources }[]>();
  for (const definition of definitions)
    for (const there of sources.clouds(definition, call.caller, sourceFilter(values)))
      perCloud.set(there.cloud, [...(perCloud.get(there.cloud) ?? []), { definition, there }]);

  const found = await Promise.all(
    [...perCloud].map(async ([cloud, questions]) => {
      const start = performance.now();
      const until = start + milliseconds(timeout);
      const hits = new Map<string, Hit>();
      let error: GatewayError | undefined;
      let offered = false;
      const left = [...questions];
      const worker = async (): Promise<void> => {
        for (let next = left.shift(); next !== undefined; next = left.shift()) {
          const { plural } = next.definition;
          const result = await askCloud(next.there, {
            query,
            timeout: Math.max(1, until - performance.now()),
            signal: call.signal,
            pick: (item) =>
              hits.size >= MOST_HITS || matches(item) === undefined || !tests.every((test) => test(item))
                ? undefined
                : item,
          });
          error ??= result.error;
          if (result.status !== 'not-offered') offered = true;
          for (const { items } of result.results)
            for (const item of items) hits.set(`${plural}|${item.region}|${item.id}`, hitOf(plural, item, matches));
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, worker));
      return {
        cloud,
        notice: questions[0]?.there.notice,
        hits: [...hits.values()],
        error,
        offered,
        ms: Math.round(performance.now() - start),
      };
    }),
  );
  call.signal.throwIfAborted();
  for (const { cloud, error } of found) if (error !== undefined) call.leftOut?.(cloud, error);

  const place = new Map(searched.map(({ plural }, index) => [plural, index]));
  const exact = (hit: Hit): number => (hit.why === 'name' && hit.name.toLowerCase() !== q.trim().toLowerCase() ? 1 : 0);
  const ranked = found
    .flatMap(({ hits }) => hits)
    .sort(
      (a, b) =>
        WHYS.indexOf(a.why) - WHYS.indexOf(b.why) ||
        exact(a) - exact(b) ||
        (place.get(a.resource) ?? 0) - (place.get(b.resource) ?? 0),
    );
  const items = ranked.slice(0, limit);
  const clouds = found.map(
    ({ cloud, notice, error, offered, ms }): CloudReport => ({
      cloud,
      status: error === undefined ? (offered ? 'ok' : 'not-offered') : 'error',
      count: items.filter((hit) => hit.cloud === cloud).length,
      ms,
      ...(error === undefined ? {} : { error: failureOf(error) }),
      ...maintenanceOf(notice),
    }),
  );
  return { items, clouds, more: ranked.length > items.length };
}

/** What carries no tags is not searched by them; where it was named, that is said. */
function canBe(definition: ResourceDefinition, values: SearchValues, named: readonly string[] | undefined): boolean {
  const faults = Object.entries(labelRefusals(definition))
    .filter(([name]) => values[name as keyof SearchValues] !== undefined)
    .map(([where, reason]) => ({ where, reason }));
  if (faults.length > 0 && named !== undefined) throw new GatewayError('badRequest', { faults });
  return faults.length === 0;
}

const hitOf = (resource: string, item: Item, matches: (item: Item) => Why | undefined): Hit => {
  const { cloud, region, project, id, name, status } = item;
  return { resource, cloud, region, project, id, name, status, why: matches(item) ?? 'name' };
};
