// SPDX-License-Identifier: Apache-2.0
// Two small habits of everything that is cached here: no map without a bound, no two calls for the same thing at once.

const CAPACITY = 20_000;

/** The oldest entry makes room. */
export function bounded<V>(map: Map<string, V>, key: string, value: V, capacity = CAPACITY): void {
  if (map.size >= capacity && !map.has(key)) {
    const oldest = map.keys().next().value;
    if (oldest !== undefined) map.delete(oldest);
  }
  map.set(key, value);
}

/** Concurrent misses are one call: whoever asks for a key that is being worked on waits for that work. */
export function createSingleFlight(): <T>(key: string, work: () => Promise<T>) => Promise<T> {
  const pending = new Map<string, Promise<unknown>>();
  return <T>(key: string, work: () => Promise<T>): Promise<T> => {
    const running = pending.get(key) as Promise<T> | undefined;
    if (running) return running;
    const started = work().finally(() => pending.delete(key));
    pending.set(key, started);
    return started;
  };
}
