// SPDX-License-Identifier: Apache-2.0
// Looking at something until it has come to its end: soon at first, then every few seconds.
import { setTimeout as sleep } from 'node:timers/promises';

export interface FollowOptions<T> {
  ended(seen: T): boolean;
  /** Two that look the same are told of once. */
  same(a: T, b: T): boolean;
  /** The most time it may take. */
  readonly ms: number;
  readonly signal: AbortSignal;
  readonly tell?: (seen: T) => void;
  /** What has been seen already: the first look, which is then not taken. */
  readonly first?: T;
}

const FIRST = 250;
const LAST = 3_000;

/** What was seen last. Rejects as `look` does, or as the signal's reason. */
export async function follow<T>(look: () => Promise<T>, options: FollowOptions<T>): Promise<T> {
  const { ended, same, ms, signal, tell, first } = options;
  const end = performance.now() + ms;
  let told: T | undefined;
  for (let pause = FIRST, next = first; ; pause = Math.min(pause * 1.5, LAST), next = undefined) {
    const seen = next ?? (await look());
    if (told === undefined || !same(told, seen) || ended(seen)) tell?.(seen);
    told = seen;
    const left = end - performance.now();
    if (ended(seen) || left <= 0) return seen;
    await sleep(Math.min(pause, left), undefined, { signal });
  }
}
