// SPDX-License-Identifier: Apache-2.0
// A member that does not answer is left alone for a moment: its breaker opens for `cooldown`; then one request may try, and
// another one each `cooldown` after (the first may be an upload of hours, which says nothing until its end). While what the
// gateway itself asks has no answer, they try ever more rarely: with a member that is frozen each waits for all of its time.
// One user must not be able to open it for all, by requests on which the member resets or is silent. So what requests
// suffer opens it only where several users suffer it; else the gateway asks the member itself, and that decides. After the
// first silence it asks as well: who asks for one thing after the other waits for one of them only.
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
  /**
   * Asks the member itself where the time to try has come: without requests nobody would. Milliseconds until that time may
   * have come again; undefined: closed, or given up.
   */
  lookAgain(): number | undefined;
}

/** Users whose requests must have failed since the last success, so that their failures are the member's. */
const WITNESSES = 3;

/** Cooldowns between two requests that try in vain, at most. Never none: a server may say nothing at its root, where it is asked. */
const RARELY = 16;

/** Milliseconds after which what nobody has wanted is not asked for any more: a catalogue may have left it behind. */
const UNWANTED = 24 * 60 * 60_000;

/**
 * `ask` puts the gateway's own question to the member, and leads to `answered`. Never twice at a time, nor within `cooldown`.
 * `opened` is told when it opens: whoever gave it sees to `lookAgain`.
 */
export function createBreaker(
  { failures, cooldown }: BreakerOptions,
  now: Clock,
  ask: () => void,
  opened: () => void = () => undefined,
): AskedBreaker {
  /** Since the last success. */
  let certain = 0;
  let suspicions = 0;
  const witnesses = new Set<string>();
  let open = false;
  let openUntil = 0;
  /** Until when the gateway does not ask: what requests try does not put its own question off. */
  let quietUntil = 0;
  /** When somebody has wanted to go there while it was open. */
  let wantedAt = 0;
  /** The request that tries whether the member is back; zero where there is none. */
  let trying = 0;
  let turns = 0;
  /** Those that have tried since it opened; when the last of them did, or it opened. */
  let tries = 0;
  let triedAt = 0;
  /** What the gateway has asked since then has no answer, or none yet. */
  let inVain = false;
  let asking: PromiseWithResolvers<void> | undefined;
  /** So much has come together that an answer makes it nothing. */
  let due = false;
  let askedAt = Number.NEGATIVE_INFINITY;

  /** Of the cooldown. More than all of it is none: a clock that was ahead has been set back. */
  const left = (until: number): number => {
    const ms = until - now();
    return ms > cooldown ? 0 : ms;
  };
  const held = (): number => left(openUntil);

  const mayTry = (): boolean =>
    inVain ? Math.abs(now() - triedAt) >= Math.min(2 ** tries, RARELY) * cooldown : held() <= 0;

  function close(): void {
    certain = 0;
    suspicions = 0;
    witnesses.clear();
    open = false;
  }
  function shut(): void {
    const first = !open;
    open = true;
    if (first || trying !== 0) triedAt = now();
    trying = 0;
    quietUntil = openUntil = now() + cooldown;
    if (!first) return;
    tries = 0;
    inVain = false;
    wantedAt = now();
    opened();
  }
  function question(isDue = true): void {
    if (isDue && asking !== undefined) due = true;
    if (asking !== undefined || Math.abs(now() - askedAt) < cooldown) return;
    asking = Promise.withResolvers();
    due = isDue;
    askedAt = now();
    if (open) inVain = true;
    ask();
  }

  const breaker: AskedBreaker = {
    get state() {
      if (!open) return 'closed';
      return held() > 0 && trying === 0 ? 'open' : 'half-open';
    },
    admit() {
      if (!open) return 0;
      wantedAt = now();
      if (!mayTry()) return undefined;
      openUntil = now() + cooldown;
      triedAt = now();
      tries += 1;
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
        if (turn !== 0) triedAt = now();
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
    silent() {
      // What comes next is refused already.
      if (open) return undefined;
      question(false);
      return asking?.promise;
    },
    abandoned(turn) {
      if (turn === 0 || turn !== trying) return;
      // The next one need not wait.
      trying = 0;
      openUntil = now();
      inVain = false;
    },
    answered(outcome) {
      if (outcome === 'failed') shut();
      else if (outcome === 'succeeded' && due) close();
      inVain = outcome === 'failed';
      asking?.resolve();
      asking = undefined;
    },
    lookAgain() {
      if (!open || now() - wantedAt > UNWANTED) return undefined;
      const quiet = left(quietUntil);
      // The cooldown begins with the answer to a question, and so after the question.
      if (quiet > 0) return quiet + 1;
      question();
      return cooldown;
    },
    retryAfter: () => Math.max(1, Math.ceil(held() / 1000)),
  };
  return breaker;
}
