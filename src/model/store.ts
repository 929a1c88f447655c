// SPDX-License-Identifier: Apache-2.0
// The port to shared state. Two stores: in-process (bounded) and Redis. Values are strings; secrets come sealed.

/**
 * Every call may fail (Redis away): callers go on from their local copy and count the failure.
 * Keys carry their prefix (`session:`, `revoked:` …); docs/redis-keys.md lists them.
 */
export interface Store {
  get(key: string): Promise<string | undefined>;
  /** `ttl` in milliseconds, above zero. */
  set(key: string, value: string, ttl: number): Promise<void>;
  delete(key: string): Promise<void>;
  /** Sets only where nothing is there: true for the one caller who did, on whatever replica. `ttl` as for `set`. */
  add(key: string, value: string, ttl: number): Promise<boolean>;
  /** Adds to a counter that all replicas share, and gives its sum. `ttl` is the counter's life from its first call. */
  increment(key: string, by: number, ttl: number): Promise<number>;
  /** Tells every replica, this one included. Best effort: what must not be missed is also stored under a key. */
  publish(channel: string, message: string): Promise<void>;
  /**
   * `missed` is called when messages, or what was stored, may have been lost: after a connection was, or the data was.
   * Whoever must not miss a message then looks at what is stored, and stores again what must be there.
   */
  subscribe(channel: string, listener: (message: string) => void, missed?: () => void): void;
  /** Detail for /readyz. */
  health(): { readonly ok: boolean; readonly detail: string };
  close(): Promise<void>;
}
