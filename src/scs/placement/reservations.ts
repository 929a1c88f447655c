// SPDX-License-Identifier: Apache-2.0
// Where servers are just being made: what a cloud counts comes too late for those that are placed at the same time, by
// this replica or another. So the shared state has for a short while how many there are, with those: at least as many as any
// of them has heard from the cloud, so that what it counts by now is not counted twice. Nobody has to take it back.
import { createHash } from 'node:crypto';
import type { Store } from '../../model/store.ts';
import { createTurns } from '../turns.ts';
import type { Candidate } from './placement.ts';

/** Milliseconds; by then the cloud's own count has them. */
const LIFE = 30_000;
/** For a choice that only asks the shared state. */
const TIMES = { life: 5_000, patience: 3_000, pause: 10 };

interface Reserved {
  /** With what is being made at each. */
  readonly candidates: readonly Candidate[];
  /** False: what others are making is not known. */
  readonly known: boolean;
  /** Nothing was made at that place. */
  release(taken: Candidate): Promise<void>;
}

export interface Reservations {
  /** Counts one more where `best` says. */
  take(
    group: string,
    candidates: readonly Candidate[],
    best: (candidates: readonly Candidate[]) => Candidate | undefined,
    signal: AbortSignal,
  ): Promise<Reserved>;
}

export function createReservations(store: Store): Reservations {
  const turns = createTurns(store, TIMES);
  return {
    async take(group, candidates, best, signal) {
      const keyOf = ({ cloud, region, project }: Candidate): string =>
        `placed:${createHash('sha256')
          .update(JSON.stringify([cloud, region, project, group]))
          .digest('base64url')}`;
      const look = (): Promise<Candidate[]> =>
        Promise.all(
          candidates.map(async (one) => {
            const { servers } = one;
            if (servers === undefined) return one;
            const known = await store.increment(keyOf(one), 0, LIFE);
            if (known < servers) await store.increment(keyOf(one), servers - known, LIFE);
            return { ...one, making: Math.max(0, known - servers) };
          }),
        );
      // A project has one name everywhere; a place that failed has none. Of others a group of that name is another one.
      const projects = [...new Set(candidates.flatMap(({ project }) => project ?? []))].sort();
      try {
        return await turns.take(
          `placing ${JSON.stringify([group, projects])}`,
          signal,
          async () => {
            const all = await look();
            const taken = best(all);
            if (taken !== undefined) await store.increment(keyOf(taken), 1, LIFE);
            const isTaken = ({ cloud, region }: Candidate): boolean =>
              cloud === taken?.cloud && region === taken.region;
            return {
              candidates: all,
              known: true,
              async release(one: Candidate) {
                if (isTaken(one)) await store.increment(keyOf(one), -1, LIFE).catch(() => undefined);
              },
            };
          },
          () => true,
        );
      } catch {
        signal.throwIfAborted();
        return { candidates, known: false, release: async () => undefined };
      }
    },
  };
}
