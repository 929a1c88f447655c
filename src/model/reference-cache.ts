// SPDX-License-Identifier: Apache-2.0
// The port to the cache of what members seldom change: flavors, images, volume types, zones, version documents,
// discovery. The state of instances (servers, volumes, ports) is never cached.

/** What is cached of a member; a closed set, because purging and metrics go by it. */
export type ReferenceKind =
  | 'versions'
  | 'flavors'
  | 'images'
  | 'volume-types'
  | 'availability-zones'
  | 'extensions'
  | 'discovery';

export interface ReferenceKey {
  /** The member's slug. For discovery of a cluster: cloud and cluster id, `cloud/cluster`. */
  readonly cloud: string;
  readonly kind: ReferenceKind;
  /**
   * Everything else that the answer depends on: region, project, roles, query, microversion. Callers whom the member
   * would answer differently must not share an entry. Only a digest of it is stored.
   */
  readonly varyBy: readonly string[];
}

/** Milliseconds. */
export interface ReferenceLife {
  /** Served from the cache without asking the member. */
  readonly fresh: number;
  /** After `fresh`: served from the cache while the member is asked in the background, or when the member fails. */
  readonly stale: number;
}

export interface Cached<T> {
  readonly value: T;
  /** Epoch milliseconds at which the member gave the answer. */
  readonly at: number;
  /** `miss`: the member was just asked. `stale`: older than `fresh`; the member is being asked, or does not answer. */
  readonly state: 'hit' | 'stale' | 'miss';
}

/** What a caller may tell of an answer that came through the cache: `stale`, its age, a hit. */
export type CacheUse = Pick<Cached<unknown>, 'state' | 'at'>;

export interface ReferenceCache {
  /**
   * `load` runs once for all concurrent callers, on this replica and (for a short while) on the others. A failure is
   * thrown to all of them and remembered for a few seconds; a stale value is preferred to a failure. The value must
   * survive JSON. Never waits for the store longer than the store's own time limit.
   */
  get<T>(key: ReferenceKey, life: ReferenceLife, load: () => Promise<T>): Promise<Cached<T>>;
  /** The cached value of any age, from the local copy or the store, without asking the member. */
  last<T>(key: ReferenceKey): Promise<Cached<T> | undefined>;
  /** Removes all entries of a member, or one kind of them, on every replica. */
  purge(cloud: string, kind?: ReferenceKind): Promise<void>;
}
