// SPDX-License-Identifier: Apache-2.0
// The port to shared state. There are two stores: in-process (bounded) and Redis. Values are strings; secrets are
// sealed.

/**
 * Every call may fail (Redis is away); callers then continue with their local copy and count the failure.
 * Keys include their prefix (`session:`, `revoked:` …); docs/redis-keys.md lists them.
 */
export interface Store {
  get(key: string): Promise<string | undefined>;
  /** `ttl` in milliseconds, above zero. */
  set(key: string, value: string, ttl: number): Promise<void>;
  delete(key: string): Promise<void>;
  /** Sets the key only if it does not exist. True for exactly one caller across all replicas. `ttl` as for `set`. */
  add(key: string, value: string, ttl: number): Promise<boolean>;
  /**
   * Lets a key that has this very value live for `ttl` from now on; zero ends it. True if it has it: in one step, so that
   * who stood still neither prolongs nor ends what another has taken meanwhile.
   */
  renew(key: string, value: string, ttl: number): Promise<boolean>;
  /** Adds to a counter that all replicas share and returns its sum. `ttl` counts from the first call. */
  increment(key: string, by: number, ttl: number): Promise<number>;
  /** Notifies every replica, including this one. Best effort: what must not be missed is also stored under a key. */
  publish(channel: string, message: string): Promise<void>;
  /**
   * `missed` is called when messages or stored data may have been lost: after a lost connection, or after lost data. A
   * subscriber that must not miss a message then reads the stored state again, and stores again what must be there.
   */
  subscribe(channel: string, listener: (message: string) => void, missed?: () => void): void;
  /** Detail for /readyz. */
  health(): { readonly ok: boolean; readonly detail: string };
  close(): Promise<void>;
}

export type StoreOperation = 'get' | 'set' | 'delete' | 'add' | 'renew' | 'increment' | 'publish';

export type StoreEvent =
  | { readonly kind: 'up' }
  /** `reason` is safe to log: it contains nothing of the account. */
  | { readonly kind: 'down'; readonly reason: string }
  | { readonly kind: 'failure'; readonly operation: StoreOperation; readonly reason: string };
