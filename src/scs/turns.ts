// SPDX-License-Identifier: Apache-2.0
// One conditional change of an object at a time, on all replicas: clouds have no `If-Match`, so that between reading an
// object and changing it nobody else's conditional change may come. A turn ends by itself where its replica is lost.
import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { GatewayError } from '../model/errors.ts';
import type { Store } from '../model/store.ts';

export interface TurnTimes {
  /** After which a turn ends by itself: longer than a member may take for one change. */
  readonly life: number;
  /** For others to come to their end. */
  readonly patience: number;
  readonly pause: number;
}

/** Milliseconds. */
const TIMES: TurnTimes = { life: 2 * 60_000, patience: 5_000, pause: 50 };

export interface Turns {
  /** `sure`: whether nothing of a `work` that has failed is under way any more. */
  take<T>(name: string, signal: AbortSignal, work: () => Promise<T>, sure: () => boolean): Promise<T>;
}

/** Times the first pause. */
const SLOWEST = 10;
/** Times the first pause: after these a turn is given back of which it is not known whether it was taken. */
const GIVEN_BACK = [20, 100, 400];

const busy = (cause?: unknown): GatewayError =>
  new GatewayError('conflict', {
    cause,
    retryAfter: 2,
    message: 'Another conditional change of this object is in progress. Nothing was changed.',
  });

export function createTurns(store: Store, { life, patience, pause }: TurnTimes = TIMES): Turns {
  return {
    async take(name, signal, work, sure) {
      const key = `changing:${createHash('sha256').update(name).digest('base64url')}`;
      const own = randomBytes(12).toString('base64url');
      const end = performance.now() + patience;
      // Longer and longer, and not all at the same moment: a thousand who wait must not be all that the store hears of.
      for (let next = pause; !(await add(key, own)); next = Math.min(next * 1.5, SLOWEST * pause)) {
        if (performance.now() >= end) throw busy();
        await sleep(next * (0.5 + Math.random() / 2), undefined, { signal }).catch((cause: unknown) => {
          // Its client's own time is over, or the client has gone, which whoever has asked knows.
          throw busy(cause);
        });
      }
      let over = false;
      try {
        const done = await work();
        over = true;
        return done;
      } catch (cause) {
        over = sure();
        throw cause;
      } finally {
        // What may still come must not meet another change: such a turn ends by itself.
        if (over) await release(key, own);
      }
    },
  };

  async function add(key: string, own: string): Promise<boolean> {
    try {
      return await store.add(key, own, life);
    } catch (cause) {
      // It may have been written all the same, or be written later: nobody's turn must not hold up the object for its whole life.
      void release(key, own);
      for (const times of GIVEN_BACK) setTimeout(() => void release(key, own), times * pause).unref();
      throw new GatewayError('stateUnavailable', {
        cause,
        retryAfter: 5,
        message: 'The shared state that If-Match requires is not available. Nothing was changed.',
      });
    }
  }

  async function release(key: string, own: string): Promise<void> {
    try {
      if ((await store.get(key)) === own) await store.delete(key);
    } catch {
      // It ends by itself.
    }
  }
}
