// SPDX-License-Identifier: Apache-2.0
// Which cloud an object is at, by its id: learnt from what passes through the normalised API. Only a hint where to look
// first; whether the caller may see it, the cloud decides.
import { createHash } from 'node:crypto';
import { createBoundedCache } from '../../cache/bounded-cache.ts';
import type { Item } from '../../model/scs/resource.ts';
import type { Store } from '../../model/store.ts';
import { isUuid } from '../../model/uuid.ts';

const CAPACITY = 50_000;
const LIFE = 7 * 24 * 60 * 60_000;
/** A list of thousands must not become thousands of writes to the store: the local map has them all. */
const STORED = 20;

export interface IdIndex {
  learn(plural: string, items: readonly Pick<Item, 'cloud' | 'id'>[]): void;
  /** The cloud's id. */
  owner(plural: string, id: string): Promise<string | undefined>;
}

/** `store`: what replicas share; a single process has all of it in its own map. */
export function createIdIndex({ store }: { readonly store: Pick<Store, 'get' | 'set'> | undefined }): IdIndex {
  const local = createBoundedCache<string>({ max: CAPACITY });

  return {
    learn(plural, items) {
      let stored = 0;
      for (const { cloud, id } of items) {
        // Names of key pairs and containers are anybody's: the same one may be at every cloud.
        if (!isOwn(id)) continue;
        const name = `${plural} ${id}`;
        if (local.get(name) === cloud) continue;
        local.set(name, cloud);
        if (stored++ < STORED) void store?.set(keyOf(name), cloud, LIFE).catch(() => undefined);
      }
    },
    async owner(plural, id) {
      if (!isOwn(id)) return undefined;
      const name = `${plural} ${id}`;
      const known = local.get(name);
      if (known !== undefined) return known;
      const stored = await store?.get(keyOf(name)).catch(() => undefined);
      if (stored !== undefined) local.set(name, stored);
      return stored;
    },
  };
}

/** The key names no object of anybody's. */
const keyOf = (name: string): string => `owner:${createHash('sha256').update(name).digest('base64url')}`;

/** Ids that no two clouds give: UUIDs, with or without dashes. */
export const isOwn = isUuid;
