// SPDX-License-Identifier: Apache-2.0
// What a fault is: what is done to the house, and which failures may come of it.
import type { House } from '../house.ts';
import type { Failure, Load, Tally } from '../load.ts';

export interface Stage {
  readonly house: House;
  readonly load: Load;
  readonly tally: Tally;
  /** As long as the issue of it wants; otherwise just long enough to be one. */
  readonly long: boolean;
  /** How often a failover is made. */
  readonly failovers: number;
  /** The machine has other things to do: nothing is late. */
  readonly busy: boolean;
  /** It is undone, and what follows only looks; otherwise it is when `run` is. */
  over(): void;
  /** Milliseconds; the short form's, or the long form's. */
  wait(short: number, long?: number): Promise<void>;
}

export interface Fault {
  readonly name: string;
  /** What holds, as a sentence. */
  readonly holds: string;
  /** Before anything is counted, and after all has been looked at; `next`: what is played after it, if that is known. */
  prepare?(house: House): Promise<void>;
  restore?(house: House, next?: Fault): Promise<void>;
  /** Begins it, and ends it. What it gives back is printed. */
  run(stage: Stage): Promise<string | undefined>;
  /** Failures that belong to it; without it there may be none. */
  allowed?(failure: Failure, times: Times): boolean;
  /** At most these many of them. */
  most?(times: Times): number;
  /** Has Redis servers of its own: these. */
  readonly servers?: unknown;
  /** The replicas do not hear of each other's revocations while it lasts. */
  readonly deaf?: true;
  /** Only in the long form. */
  readonly long?: true;
}

export interface Times {
  readonly begun: number;
  readonly over: number;
  /** When it began. */
  readonly inFlight: number;
}

/** Creates with a key, changes with `If-Match` and revocations, which need what is shared: refused, and told so; a key for some seconds more. */
export const refusedByState = ({ what, status }: Failure): boolean =>
  (/^(?:createKeyed|update|revoke)/.test(what) && status === 503) || (what.startsWith('createKeyed') && status === 409);

/** Began before that moment, give or take what a busy machine needs to tell a client. */
export const begunBefore = ({ begun }: Failure, moment: number): boolean => begun < moment + 1_000;

/** Of the calls to that cloud, and of lists that name it as the one that is missing. */
export const ofCloud = ({ what, why }: Failure, cloud: string): boolean =>
  what.endsWith(` ${cloud}`) || why.includes(`"cloud":"${cloud}"`);

/** Not an answer: a connection that broke or kept silent. */
export const silent = ({ status }: Failure): boolean => status === undefined;

/** Several that have nothing to do with each other, at once. */
export const together = (...faults: readonly Fault[]): Fault =>
  several(faults, ' + ', async (play) => {
    const outcomes = await Promise.allSettled(faults.map(play));
    return outcomes.map((one) => (one.status === 'fulfilled' ? one.value : (one.reason as Error)));
  });

/** Several, one after the other: what is looked at before and after each is looked at once. */
export const inTurn = (...faults: readonly Fault[]): Fault =>
  several(faults, ', then ', async (play) => {
    const outcomes: Played[] = [];
    for (const fault of faults) outcomes.push(await play(fault).catch((error: Error) => error));
    return outcomes;
  });

/** Milliseconds after the end of one, while another follows: clients are told late, and breakers close. */
const LATE = 2_000;

type Played = string | undefined | Error;
interface Span {
  readonly begun: number;
  /** As the fault itself says it; else it is over when it has ended. */
  over?: number;
  ended?: number;
}

/** What fails belongs to one of them only while it is there. */
function several(
  faults: readonly Fault[],
  between: string,
  playAll: (play: (fault: Fault) => Promise<string | undefined>) => Promise<readonly Played[]>,
): Fault {
  const spans = new Map<Fault, Span>();
  return {
    name: faults.map(({ name }) => name).join(between),
    holds: faults.map(({ holds }) => holds).join('; '),
    async prepare(house) {
      for (const fault of faults) await fault.prepare?.(house);
    },
    async restore(house, next) {
      for (const fault of faults) await fault.restore?.(house, next);
    },
    async run(stage) {
      spans.clear();
      const outcomes = await playAll(async (fault) => {
        const span: Span = { begun: performance.now() };
        spans.set(fault, span);
        const over = (): void => {
          span.over = performance.now();
          stage.over();
        };
        return fault.run({ ...stage, over }).finally(() => {
          span.ended = performance.now();
        });
      });
      const failed = outcomes.flatMap((one, index) =>
        one instanceof Error ? [`${faults[index]?.name}: ${one.message}`] : [],
      );
      if (failed.length > 0) throw new Error(failed.join('\n'));
      return outcomes.filter(Boolean).join('; ');
    },
    allowed: (failure, times) =>
      faults.some((fault, index) => {
        const { begun, over, ended = times.over } = spans.get(fault) ?? { begun: times.begun };
        const isLast = index === faults.length - 1;
        if (failure.ended < begun || (!isLast && failure.begun > ended + LATE)) return false;
        return fault.allowed?.(failure, { ...times, begun, over: over ?? ended }) ?? false;
      }),
    ...(faults.some(({ deaf }) => deaf) && { deaf: true }),
  };
}
