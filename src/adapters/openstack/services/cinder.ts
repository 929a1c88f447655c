// SPDX-License-Identifier: Apache-2.0
// Requests to Cinder, always with the newest microversion whose shapes the maps know. Older members answer in older
// shapes.
import type { NativeAnswer, NativeApi, NativeCall } from '../../../model/scs/adapter.ts';
import { integer, type Native, text, time } from '../../values.ts';
import { withoutMark } from './marks.ts';
import { inside } from './nova.ts';
import { pages } from './paging.ts';
import { missing } from './refusals.ts';

/** The newest microversion whose responses are known. The type's id needs 3.63, extending a volume in use 3.42. */
export const VOLUME_MICROVERSION = '3.70';

export const cinder = (api: NativeApi, path: string, more: Partial<NativeCall> = {}): Promise<NativeAnswer> =>
  api.call({ service: 'block-storage', path, microversion: VOLUME_MICROVERSION, ...more });

type CinderObject = { readonly native: Native };

/** Lists stay in the caller's project: never all_tenants. Cinder writes no name as null, which its filter does not find. */
export async function* listCinder(
  api: NativeApi,
  plural: string,
  { name, ...more }: Readonly<Record<string, string | undefined>>,
): AsyncGenerator<CinderObject[]> {
  const query = { ...more, ...(name ? { name } : {}) };
  const call = { service: 'block-storage', path: `/${plural}/detail`, key: plural, query };
  for await (const rows of pages(api, { ...call, microversion: VOLUME_MICROVERSION }))
    yield rows.map((native) => ({ native }));
}

/** `missing` where Cinder answers with something else than one object: `/volumes/detail` is a list. */
export async function getCinder(api: NativeApi, singular: string, id: string): Promise<CinderObject> {
  const native = inside(await cinder(api, `/${singular}s/${encodeURIComponent(id)}`), singular);
  if (text(native.id) === undefined) throw missing(api, 'block-storage', `There is no ${singular} ${id}.`);
  return { native };
}

/** What volumes and snapshots have in common. */
export const cinderFields = (native: Native) => ({
  id: text(native.id) ?? '',
  name: text(native.name) ?? '',
  createdAt: time(native.created_at),
  nativeStatus: text(native.status) ?? '',
  description: text(native.description) ?? '',
  updatedAt: time(native.updated_at),
  sizeGiB: integer(native.size) ?? 0,
  metadata: withoutMark(native.metadata),
});
