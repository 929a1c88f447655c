// SPDX-License-Identifier: Apache-2.0
// A list over all clouds as one JSON answer.
import type { ResourceDefinition } from '../../../model/scs/resource.ts';
import { askCloud, reportOf } from './fan-out.ts';
import { createFilter } from './filters.ts';
import { DEFAULT_TIMEOUT } from './list-schemas.ts';
import type { ScsAnswer, ScsCall } from './route.ts';
import type { SourceFilter, Sources } from './source.ts';

export interface ListDeps {
  readonly sources: Sources;
}

interface ListValues {
  readonly cloud?: readonly string[];
  readonly region?: readonly string[];
  readonly project?: string;
  readonly view?: 'normal' | 'native';
  readonly timeout?: number;
}

export async function list(deps: ListDeps, definition: ResourceDefinition, call: ScsCall): Promise<ScsAnswer> {
  const values = call.query as ListValues;
  const filter = createFilter(definition, call.query);
  const native = values.view === 'native';
  const clouds = deps.sources.clouds(definition, call.caller, sourceFilter(values));
  const results = await Promise.all(
    clouds.map((cloud) =>
      askCloud(cloud, {
        query: filter.query,
        timeout: (values.timeout ?? DEFAULT_TIMEOUT) * 1000,
        signal: call.signal,
        pick: (item, from) => (!filter.lets(item) ? undefined : native ? { ...item, native: from } : item),
      }),
    ),
  );
  const items = results.flatMap((result) => result.results.flatMap((one) => one.items));
  return {
    status: 200,
    headers: { 'cache-control': 'private, no-cache' },
    body: {
      items,
      clouds: results.map((result) =>
        reportOf(
          result,
          result.results.reduce((sum, one) => sum + one.items.length, 0),
        ),
      ),
    },
  };
}

export const sourceFilter = ({ cloud, region, project }: ListValues): SourceFilter => ({
  ...(cloud === undefined ? {} : { clouds: cloud }),
  ...(region === undefined ? {} : { regions: region }),
  ...(project === undefined ? {} : { project }),
});
