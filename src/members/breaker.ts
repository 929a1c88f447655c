// SPDX-License-Identifier: Apache-2.0
// A member that does not answer is left alone for a moment: after `failures` transport failures in a row its breaker
// opens for `cooldown`; then one request may try, and another one each `cooldown` after (the first may be an upload of
// hours, which says nothing until its end).
import type { Clock } from '../model/clock.ts';
import type { Breaker } from '../model/member.ts';

export interface BreakerOptions {
  readonly failures: number;
  /** Milliseconds. */
  readonly cooldown: number;
}

export function createBreaker({ failures, cooldown }: BreakerOptions, now: Clock): Breaker {
  let inARow = 0;
  let openUntil = 0;
  let probing = false;

  const isOpen = (): boolean => inARow >= failures;
  return {
    get state() {
      if (!isOpen()) return 'closed';
      return now() < openUntil && !probing ? 'open' : 'half-open';
    },
    admit() {
      if (!isOpen()) return true;
      if (now() < openUntil) return false;
      probing = true;
      openUntil = now() + cooldown;
      return true;
    },
    succeeded() {
      inARow = 0;
      probing = false;
    },
    failed() {
      inARow++;
      probing = false;
      if (isOpen()) openUntil = now() + cooldown;
    },
    abandoned() {
      // It may have been the probe: the next one need not wait.
      if (probing) openUntil = now();
      probing = false;
    },
    retryAfter: () => Math.max(1, Math.ceil((openUntil - now()) / 1000)),
  };
}
