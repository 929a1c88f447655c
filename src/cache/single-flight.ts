// SPDX-License-Identifier: Apache-2.0
// No two calls for the same thing at once.

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
