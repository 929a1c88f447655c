// SPDX-License-Identifier: Apache-2.0
// Images of Glance, with the properties that SCS requires. Glance puts an image's own properties beside its core
// fields: every field that is not a core field is a property.
import type { ListQuery, NativeApi, ResourceAdapter } from '../../../model/scs/adapter.ts';
import type { ItemOf, UpdateOf } from '../../../model/scs/resource.ts';
import type { images as definition } from '../../../model/scs/resources/images.ts';
import { integerOrNull, type Native, record, text, textOrNull, textRecord, time, wordFor } from '../../values.ts';
import { allPages } from '../services/paging.ts';
import { wrong } from '../services/references.ts';
import { once, tagActionsAt, tagsOf } from '../services/tags.ts';

type Image = ItemOf<typeof definition>;

const pathOf = (id: string): string => `/images/${encodeURIComponent(id)}`;

export const images: ResourceAdapter<Native, undefined, Image, never, UpdateOf<typeof definition>> = {
  service: 'image',
  // All tags are in one cached list, which a list for each tag would only multiply.
  async *list(api, { filters }) {
    const query = listQuery(filters);
    yield await api.cached('images', JSON.stringify(query), async (api) => {
      const rows = await allPages(api, { service: 'image', path: '/images', key: 'images', query });
      return rows.map((native: Native) => ({ native }));
    });
  },

  get: read,

  map({ native }, { cloud, region }) {
    const hash = textOrNull(native.os_hash_value);
    const md5 = textOrNull(native.checksum);
    return {
      cloud,
      region,
      project: textOrNull(native.owner),
      id: text(native.id) ?? '',
      name: text(native.name) ?? '',
      createdAt: time(native.created_at),
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
      distro: textOrNull(native.os_distro),
      version: textOrNull(native.os_version),
      purpose: wordFor(PURPOSES, native.os_purpose),
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
      tags: tagsOf(native),
      metadata: Object.fromEntries(Object.entries(textRecord(native)).filter(([key]) => !CORE.has(key))),
      updatedAt: time(native.updated_at),
    };
  },

  async update(api, id, { tags, metadata }) {
    const changes = [
      ...(tags === undefined ? [] : [{ op: 'replace', path: '/tags', value: once(tags) }]),
      ...(metadata === undefined ? [] : changesOf(api, (await read(api, id)).native, metadata)),
    ];
    const contentType = 'application/openstack-images-v2.1-json-patch';
    if (changes.length > 0)
      await api.call({ service: 'image', method: 'PATCH', path: pathOf(id), contentType, body: changes });
    return read(api, id);
  },

  actions: tagActionsAt(pathOf, (api, path, method) => api.call({ service: 'image', method, path })),
};

async function read(api: NativeApi, id: string) {
  return { native: record((await api.call({ service: 'image', path: pathOf(id) })).body) };
}

/** JSON patch, in which `add` replaces what is there, and `remove` of what is not is refused. */
function changesOf(api: NativeApi, image: Native, metadata: Readonly<Record<string, string | null>>) {
  return Object.entries(metadata).flatMap(([key, value]) => {
    const path = `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    // Glance has its own fields beside the properties, and would change whom an image belongs to or who may see it.
    if (CORE.has(key) || INNER.has(key)) throw wrong(api, `#/metadata${path}`, 'is a field of the image');
    if (value === null) return Object.hasOwn(image, key) ? [{ op: 'remove', path }] : [];
    return [{ op: 'add', path, value }];
  });
}

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

/** What Glance keeps of an image without showing it (glance domain `Image`, reserved properties of api/v2/images.py). */
const INNER: ReadonlySet<string> = new Set([
  'deleted',
  'deleted_at',
  'extra_properties',
  'image_id',
  'location',
  'member',
]);
