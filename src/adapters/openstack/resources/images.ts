// SPDX-License-Identifier: Apache-2.0
// Images of Glance, with the properties that SCS requires. Glance puts an image's own properties beside its core
// fields: every field that is not a core field is a property.
import type { ListQuery, ResourceAdapter } from '../../../model/scs/adapter.ts';
import type { ItemOf } from '../../../model/scs/resource.ts';
import type { images as definition } from '../../../model/scs/resources/images.ts';
import {
  integerOrNull,
  type Native,
  record,
  text,
  textOrNull,
  textRecord,
  texts,
  time,
  wordFor,
} from '../../values.ts';
import { allPages } from '../services/paging.ts';

type Image = ItemOf<typeof definition>;

export const images: ResourceAdapter<Native, undefined, Image> = {
  service: 'image',
  async *list(api, { filters }) {
    const query = listQuery(filters);
    yield await api.cached('images', JSON.stringify(query), async (api) => {
      const rows = await allPages(api, { service: 'image', path: '/images', key: 'images', query });
      return rows.map((native: Native) => ({ native }));
    });
  },

  async get(api, id) {
    const { body } = await api.call({ service: 'image', path: `/images/${encodeURIComponent(id)}` });
    return { native: record(body) };
  },

  map({ native }, { cloud, region }) {
    const hash = textOrNull(native.os_hash_value);
    const md5 = textOrNull(native.checksum);
    return {
      cloud,
      region,
      project: textOrNull(native.owner),
      id: text(native.id) ?? '',
      name: text(native.name) ?? '',
      created: time(native.created_at),
      status: wordFor(STATUSES, native.status),
      nativeStatus: text(native.status) ?? '',
      visibility: wordFor(VISIBILITIES, native.visibility),
      hidden: native.os_hidden === true,
      protected: native.protected === true,
      sizeBytes: integerOrNull(native.size),
      virtualSizeBytes: integerOrNull(native.virtual_size),
      minDiskGiB: integerOrNull(native.min_disk),
      minRamMiB: integerOrNull(native.min_ram),
      diskFormat: textOrNull(native.disk_format),
      containerFormat: textOrNull(native.container_format),
      checksum:
        hash !== null
          ? { algorithm: text(native.os_hash_algo) ?? 'unknown', value: hash }
          : md5 !== null
            ? { algorithm: 'md5', value: md5 }
            : null,
      architecture: textOrNull(native.architecture),
      osDistro: textOrNull(native.os_distro),
      osVersion: textOrNull(native.os_version),
      osPurpose: wordFor(PURPOSES, native.os_purpose),
      scs: {
        replaceFrequency: textOrNull(native.replace_frequency),
        uuidValidity: textOrNull(native.uuid_validity),
        providedUntil: textOrNull(native.provided_until),
        source: textOrNull(native.image_source),
        description: textOrNull(native.image_description),
        buildDate: textOrNull(native.image_build_date),
        originalUser: textOrNull(native.image_original_user),
        hotfixHours: hours(native.hotfix_hours),
      },
      tags: texts(native.tags),
      properties: Object.fromEntries(Object.entries(textRecord(native)).filter(([key]) => !CORE.has(key))),
      updated: time(native.updated_at),
    };
  },
};

/** Glance lists community and hidden images only if a request asks for them. */
function listQuery(filters: ListQuery['filters']): Record<string, string> {
  return {
    ...(filters.visibility === 'community' ? { visibility: 'community' } : {}),
    ...(filters.hidden === 'true' ? { os_hidden: 'true' } : {}),
  };
}

const hours = (value: unknown): number | null => {
  const number = text(value)?.trim() ? Number(value) : Number.NaN;
  return Number.isFinite(number) ? number : null;
};

const STATUSES = {
  queued: 'queued',
  saving: 'saving',
  uploading: 'saving',
  importing: 'importing',
  active: 'available',
  deactivated: 'deactivated',
  killed: 'error',
  deleted: 'deleting',
  pending_delete: 'deleting',
} as const;
const VISIBILITIES = { public: 'public', community: 'community', shared: 'shared', private: 'private' } as const;
const PURPOSES = {
  generic: 'generic',
  minimal: 'minimal',
  k8snode: 'k8snode',
  gpu: 'gpu',
  network: 'network',
  custom: 'custom',
  oldgeneric: 'oldgeneric',
} as const;

/** Glance's own fields. `direct_url` and `locations` would reveal where the member stores the data. */
const CORE: ReadonlySet<string> = new Set([
  'id',
  'name',
  'status',
  'visibility',
  'protected',
  'checksum',
  'owner',
  'size',
  'virtual_size',
  'container_format',
  'disk_format',
  'created_at',
  'updated_at',
  'min_ram',
  'min_disk',
  'tags',
  'os_hidden',
  'os_hash_algo',
  'os_hash_value',
  'self',
  'file',
  'schema',
  'direct_url',
  'locations',
  'stores',
]);
