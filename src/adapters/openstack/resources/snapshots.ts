// SPDX-License-Identifier: Apache-2.0
// Volume snapshots of Cinder. Lists are limited to the caller's project: never all_tenants.
import type { ResourceAdapter } from '../../../model/scs/adapter.ts';
import type { CreateOf, ItemOf } from '../../../model/scs/resource.ts';
import type { snapshots as definition } from '../../../model/scs/resources/snapshots.ts';
import { given } from '../services/bodies.ts';
import { cinder, VOLUME_MICROVERSION } from '../services/cinder.ts';

import { inside } from '../services/nova.ts';
import { pages } from '../services/paging.ts';
import { idOf } from '../services/references.ts';
import { missing } from '../services/refusals.ts';
import { integer, type Native, text, textOrNull, textRecord, time, wordFor } from '../services/values.ts';

type Snapshot = ItemOf<typeof definition>;

export const snapshots: ResourceAdapter<Native, undefined, Snapshot, CreateOf<typeof definition>> = {
  async *list(api, { name, filters }) {
    const { volumeId } = filters;
    // Cinder stores a missing name as null, which its filter does not find.
    const query = { ...(name ? { name } : {}), ...(volumeId ? { volume_id: volumeId } : {}) };
    const call = { service: 'block-storage', path: '/snapshots/detail', key: 'snapshots', query };
    for await (const rows of pages(api, { ...call, microversion: VOLUME_MICROVERSION })) {
      yield rows.map((native) => ({ native }));
    }
  },

  async get(api, id) {
    const native = inside(await cinder(api, pathOf(id)), 'snapshot');
    if (text(native.id) === undefined) throw missing(api, 'block-storage', `There is no snapshot ${id}.`);
    return { native };
  },

  map({ native }, { cloud, region, project }) {
    return {
      cloud,
      region,
      project: textOrNull(native['os-extended-snapshot-attributes:project_id']) ?? project,
      id: text(native.id) ?? '',
      name: text(native.name) ?? '',
      created: time(native.created_at),
      status: wordFor(STATUS, native.status),
      nativeStatus: text(native.status) ?? '',
      description: text(native.description) ?? '',
      updated: time(native.updated_at),
      volumeId: text(native.volume_id) ?? '',
      sizeGiB: integer(native.size) ?? 0,
      metadata: textRecord(native.metadata),
    };
  },

  async create(api, { name, volume, description, metadata }) {
    const volume_id = await idOf(api, 'volume', volume, '#/volume');
    // `force` is needed for a volume in use below microversion 3.66; later versions accept true and ignore it.
    const snapshot = given({ name, volume_id, force: true, description, metadata });
    return { native: inside(await cinder(api, '/snapshots', { method: 'POST', body: { snapshot } }), 'snapshot') };
  },

  async remove(api, id) {
    await cinder(api, pathOf(id), { method: 'DELETE' });
  },
};

const pathOf = (id: string): string => `/snapshots/${encodeURIComponent(id)}`;

const STATUS = {
  creating: 'creating',
  available: 'available',
  updating: 'changing',
  'backing-up': 'changing',
  restoring: 'changing',
  deleting: 'deleting',
  unmanaging: 'deleting',
  deleted: 'deleting',
  error: 'error',
  error_deleting: 'error',
} as const;
