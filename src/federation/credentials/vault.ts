// SPDX-License-Identifier: Apache-2.0
// The durable store as application credentials use it: every value sealed, with all else of its item as associated data, so
// that whoever writes to the file or to Redis can remove an item, but not prolong or rename it or give it to another owner.
// What names an item may come from a client, and be anything.
import type { DurableItem, DurableStore, KeptItem } from '../../model/durable-store.ts';
import { GatewayError } from '../../model/errors.ts';
import type { Seal } from '../../model/seal.ts';

export type Vault = Pick<DurableStore, 'get' | 'find' | 'list' | 'put' | 'remove'>;

export interface VaultDeps {
  readonly durable: Vault;
  readonly seal: Seal;
  /** Of an item that does not open: changed by somebody else, or its seal key is gone. It counts as missing. */
  readonly onUnreadable: (kind: string) => void;
}

/** Longer than any of ours: the store takes it for a defect. */
const LONGEST_ID = 255;
const LONGEST_VALUE = 60_000;

/** JSON writes what is undefined as null. */
const contextOf = (kind: string, { id, owner, unique, expiresAt }: DurableItem): string =>
  `durable:${JSON.stringify([kind, id, owner, unique, expiresAt])}`;

export function createVault({ durable, seal, onUnreadable }: VaultDeps): Vault {
  function opened(kind: string, item: KeptItem | undefined): KeptItem | undefined {
    if (item === undefined) return undefined;
    const value = seal.open(item.value, contextOf(kind, item));
    if (value !== undefined) return { ...item, value };
    onUnreadable(kind);
    return undefined;
  }

  return {
    async get(kind, id) {
      const item = id.length > LONGEST_ID ? undefined : opened(kind, await durable.get(kind, id));
      // A database that compares without letter case would find another one.
      return item?.id === id ? item : undefined;
    },
    async find(kind, unique) {
      const item = opened(kind, await durable.find(kind, unique));
      // An index of names that somebody has changed would lead to another one.
      return item?.unique === unique ? item : undefined;
    },
    list: async (kind, owner) =>
      (await durable.list(kind, owner))
        .filter((item) => item.owner === owner)
        .flatMap((item) => opened(kind, item) ?? []),
    async put(kind, item, version, most) {
      if (item.value.length > LONGEST_VALUE) throw new GatewayError('tooLarge');
      return durable.put(kind, { ...item, value: seal.close(item.value, contextOf(kind, item)) }, version, most);
    },
    remove: async (kind, id) => id.length <= LONGEST_ID && durable.remove(kind, id),
  };
}
