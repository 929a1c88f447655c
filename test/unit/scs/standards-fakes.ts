// SPDX-License-Identifier: Apache-2.0
// Clouds that give the items they are told to, region by region and project by project.

import type { ResourceAdapter } from '../../../src/model/scs/adapter.ts';
import type { ScsCall } from '../../../src/scs/call.ts';
import type { Source, Sources } from '../../../src/scs/sources/source.ts';
import type { Flavor } from '../../../src/scs/standards/items.ts';
import { type Answers, fakeApi } from '../../contract/scs-native-api.ts';

export interface Place {
  readonly cloud: string;
  readonly region: string;
  readonly project?: string;
  /** By the resource's plural: its items, or why there are none. A resource that is absent is not offered there. */
  readonly gives?: Readonly<Record<string, readonly object[] | Error>>;
  /** For native questions. */
  readonly answers?: Answers;
}

export function fakeSources(places: readonly Place[]): Sources {
  return {
    clouds: ({ plural }, _caller, { clouds, regions }) =>
      [...new Set(places.map(({ cloud }) => cloud))]
        .filter((cloud) => clouds?.includes(cloud) ?? true)
        .map((cloud) => ({
          cloud,
          open: async () => {
            const sources = places
              .filter((place) => place.cloud === cloud && (regions?.includes(place.region) ?? true))
              .flatMap((place) => sourceOf(place, plural));
            return sources.length > 0 ? { sources } : { sources, nothing: 'not-offered' };
          },
        })),
    find: () => Promise.reject(new Error('not asked for')),
    serviceOf: () => 'compute',
  };
}

function sourceOf({ cloud, region, project = 'p1', gives = {}, answers = {} }: Place, plural: string): Source[] {
  const given = gives[plural];
  if (given === undefined) return [];
  const adapter: ResourceAdapter = {
    service: 'compute',
    async *list() {
      if (given instanceof Error) throw given;
      yield given.map((native) => ({ native }));
    },
    get: () => Promise.reject(new Error('not asked for')),
    map: ({ native }, where) => ({ ...native, cloud: where.cloud, region: where.region }),
  };
  const api = fakeApi(answers, { cloud, region });
  return [{ where: { cloud, region, project }, connection: { ...api, api: () => api }, adapter, resources: {} }];
}

export const flavorItem = (name: string, more: Partial<Flavor> = {}): Partial<Flavor> => ({
  id: `id-of-${name}`,
  name,
  project: null,
  vcpus: 2,
  ramMiB: 8192,
  diskGiB: 0,
  disabled: false,
  extraSpecs: {},
  ...more,
});

export const callOf = (call: { caller?: unknown } = {}): ScsCall =>
  ({
    signal: new AbortController().signal,
    about: () => undefined,
    ...call,
  }) as unknown as ScsCall;
