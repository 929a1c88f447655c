// SPDX-License-Identifier: Apache-2.0
// Things of Nova.
import type { ResourceAdapter } from '../../../model/scs/adapter.ts';
import type { CreateOf, ItemOf } from '../../../model/scs/resource.ts';
import type { things as definition } from '../../../model/scs/resources/things.ts';
import { integerOrNull, type Native, text, textOrNull, time, wordFor } from '../../values.ts';
import { inside, MICROVERSION, nova } from '../services/nova.ts';
import { pages } from '../services/paging.ts';

type Thing = ItemOf<typeof definition>;

const PATH = '/os-things';
const pathOf = (id: string): string => `${PATH}/${encodeURIComponent(id)}`;

export const things: ResourceAdapter<Native, undefined, Thing, CreateOf<typeof definition>> = {
  service: 'compute',
  async *list(api) {
    for await (const rows of pages(api, { service: 'compute', path: PATH, key: 'things', microversion: MICROVERSION }))
      yield rows.map((native) => ({ native }));
  },
  get: async (api, id) => ({ native: inside(await nova(api, pathOf(id)), 'thing') }),

  map({ native }, { cloud, region, project }) {
    return {
      cloud,
      region,
      project: textOrNull(native.tenant_id) ?? project,
      id: text(native.id) ?? '',
      name: text(native.name) ?? '',
      createdAt: time(native.created_at),
      status: wordFor(STATUS, native.status),
      nativeStatus: text(native.status) ?? '',
      sizeGiB: integerOrNull(native.size),
    };
  },

  async create(api, { name, sizeGiB }) {
    const body = { thing: { name, size: sizeGiB } };
    return { native: inside(await nova(api, PATH, { method: 'POST', body }), 'thing') };
  },

  async remove(api, id) {
    await nova(api, pathOf(id), { method: 'DELETE' });
  },
};

const STATUS = { BUILD: 'building', ACTIVE: 'available', DELETING: 'deleting', ERROR: 'error' } as const;
