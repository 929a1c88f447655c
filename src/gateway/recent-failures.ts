// SPDX-License-Identifier: Apache-2.0
// The last sessions that a member has refused or failed, as this process has seen them: for the operator's page. Bounded, without
// anything of whoever asked.
import type { Clock } from '../model/clock.ts';

export interface RecentFailure {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly cloud: string;
  readonly strategy: string;
  readonly reason: string;
  readonly detail: string;
}

export interface RecentFailures {
  note(failure: Omit<RecentFailure, 'at'>): void;
  /** The newest first. */
  list(): readonly RecentFailure[];
}

const MOST = 50;
const LONGEST_DETAIL = 500;

export function createRecentFailures({ now }: { readonly now: Clock }): RecentFailures {
  const kept: RecentFailure[] = [];
  return {
    note(failure) {
      kept.push({ ...failure, detail: failure.detail.slice(0, LONGEST_DETAIL), at: now() });
      if (kept.length > MOST) kept.shift();
    },
    list: () => kept.toReversed(),
  };
}
