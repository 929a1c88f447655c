// SPDX-License-Identifier: Apache-2.0
// The durable store as application credentials use it. What names an item may come from a client, and be anything.
import type { DurableStore, KeptItem } from '../../model/durable-store.ts';
import { GatewayError } from '../../model/errors.ts';
import { LONGEST_VALUE } from '../sealed-durable.ts';

export type Vault = Pick<DurableStore, 'get' | 'find' | 'list' | 'put' | 'remove'>;

/** Longer than any of ours: the store takes it for a defect. */
const LONGEST_ID = 255;

export function createVault(durable: Vault): Vault {
  return {
    async get(kind, id) {
      const item: KeptItem | undefined = id.length > LONGEST_ID ? undefined : await durable.get(kind, id);
      // A database that compares without letter case would find another one.
      return item?.id === id ? item : undefined;
    },
    async find(kind, unique) {
      const item = await durable.find(kind, unique);
      // An index of names that somebody has changed would lead to another one.
      return item?.unique === unique ? item : undefined;
    },
    list: async (kind, owner) => (await durable.list(kind, owner)).filter((item) => item.owner === owner),
    async put(kind, item, version, most) {
      if (item.value.length > LONGEST_VALUE) throw new GatewayError('tooLarge');
      return durable.put(kind, item, version, most);
    },
    remove: async (kind, id) => id.length <= LONGEST_ID && durable.remove(kind, id),
  };
}
