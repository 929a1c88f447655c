// SPDX-License-Identifier: Apache-2.0
// Waiting for work that cannot be told to stop, but not for ever.

/** Rejects with what `late` makes after `ms`; the work itself goes on. */
export function inTime<T>(work: Promise<T>, ms: number, late: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), ms);
  });
  return Promise.race([work, over]).finally(() => clearTimeout(timer));
}
