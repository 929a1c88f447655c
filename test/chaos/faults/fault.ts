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
  /** Before anything is counted, and after all has been looked at. */
  prepare?(house: House): Promise<void>;
  restore?(house: House): Promise<void>;
  /** Begins it, and ends it. What it gives back is printed. */
  run(stage: Stage): Promise<string | undefined>;
  /** Failures that belong to it; without it there may be none. */
  allowed?(failure: Failure, times: Times): boolean;
  /** At most these many of them. */
  most?(times: Times): number;
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
export function together(...faults: readonly Fault[]): Fault {
  const each = (work: 'prepare' | 'restore') => async (house: House) => {
    for (const fault of faults) await fault[work]?.(house);
  };
  return {
    name: faults.map(({ name }) => name).join(' + '),
    holds: faults.map(({ holds }) => holds).join('; '),
    prepare: each('prepare'),
    restore: each('restore'),
    async run(stage) {
      const outcomes = await Promise.allSettled(faults.map((fault) => fault.run(stage)));
      const failed = outcomes.flatMap((one, index) =>
        one.status === 'rejected' ? [`${faults[index]?.name}: ${one.reason?.message ?? one.reason}`] : [],
      );
      if (failed.length > 0) throw new Error(failed.join('\n'));
      return outcomes.flatMap((one) => (one.status === 'fulfilled' ? (one.value ?? []) : [])).join('; ');
    },
    allowed: (failure, times) => faults.some((fault) => fault.allowed?.(failure, times) ?? false),
    ...(faults.some(({ deaf }) => deaf) && { deaf: true }),
  };
}
