// SPDX-License-Identifier: Apache-2.0
// All items of a resource that a caller may see, with what happened at each cloud: what answers about "which cloud has
// this" are made from.
import type { GatewayError } from '../../model/errors.ts';
import type { ItemOf, ResourceDefinition } from '../../model/scs/resource.ts';
import type { ScsCall } from '../call.ts';
import { DEFAULT_TIMEOUT, timeoutQuery, whereQuery } from '../lists/list-schemas.ts';
import { sourceFilter } from '../lists/list-values.ts';
import { askCloud, type CloudReport, type CloudResult, reportOf } from '../sources/fan-out.ts';
import type { SourceFilter, Sources } from '../sources/source.ts';
import { milliseconds } from '../within.ts';

/** Where to look, in the query of a route. */
export const lookQuery = { ...whereQuery, timeout: timeoutQuery };

export interface Looking {
  readonly where: SourceFilter;
  /** Milliseconds for each cloud. */
  readonly timeout: number;
  /** The resource's own filters, for the members. */
  readonly filters?: Readonly<Record<string, string>>;
}

export interface Collected<I> {
  readonly cloud: string;
  /** Those that answered. */
  readonly regions: readonly string[];
  /** Each object once, in however many projects it was seen. */
  readonly items: readonly I[];
  readonly error?: GatewayError;
  /** `count`: of its objects in the answer. */
  report(count: number): CloudReport;
}

export type Collect = <D extends ResourceDefinition>(
  definition: D,
  call: ScsCall,
  looking: Looking,
) => Promise<readonly Collected<ItemOf<D>>[]>;

export const lookingOf = (query: Readonly<Record<string, unknown>>): Looking => {
  const values = query as { cloud?: string[]; region?: string[]; project?: string; timeout?: number };
  return { where: sourceFilter(values), timeout: milliseconds(values.timeout ?? DEFAULT_TIMEOUT) };
};

/** Flavors or images of one cloud: each is compared with all that a standard asks for. Large clouds have some hundred. */
const MOST = 2_000;

export const createCollect =
  (sources: Sources): Collect =>
  async <D extends ResourceDefinition>(
    definition: D,
    { caller, signal, leftOut }: ScsCall,
    { where, timeout, filters = {} }: Looking,
  ) => {
    const results = await Promise.all(
      sources
        .clouds(definition, caller, where)
        .map((cloud) => askCloud(cloud, { query: { filters }, timeout, signal, pick: (item) => item, most: MOST })),
    );
    signal.throwIfAborted();
    for (const { cloud, error } of results) if (error !== undefined) leftOut?.(cloud, error);
    return results.map((result) => collected<ItemOf<D>>(result));
  };

function collected<I>(result: CloudResult): Collected<I> {
  const answered = result.results.filter(({ error }) => error === undefined);
  const once = new Map(
    result.results
      .flatMap(({ items }) => items)
      .map((item) => [JSON.stringify([item.region, item.id]), item as unknown as I]),
  );
  return {
    cloud: result.cloud,
    regions: [...new Set(answered.map(({ source }) => source.where.region))],
    items: [...once.values()],
    ...(result.error === undefined ? {} : { error: result.error }),
    report: (count) => reportOf(result, count),
  };
}
