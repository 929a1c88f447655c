// SPDX-License-Identifier: Apache-2.0
// What a request got from the reference cache, kept beside the API by which it asked: lists tell `stale`, age and hits.
import type { Cached } from '../model/reference-cache.ts';
import type { NativeApi } from '../model/scs/adapter.ts';

export type CacheUse = Pick<Cached<unknown>, 'state' | 'at'>;

const uses = new WeakMap<NativeApi, CacheUse[]>();

export function rememberUse(api: NativeApi, { state, at }: CacheUse): void {
  const known = uses.get(api);
  if (known === undefined) uses.set(api, [{ state, at }]);
  else known.push({ state, at });
}

export const cacheUses = (api: NativeApi): readonly CacheUse[] => uses.get(api) ?? [];
