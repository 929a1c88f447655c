// SPDX-License-Identifier: Apache-2.0
// The durable store with what is kept sealed: its owner, kind and id are part of the seal, so that whoever can write there
// makes up no credential and gives nobody another's. What does not open is none, and the operator is told.
import type { DurableItem, DurableStore, KeptItem, PutOutcome } from '../../model/durable-store.ts';
import { GatewayError } from '../../model/errors.ts';
import type { Seal } from '../../model/seal.ts';

export interface Vault {
  get(kind: string, id: string): Promise<KeptItem | undefined>;
  find(kind: string, unique: string): Promise<KeptItem | undefined>;
  list(kind: string, owner: string): Promise<readonly KeptItem[]>;
  put(kind: string, item: DurableItem, version: number, most?: number): Promise<PutOutcome>;
  remove(kind: string, id: string): Promise<boolean>;
  /** Seals again what an older key has sealed, so that the key can be removed. Says how many. */
  renew(kinds: readonly string[]): Promise<number>;
}

const LONGEST_ID = 255;
/** The store takes 64 Ki. */
const LONGEST_VALUE = 60_000;

const contextOf = (kind: string, { id, owner }: Pick<DurableItem, 'id' | 'owner'>): string =>
  `durable:${kind}:${owner}:${id}`;

export function createVault(deps: {
  readonly durable: DurableStore;
  readonly seal: Seal;
  readonly onUnreadable: (kind: string, id: string) => void;
}): Vault {
  const { durable, seal, onUnreadable } = deps;

  function opened(kind: string, item: KeptItem | undefined): KeptItem | undefined {
    if (item === undefined) return undefined;
    const value = seal.open(item.value, contextOf(kind, item));
    if (value !== undefined) return { ...item, value };
    onUnreadable(kind, item.id);
    return undefined;
  }

  function sealed(kind: string, item: DurableItem): DurableItem {
    const value = seal.close(item.value, contextOf(kind, item));
    if (value.length > LONGEST_VALUE) throw new GatewayError('tooLarge');
    return { ...item, value };
  }

  return {
    async get(kind, id) {
      // Clients name it: what is longer than any of ours is none.
      if (id.length > LONGEST_ID) return undefined;
      const item = opened(kind, await durable.get(kind, id));
      // A store that answers with another item than the one that was asked for is at fault.
      return item?.id === id ? item : undefined;
    },
    find: async (kind, unique) => opened(kind, await durable.find(kind, unique)),
    async list(kind, owner) {
      const items = (await durable.list(kind, owner)).filter((item) => item.owner === owner);
      return items.flatMap((item) => opened(kind, item) ?? []);
    },
    put: (kind, item, version, most) => durable.put(kind, sealed(kind, item), version, most),
    remove: async (kind, id) => id.length <= LONGEST_ID && durable.remove(kind, id),
    async renew(kinds) {
      let renewed = 0;
      const current = seal.close('', '').split('.', 1)[0];
      for await (const { kind, version, ...item } of durable.all()) {
        if (!kinds.includes(kind) || item.value.split('.', 1)[0] === current) continue;
        const plain = opened(kind, { ...item, version });
        if (plain === undefined) continue;
        const { version: _, ...kept } = plain;
        // Changed meanwhile, it has been sealed by whoever changed it.
        if ((await durable.put(kind, sealed(kind, kept), version)) === 'done') renewed++;
      }
      return renewed;
    },
  };
}
