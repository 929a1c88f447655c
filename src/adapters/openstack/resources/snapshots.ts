// SPDX-License-Identifier: Apache-2.0
// Volume snapshots of Cinder. Lists are limited to the caller's project: never all_tenants.
import { defined } from '../../../model/defined.ts';
import type { ResourceAdapter } from '../../../model/scs/adapter.ts';
import type { CreateOf, ItemOf, UpdateOf } from '../../../model/scs/resource.ts';
import type { snapshots as definition } from '../../../model/scs/resources/snapshots.ts';
import { type Native, text, textOrNull, wordFor } from '../../values.ts';
import { cinder, cinderFields, getCinder, listCinder } from '../services/cinder.ts';
import { markIn, withMark } from '../services/marks.ts';
import { patchMetadata } from '../services/metadata.ts';
import { inside } from '../services/nova.ts';
import { idOf } from '../services/references.ts';

type Snapshot = ItemOf<typeof definition>;

export const snapshots: ResourceAdapter<
  Native,
  undefined,
  Snapshot,
  CreateOf<typeof definition>,
  UpdateOf<typeof definition>
> = {
  service: 'block-storage',
  list: (api, { name, filters: { volumeId } }) => listCinder(api, 'snapshots', { name, volume_id: volumeId }),
  get: (api, id) => getCinder(api, 'snapshot', id),

  map({ native }, { cloud, region, project }) {
    return {
      cloud,
      region,
      ...cinderFields(native),
      project: textOrNull(native['os-extended-snapshot-attributes:project_id']) ?? project,
      status: wordFor(STATUS, native.status),
      volumeId: text(native.volume_id) ?? '',
    };
  },

  markOf: ({ native }) => markIn(native.metadata),

  async create(api, { name, volumeId, description, metadata }, mark) {
    const volume_id = await idOf(api, 'volume', volumeId, '#/volumeId');
    // `force` is needed for a volume in use below microversion 3.66; later versions accept true and ignore it.
    const snapshot = defined({ name, volume_id, force: true, description, metadata: withMark(metadata, mark) });
    return { native: inside(await cinder(api, '/snapshots', { method: 'POST', body: { snapshot } }), 'snapshot') };
  },

  async update(api, id, { name, description, metadata }) {
    const snapshot = defined({ name, description });
    if (Object.keys(snapshot).length > 0) await cinder(api, pathOf(id), { method: 'PUT', body: { snapshot } });
    if (metadata !== undefined) await patchMetadata(metadata, (at, more) => cinder(api, `${pathOf(id)}${at}`, more));
    return getCinder(api, 'snapshot', id);
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
