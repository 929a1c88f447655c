// SPDX-License-Identifier: Apache-2.0
// What the process takes in of members' answers: memory with a bound, of which no cloud and no user gets all, and turns of
// computing, so that many large answers at a time do not keep the event loop from everybody else.
import { GatewayError } from '../model/errors.ts';
import { ANSWER_LIMITS, type AnswerLimits, type Intake, type Lease } from '../model/intake.ts';

/** Milliseconds that a reader waits for memory. */
const PATIENCE = 2_000;
/** Readers that wait; more are refused at once. */
const MOST_WAITING = 1_000;
/** Of the memory, that answers of one cloud or for one user may take. */
const SHARE = 1 / 2;

interface Waiting {
  readonly fits: () => boolean;
  readonly granted: () => void;
}

export interface IntakeOptions {
  readonly limits?: () => AnswerLimits;
  readonly patience?: number;
}

export interface ProcessIntake extends Intake {
  /** Bytes that are held now, for the metric. */
  held(): number;
}

export function createIntake({ limits = () => ANSWER_LIMITS, patience = PATIENCE }: IntakeOptions = {}): ProcessIntake {
  let total = 0;
  const byCloud = new Map<string, number>();
  const byUser = new Map<string, number>();
  const waiting = new Set<Waiting>();
  const turns: (() => void)[] = [];

  const add = (counts: Map<string, number>, name: string | undefined, bytes: number): void => {
    if (name === undefined) return;
    const now = (counts.get(name) ?? 0) + bytes;
    if (now > 0) counts.set(name, now);
    else counts.delete(name);
  };

  function wake(): void {
    for (const one of waiting)
      if (one.fits()) {
        waiting.delete(one);
        one.granted();
      }
  }

  function lease(cloud: string, user?: string): Lease {
    let held = 0;
    let closed = false;
    const move = (bytes: number): void => {
      // Work that was told to end may have a piece left: nobody would give back what it takes now.
      if (closed) return;
      held += bytes;
      total += bytes;
      add(byCloud, cloud, bytes);
      add(byUser, user, bytes);
    };
    const cloudFits = (bytes: number): boolean => (byCloud.get(cloud) ?? 0) + bytes <= limits().memory * SHARE;
    const userFits = (bytes: number): boolean =>
      user === undefined || (byUser.get(user) ?? 0) + bytes <= limits().memory * SHARE;
    const fits = (bytes: number): boolean => total + bytes <= limits().memory && cloudFits(bytes) && userFits(bytes);
    const refusal = (bytes: number): GatewayError => {
      const extras = { cloud, retryAfter: 1, detail: `no memory for ${bytes} bytes more of its answers` };
      return cloudFits(bytes)
        ? new GatewayError('overloaded', extras)
        : new GatewayError('memberFull', {
            ...extras,
            message: `Answers of ${cloud} that are being read take all the memory they may; try again in a moment.`,
          });
    };

    function wait(bytes: number, signal: AbortSignal): Promise<void> {
      return new Promise((resolve, reject) => {
        const stop = (): void => {
          clearTimeout(timer);
          signal.removeEventListener('abort', gone);
          waiting.delete(one);
        };
        const gone = (): void => {
          stop();
          reject(signal.reason as Error);
        };
        const one: Waiting = {
          fits: () => fits(bytes),
          granted() {
            stop();
            move(bytes);
            resolve();
          },
        };
        const timer = setTimeout(() => {
          stop();
          reject(refusal(bytes));
        }, patience);
        signal.addEventListener('abort', gone, { once: true });
        waiting.add(one);
      });
    }

    return {
      get held() {
        return held;
      },
      take(bytes, signal) {
        if (closed && signal.aborted) return Promise.reject(signal.reason as Error);
        if (fits(bytes)) {
          move(bytes);
          return undefined;
        }
        if (waiting.size >= MOST_WAITING || bytes > limits().memory * SHARE) return Promise.reject(refusal(bytes));
        if (signal.aborted) return Promise.reject(signal.reason as Error);
        return wait(bytes, signal);
      },
      give(bytes) {
        move(-Math.min(bytes, held));
        if (waiting.size > 0) wake();
      },
      close() {
        move(-held);
        closed = true;
        if (waiting.size > 0) wake();
      },
    };
  }

  function run(): void {
    turns.shift()?.();
    if (turns.length > 0) setImmediate(run);
  }

  return {
    get limits() {
      return limits();
    },
    lease,
    turn: () =>
      new Promise((resolve) => {
        // An immediate that is set in another one runs in the loop's next turn: timers and sockets come in between.
        if (turns.push(resolve) === 1) setImmediate(run);
      }),
    held: () => total,
  };
}
