// SPDX-License-Identifier: Apache-2.0
// Moves everything of one durable store to another: copied, compared, then removed from the first, so that what is removed
// later in the second does not come back with the first. Interrupted at any point it can be run again.
import { isDeepStrictEqual } from 'node:util';
import type { DurableItem, DurableStore } from '../model/durable-store.ts';
import { CommandError } from './command.ts';

export interface Moved {
  readonly copied: number;
  /** They were in the target already, the same. */
  readonly there: number;
  readonly removed: number;
}

export interface MoveOptions {
  /** The target may have items that the source does not have. */
  readonly merge: boolean;
  /** The source stays as it is. */
  readonly keep: boolean;
}

type Kinded = DurableItem & { readonly kind: string };

/** Versions start anew in the target. */
const plain = ({ kind, id, owner, unique, value, expiresAt }: Kinded): Kinded =>
  ({ kind, id, owner, unique, value, expiresAt }) as Kinded;

export async function moveItems(from: DurableStore, to: DurableStore, options: MoveOptions): Promise<Moved> {
  const items = await everything(from);
  const known = new Map(items.map((item) => [`${item.kind}:${item.id}`, item]));
  const others = (await everything(to)).filter(
    (item) => !isDeepStrictEqual(known.get(`${item.kind}:${item.id}`), item),
  );
  if (others.length > 0 && !options.merge)
    throw new CommandError(
      `nothing is moved: the target has ${others.length} other items (${others[0]?.kind} ${others[0]?.id}, …); --merge keeps them beside what is moved`,
    );

  let copied = 0;
  for (const { kind, ...item } of items) {
    const outcome = await to.put(kind, defined(item), 0);
    if (outcome === 'done') copied += 1;
    else if (!(await same(to, { kind, ...item })))
      throw new CommandError(
        `stopped at ${kind} ${item.id}: the target has another item of this id or name. ${copied} were copied, nothing was removed`,
      );
  }
  for (const item of items)
    if (!(await same(to, item)))
      throw new CommandError(`nothing is removed: ${item.kind} ${item.id} is not in the target as it was written`);
  if (options.keep) return { copied, there: items.length - copied, removed: 0 };

  let removed = 0;
  for (const item of items) {
    if (!(await same(from, item)))
      throw new CommandError(
        `stopped: ${item.kind} ${item.id} has changed meanwhile. Stop the gateway that uses the source, remove the item in the target by --merge of a fresh copy, or run the move again`,
      );
    if (await from.remove(item.kind, item.id)) removed += 1;
  }
  return { copied, there: items.length - copied, removed };
}

async function everything(store: DurableStore): Promise<Kinded[]> {
  const items: Kinded[] = [];
  for await (const item of store.all()) items.push(plain(item));
  return items;
}

async function same(store: DurableStore, item: Kinded): Promise<boolean> {
  const found = await store.get(item.kind, item.id);
  return found !== undefined && isDeepStrictEqual(plain({ kind: item.kind, ...found }), item);
}

/** Without what is undefined. */
const defined = (item: DurableItem): DurableItem =>
  Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined)) as unknown as DurableItem;
