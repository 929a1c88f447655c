// SPDX-License-Identifier: Apache-2.0
// The durable store with every value sealed. All else of an item is part of the encryption (associated data): whoever writes
// to the file or to Redis can remove an item, but not give it another owner, name or end. Values outlive seal keys: they are
// sealed anew by the newest one, and `keys rotate` leaves the keys that some value still needs.
import { setTimeout as sleep } from 'node:timers/promises';
import type { DurableItem, DurableStore, KeptItem } from '../model/durable-store.ts';
import type { Seal } from '../model/seal.ts';
import type { Keys } from './keys.ts';
import { sealKeyOf } from './seal.ts';

/** Up to three bytes each, in base64: within what a store takes. */
export const LONGEST_VALUE = 60_000;

/** JSON writes what is undefined as null. */
const contextOf = (kind: string, { id, owner, unique, expiresAt }: DurableItem): string =>
  `durable:${JSON.stringify([kind, id, owner, unique, expiresAt])}`;

interface SealedDurableDeps {
  readonly store: DurableStore;
  readonly seal: Seal;
  /** Of an item that does not open: changed by somebody else, or its key is gone. It counts as missing. */
  readonly onUnreadable?: (kind: string) => void;
}

export function createSealedDurable({ store, seal, onUnreadable }: SealedDurableDeps): DurableStore {
  function opened<T extends KeptItem>(kind: string, item: T | undefined): T | undefined {
    if (item === undefined) return undefined;
    const value = seal.open(item.value, contextOf(kind, item));
    if (value !== undefined) return { ...item, value };
    onUnreadable?.(kind);
    return undefined;
  }

  return {
    get: async (kind, id) => opened(kind, await store.get(kind, id)),
    find: async (kind, unique) => opened(kind, await store.find(kind, unique)),
    list: async (kind, owner) => (await store.list(kind, owner)).flatMap((item) => opened(kind, item) ?? []),
    async put(kind, item, version, most) {
      if (item.value.length > LONGEST_VALUE)
        throw new RangeError(`the value of a durable item has at most ${LONGEST_VALUE} characters`);
      return store.put(kind, { ...item, value: seal.close(item.value, contextOf(kind, item)) }, version, most);
    },
    remove: store.remove,
    async *all() {
      for await (const item of store.all()) {
        const found = opened(item.kind, item);
        if (found !== undefined) yield found;
      }
    },
    health: store.health,
    close: store.close,
  };
}

interface ResealDeps {
  /** With values as they are stored. */
  readonly store: DurableStore;
  readonly seal: Seal;
  readonly keys: Pick<Keys, 'sealing'>;
}

/** Seals by the newest key what is sealed by another one. Several replicas may do it at once. How many it were. */
export async function reseal({ store, seal, keys }: ResealDeps, goOn: () => boolean = () => true): Promise<number> {
  let count = 0;
  for await (const { kind, version, ...item } of store.all()) {
    if (!goOn()) return count;
    if (sealKeyOf(item.value) === keys.sealing()[0]?.kid) continue;
    const context = contextOf(kind, item);
    const value = seal.open(item.value, context);
    if (value === undefined) continue;
    // `changed`: somebody else has written it, and sealed it, meanwhile.
    if ((await store.put(kind, { ...item, value: seal.close(value, context) }, version)) === 'done') count += 1;
    // Each write is one fsync of the file: requests come first.
    await sleep(5);
  }
  return count;
}

/** Milliseconds between two looks at whether there is a newer key. */
const LOOK = 60_000;

export function createResealing(deps: ResealDeps & { readonly every?: number }): { close(): Promise<void> } {
  /** By which everything is sealed. */
  let settled: string | undefined;
  let closed = false;
  let running: Promise<void> | undefined;
  const look = (): void => {
    const newest = deps.keys.sealing()[0]?.kid;
    if (newest === settled || running !== undefined) return;
    running = reseal(deps, () => !closed)
      .then(
        () => {
          settled = newest;
        },
        // The store is away, which it says itself; at the next look again.
        () => undefined,
      )
      .finally(() => {
        running = undefined;
      });
  };
  const timer = setInterval(look, deps.every ?? LOOK);
  timer.unref();
  return {
    async close() {
      closed = true;
      clearInterval(timer);
      await running;
    },
  };
}
