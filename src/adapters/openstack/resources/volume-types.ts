// SPDX-License-Identifier: Apache-2.0
// Volume types of Cinder, with what a cloud can declare about them by scs-0114. Cached, since they seldom change.
import type { NativeApi, ResourceAdapter } from '../../../model/scs/adapter.ts';
import type { ItemOf } from '../../../model/scs/resource.ts';
import type { volumeTypes as definition } from '../../../model/scs/resources/volume-types.ts';
import { volumeAspects } from '../../../standards/scs-0114/volume-type.ts';
import { type Native, text, textOrNull, textRecord } from '../../values.ts';
import { cinder, VOLUME_MICROVERSION } from '../services/cinder.ts';
import { inside } from '../services/nova.ts';
import { allPages } from '../services/paging.ts';
import { missing, unlessRefused } from '../services/refusals.ts';

type VolumeType = ItemOf<typeof definition>;
interface Extra {
  /** Id of the cloud's default type; null if the cloud does not report it. */
  readonly defaultId: string | null;
}
type NativeVolumeType = { readonly native: Native; readonly extra: Extra };

export const volumeTypes: ResourceAdapter<Native, Extra, VolumeType> = {
  service: 'block-storage',
  async *list(api) {
    yield await api.cached('volume-types', 'all', async (api) => {
      const call = { service: 'block-storage', path: '/types', key: 'volume_types', links: 'volume_type_links' };
      const all = allPages(api, { ...call, microversion: VOLUME_MICROVERSION });
      const [rows, extra] = await Promise.all([all, defaultOf(api)]);
      return rows.map((native: Native): NativeVolumeType => ({ native, extra }));
    });
  },

  async get(api, id) {
    const [answer, extra] = await Promise.all([cinder(api, `/types/${encodeURIComponent(id)}`), defaultOf(api)]);
    const native = inside(answer, 'volume_type');
    if (text(native.id) === undefined) throw missing(api, 'block-storage', `There is no volume type ${id}.`);
    return { native, extra };
  },

  map({ native, extra }, { cloud, region }) {
    const id = text(native.id) ?? '';
    const name = text(native.name) ?? '';
    const description = text(native.description) ?? '';
    const { encrypted, replicated } = volumeAspects({ name, description });
    const defaultId = extra?.defaultId ?? null;
    return {
      cloud,
      region,
      project: null,
      id,
      name,
      createdAt: null,
      status: 'available',
      description,
      public: (native.is_public ?? native['os-volume-type-access:is_public']) !== false,
      default: defaultId === null ? null : defaultId === id,
      // A type that does not declare it may still be encrypted.
      encrypted,
      replicated,
      extraSpecs: native.extra_specs === undefined ? null : textRecord(native.extra_specs),
    };
  },
};

/** A cloud without a default type answers 404. */
async function defaultOf(api: NativeApi): Promise<Extra> {
  const answer = await unlessRefused(() => cinder(api, '/types/default'));
  return { defaultId: answer === undefined ? null : textOrNull(inside(answer, 'volume_type').id) };
}
