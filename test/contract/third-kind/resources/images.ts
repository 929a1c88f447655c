// SPDX-License-Identifier: Apache-2.0
// Breeze's disk images. It counts in kilobytes of a thousand bytes.
import { integer, type Native, record, text, textOrNull, wordFor } from '../../../../src/adapters/values.ts';
import type { ResourceAdapter } from '../../../../src/model/scs/adapter.ts';
import type { ItemOf } from '../../../../src/model/scs/resource.ts';
import type { images as definition } from '../../../../src/model/scs/resources/images.ts';
import { ARCHITECTURES, moment, one, pages, units } from '../api.ts';

type Image = ItemOf<typeof definition>;

const DISK_IMAGES = { service: 'image', path: '/disk_images', key: 'disk_images' };

export const images: ResourceAdapter<Native, undefined, Image> = {
  service: 'image',
  async *list(api, { filters }) {
    // It has no community images: without this, all others would come twice to those who ask for them alone.
    if (filters.visibility === 'community') return;
    for await (const rows of pages(api, DISK_IMAGES)) yield rows.map((native) => ({ native }));
  },
  get: async (api, id) => ({ native: await one(api, { ...DISK_IMAGES, key: 'disk_image' }, id) }),

  map({ native }, { cloud, region }) {
    const system = record(native.os);
    const kilobytes = integer(native.kilobytes);
    const architecture = wordFor(ARCHITECTURES, native.arch);
    return {
      cloud,
      region,
      project: null,
      id: text(native.image_ref) ?? '',
      name: text(native.title) ?? '',
      createdAt: moment(native.made_at),
      status: wordFor(STATUS, native.state),
      nativeStatus: text(native.state) ?? '',
      visibility: native.mine === true ? 'private' : 'public',
      hidden: false,
      protected: native.mine !== true,
      sizeBytes: kilobytes === undefined ? null : kilobytes * 1000,
      virtualSizeBytes: null,
      minDiskGiB: native.needs_mib === undefined ? null : units(native.needs_mib, 1024),
      minRamMiB: null,
      diskFormat: null,
      containerFormat: null,
      checksum: null,
      architecture: architecture === 'unknown' ? null : architecture,
      distro: textOrNull(system.family),
      version: textOrNull(system.release),
      purpose: 'unknown',
      scs: NOT_DECLARED,
      tags: [],
      metadata: {},
      updatedAt: null,
    };
  },
};

const STATUS = { PULLING: 'importing', READY: 'available', BROKEN: 'error' } as const;

const NOT_DECLARED: Image['scs'] = {
  replaceFrequency: null,
  uuidValidity: null,
  providedUntil: null,
  source: null,
  description: null,
  buildDate: null,
  originalUser: null,
  hotfixHours: null,
};
