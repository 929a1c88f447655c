// SPDX-License-Identifier: Apache-2.0
// Questions to one provider: a bounded number at once, and none in the pauses of one that is away. That it is away, several
// users' questions show: one user whose answer is too long, or can never be used, must not keep the others from being asked
// about, for as long as which none of them is missed.
import type { Clock } from '../../model/clock.ts';
import { createBackoff } from '../identity/backoff.ts';
import { type OwnerSource, UserUntold } from './definition.ts';

const AT_ONCE = 8;
/** Users whose questions have failed, with no answer in between. */
const WITNESSES = 3;

export function boundedSource(source: OwnerSource, now: Clock): OwnerSource {
  const backoff = createBackoff(now);
  const failed = new Set<string>();
  let running = 0;
  return {
    ...(source.canAsk && { canAsk: source.canAsk }),
    async ask(principal) {
      if (backoff.left() > 0) throw new Error('paused after a failure');
      if (running >= AT_ONCE) throw new Error('too many questions at once');
      running += 1;
      try {
        const answer = await source.ask(principal);
        // Nobody was asked.
        if (answer.state === 'unasked') return answer;
        failed.clear();
        backoff.succeeded();
        return answer;
      } catch (error) {
        if (error instanceof UserUntold) throw error;
        if (failed.size < WITNESSES) failed.add(principal.id);
        if (failed.size >= WITNESSES) backoff.failed();
        throw error;
      } finally {
        running -= 1;
      }
    },
  };
}
