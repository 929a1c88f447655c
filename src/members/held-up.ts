// SPDX-License-Identifier: Apache-2.0
// Whether this process itself stood still: stopped, starved of CPU, or busy with something long. What had no answer in
// time meanwhile says nothing about a member, whose answer may have been here all the while.

import type { HeldUp } from '../model/member.ts';

const LOOK_EVERY = 200;
/** Beyond what garbage collection takes; below every time limit for a member. */
const LONG = 1_000;

export function createHeldUp(clock: () => number = () => performance.now()): HeldUp & { close(): void } {
  let lookedAt = clock();
  let heldUpAt = Number.NEGATIVE_INFINITY;
  const look = (): void => {
    const now = clock();
    if (now - lookedAt > LONG) heldUpAt = now;
    lookedAt = now;
  };
  const timer = setInterval(look, LOOK_EVERY).unref();
  return {
    since(at) {
      // The time limit's timer may be the first to run after a stop.
      look();
      return heldUpAt > at;
    },
    clock,
    close: () => clearInterval(timer),
  };
}
