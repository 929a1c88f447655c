// SPDX-License-Identifier: Apache-2.0
// The port to what must outlive every process: application credentials and their owners. Unlike `Store`, nothing here is
// a copy of something else, so a write that is not kept fails instead of being counted. There are two: a file in the
// data folder, and Redis.

/**
 * Whoever reads the file or Redis reads all of it but `value`, which the gateway seals together with the rest
 * (federation/sealed-durable.ts). What is only compared, such as a secret shown once, is kept as a hash.
 *
 * Bounds: 1,024 characters for each of id, owner and unique name, 60,000 for the value (256 Ki once sealed). Beyond them a call throws
 * `RangeError`, a defect of the caller. `kind` is lower case with hyphens.
 */
export interface DurableItem {
  readonly id: string;
  /** Whose it is: items are listed by owner. A user's id at the gateway. */
  readonly owner: string;
  /** A second name, unique among the items of one kind; `find` takes it. */
  readonly unique?: string;
  readonly value: string;
  /** Epoch milliseconds. It is gone then, as if removed. */
  readonly expiresAt?: number;
}

/** `version` counts up with each write, from 1. */
export type KeptItem = DurableItem & { readonly version: number };

/**
 * `exists`: an item of that id (on creation), or another one with that unique name. `changed`: it has another version by
 * now, or is gone. `full`: the owner has as many items of that kind as it may.
 */
export type PutOutcome = 'done' | 'exists' | 'changed' | 'full';

/**
 * Every call throws `GatewayError` `storeUnavailable` where the store is away, read-only, full or broken. Then a write may
 * have been kept all the same (its answer was lost): `put` tried again says `exists` or `changed`, `remove` says false.
 * Each read asks the store itself, so what one process has removed no other one finds, from that moment on. A read of the
 * file takes some 10 µs of the event loop, a write one fsync for all writes that wait.
 */
export interface DurableStore {
  get(kind: string, id: string): Promise<KeptItem | undefined>;
  find(kind: string, unique: string): Promise<KeptItem | undefined>;
  /** In the order of creation. */
  list(kind: string, owner: string): Promise<readonly KeptItem[]>;
  /** `version`: 0 creates, any other replaces exactly that one. `most`: how many of this kind an owner may have. */
  put(kind: string, item: DurableItem, version: number, most?: number): Promise<PutOutcome>;
  /** Kept before it is answered: neither a restart nor another replica finds the item again. False: there was none. */
  remove(kind: string, id: string): Promise<boolean>;
  /** Everything, for moving to another store. */
  all(): AsyncIterable<KeptItem & { readonly kind: string }>;
  /** Detail for /readyz. */
  health(): { readonly ok: boolean; readonly detail: string };
  close(): Promise<void>;
}

export type DurableOperation = 'get' | 'find' | 'list' | 'put' | 'remove' | 'all';

export type DurableEvent =
  | { readonly kind: 'up' }
  /** Once, until it is `up` again. `reason` is safe to log. */
  | { readonly kind: 'down'; readonly reason: string }
  /** It works, but the operator should know this of it. */
  | { readonly kind: 'warning'; readonly reason: string }
  | { readonly kind: 'failure'; readonly operation: DurableOperation; readonly reason: string };
