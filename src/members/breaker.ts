// SPDX-License-Identifier: Apache-2.0
// A member that does not answer is left alone for a moment: its breaker opens for `cooldown`; then one request may try, and
// another one each `cooldown` after (the first may be an upload of hours, which says nothing until its end).
// One user must not be able to open it for all, by requests on which the member resets or is silent. So what requests
// suffer opens it only where several users suffer it; else the gateway asks the member itself, and that decides.
import type { Clock } from '../model/clock.ts';
import type { Breaker } from '../model/member.ts';

export interface BreakerOptions {
  readonly failures: number;
  /** Milliseconds. */
  readonly cooldown: number;
}

export interface AskedBreaker extends Breaker {
  /** The outcome of a question; `abandoned` where it could not be asked. */
  answered(outcome: 'succeeded' | 'failed' | 'abandoned'): void;
}

/** Users whose requests must have failed since the last success, so that their failures are the member's. */
const WITNESSES = 3;

/** `ask` puts the gateway's own question to the member, and leads to `answered`. Never twice at a time, nor within `cooldown`. */
export function createBreaker({ failures, cooldown }: BreakerOptions, now: Clock, ask: () => void): AskedBreaker {
  /** Since the last success. */
  let certain = 0;
  let suspicions = 0;
  const witnesses = new Set<string>();
  let open = false;
  let openUntil = 0;
  /** The request that tries whether the member is back; zero where there is none. */
  let trying = 0;
  let turns = 0;
  let asking = false;
  let askedAt = Number.NEGATIVE_INFINITY;

  function close(): void {
    certain = 0;
    suspicions = 0;
    witnesses.clear();
    open = false;
  }
  function shut(): void {
    open = true;
    trying = 0;
    openUntil = now() + cooldown;
  }
  function question(): void {
    if (asking || now() - askedAt < cooldown) return;
    asking = true;
    askedAt = now();
    ask();
  }

  const breaker: AskedBreaker = {
    get state() {
      if (!open) return 'closed';
      return now() < openUntil && trying === 0 ? 'open' : 'half-open';
    },
    admit() {
      if (!open) return 0;
      if (now() < openUntil) return undefined;
      openUntil = now() + cooldown;
      turns += 1;
      trying = turns;
      return trying;
    },
    succeeded() {
      if (open || certain + suspicions > 0) close();
    },
    failed() {
      certain += 1;
      if (open || certain >= failures) shut();
      else if (certain + suspicions >= failures) question();
    },
    suspected(turn, witness) {
      if (open) {
        // Of earlier, or of another attempt: what is known already.
        if (turn === 0 || turn !== trying) return;
        // Whoever is quick enough to have each turn must not keep the breaker open with it.
        shut();
        question();
        return;
      }
      suspicions += 1;
      if (witnesses.size < WITNESSES) witnesses.add(witness);
      if (certain + suspicions < failures) return;
      if (witnesses.size >= WITNESSES) shut();
      else question();
    },
    abandoned(turn) {
      if (turn === 0 || turn !== trying) return;
      // The next one need not wait.
      trying = 0;
      openUntil = now();
    },
    answered(outcome) {
      asking = false;
      if (outcome === 'succeeded') close();
      else if (outcome === 'failed') shut();
    },
    retryAfter: () => Math.max(1, Math.ceil((openUntil - now()) / 1000)),
  };
  return breaker;
}
