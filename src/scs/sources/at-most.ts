// SPDX-License-Identifier: Apache-2.0
// Many questions to one cloud, a few of them at a time: others want to ask it as well.

/** Projects and regions of one cloud that one call asks at a time. */
export const AT_ONCE = 16;

/** In the order of the questions. */
export async function atMost<T, R>(most: number, all: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let at = next++; at < all.length; at = next++) results[at] = await work(all[at] as T);
  };
  await Promise.all(Array.from({ length: Math.min(most, all.length) }, worker));
  return results;
}
