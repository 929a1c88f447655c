// SPDX-License-Identifier: Apache-2.0
// One conditional change of an object at a time, on all replicas: clouds have no `If-Match`, so that between reading an
// object and changing it nobody else's conditional change may come. A turn lasts as long as its work does, and ends by itself
// where its replica is lost; one that stood still meanwhile finds that out before it sends anything.
import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../model/clock.ts';
import { GatewayError } from '../model/errors.ts';
import type { Store } from '../model/store.ts';

export interface TurnTimes {
  /** After which a turn ends by itself that nobody renews: longer than a member is at work on what nobody waits for. */
  readonly life: number;
  /** For others to come to their end. */
  readonly patience: number;
  readonly pause: number;
}

/** Milliseconds. */
const TIMES: TurnTimes = { life: 2 * 60_000, patience: 5_000, pause: 50 };

/** What the work of a turn asks before each request to a cloud: whoever stood still may have been given up. */
export interface Turn {
  /** Before its first byte: renews the turn. Rejects with `conflict` once it has ended, with `stateUnavailable` if nobody knows. */
  renew(): Promise<void>;
  /** As the byte leaves: throws `conflict` where others may begin before the request has come to its end. */
  demandFresh(): void;
}

export interface Turns {
  /** `sure`: whether nothing of a `work` that has failed is under way any more. */
  take<T>(name: string, signal: AbortSignal, work: (turn: Turn) => Promise<T>, sure: () => boolean): Promise<T>;
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

const ended = (): GatewayError =>
  new GatewayError('conflict', {
    retryAfter: 2,
    message:
      'This change has lost its turn, since this replica stood still or the shared state was lost, and another one of this object may have begun. Nothing was changed.',
  });

const stateAway = (cause: unknown): GatewayError =>
  new GatewayError('stateUnavailable', {
    cause,
    retryAfter: 5,
    message: 'The shared state that If-Match requires is not available. Nothing was changed.',
  });

/** `elapsed`: milliseconds by a clock that nobody sets. */
export function createTurns(
  store: Store,
  { life, patience, pause }: TurnTimes = TIMES,
  elapsed: Clock = () => performance.now(),
): Turns {
  return {
    async take(name, signal, work, sure) {
      const key = `changing:${createHash('sha256').update(name).digest('base64url')}`;
      const own = randomBytes(12).toString('base64url');
      const end = performance.now() + patience;
      let asked = elapsed();
      // Longer and longer, and not all at the same moment: a thousand who wait must not be all that the store hears of.
      for (let next = pause; !(await add(key, own)); next = Math.min(next * 1.5, SLOWEST * pause)) {
        if (performance.now() >= end) throw busy();
        await sleep(next * (0.5 + Math.random() / 2), undefined, { signal }).catch((cause: unknown) => {
          // Its client's own time is over, or the client has gone, which whoever has asked knows.
          throw busy(cause);
        });
        asked = elapsed();
      }
      const turn = turnOf(key, own, asked);
      // However long a cloud takes, as long as somebody waits for it.
      const beat = setInterval(() => void turn.renew().catch(() => undefined), life / 4).unref();
      let over = false;
      try {
        const done = await work(turn);
        over = true;
        return done;
      } catch (cause) {
        over = sure();
        throw cause;
      } finally {
        clearInterval(beat);
        // What may still come must not meet another change: such a turn ends by itself.
        if (over) await release(key, own);
      }
    },
  };

  function turnOf(key: string, own: string, taken: number): Turn {
    let renewed = taken;
    return {
      async renew() {
        // Before the question: how long its answer took nobody knows.
        const asked = elapsed();
        const isOwn = await store.renew(key, own, life).catch((cause: unknown) => {
          throw stateAway(cause);
        });
        if (!isOwn) throw ended();
        renewed = asked;
      },
      demandFresh() {
        if (elapsed() - renewed > life / 2) throw ended();
      },
    };
  }

  async function add(key: string, own: string): Promise<boolean> {
    try {
      return await store.add(key, own, life);
    } catch (cause) {
      // It may have been written all the same, or be written later: nobody's turn must not hold up the object for its whole life.
      void release(key, own);
      for (const times of GIVEN_BACK) setTimeout(() => void release(key, own), times * pause).unref();
      throw stateAway(cause);
    }
  }

  async function release(key: string, own: string): Promise<void> {
    // Where it fails, the turn ends by itself.
    await store.renew(key, own, 0).catch(() => undefined);
  }
}
