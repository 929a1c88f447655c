// SPDX-License-Identifier: Apache-2.0
// The port to what members say seldom changes: flavors, images, volume types, zones, version documents, discovery.
// Instance state (servers, volumes, ports) never goes in here.

/** What is kept of a member, as a closed set: purging and metrics go by it. */
export type ReferenceKind =
  | 'versions'
  | 'flavors'
  | 'images'
  | 'volume-types'
  | 'availability-zones'
  | 'extensions'
  | 'discovery';

export interface ReferenceKey {
  /** The member's slug (a cluster's cloud and id for discovery: `cloud/cluster`). */
  readonly cloud: string;
  readonly kind: ReferenceKind;
  /**
   * Whatever else decides the answer: region, project, roles, query, microversion. Callers whom the member would answer
   * differently must not share it. Only a digest of it is stored.
   */
  readonly varyBy: readonly string[];
}

/** Milliseconds. */
export interface ReferenceLife {
  /** Given without asking the member. */
  readonly fresh: number;
  /** After that: given at once while the member is asked in the background, or when it fails. */
  readonly stale: number;
}

export interface Cached<T> {
  readonly value: T;
  /** Epoch milliseconds at which the member said it. */
  readonly at: number;
  /** `miss`: the member was asked just now. `stale`: older than its life; the member is being asked, or is away. */
  readonly state: 'hit' | 'stale' | 'miss';
}

/** What a caller may tell of an answer that came through the cache: `stale`, its age, a hit. */
export type CacheUse = Pick<Cached<unknown>, 'state' | 'at'>;

export interface ReferenceCache {
  /**
   * `load` runs once for all who ask at the same time, on this replica and (for a short while) on the others. What it
   * fails with is thrown to all of them, and remembered for a few seconds; something stale is preferred to a failure.
   * The value must survive JSON. Never waits for the store longer than the store's own limit.
   */
  get<T>(key: ReferenceKey, life: ReferenceLife, load: () => Promise<T>): Promise<Cached<T>>;
  /** What is known without asking anybody: local copy or store, however old. */
  last<T>(key: ReferenceKey): Promise<Cached<T> | undefined>;
  /** Forgets all of a member's, or one kind of it, on every replica. */
  purge(cloud: string, kind?: ReferenceKind): Promise<void>;
}
