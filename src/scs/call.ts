// SPDX-License-Identifier: Apache-2.0
// One call of the normalised API as its logic sees it, whatever carries it: what is wanted comes beside it, as values.
import type { GatewayError } from '../model/errors.ts';
import type { Change, Course, Where } from '../model/scs/adapter.ts';
import type { ScsCaller } from './caller.ts';

/** Of closed sets: a cloud of the configuration, a service of the definitions. */
export interface Subject {
  readonly cloud?: string;
  readonly service?: string;
}

/** What a change is known by, and who is told how far it comes. */
export interface Tracked {
  /** Of its `Idempotency-Key`, for objects that can carry it. */
  readonly mark?: string;
  course(where: Where): Course;
}

/** A list under way. */
export interface Sofar {
  /** In the shape that was asked for. */
  readonly items: readonly object[];
  /** What came of the clouds that have come to an end, as the list reports it. */
  readonly clouds: readonly object[];
}

export interface ScsCall {
  /** Absent: nobody asks whether it was done. */
  readonly tracked?: Tracked;
  readonly caller: ScsCaller;
  /** Aborted once nobody waits for the answer any more. */
  readonly signal: AbortSignal;
  /** Told what the call turns out to be about, as soon as that is known: for its log line and metrics. */
  readonly about: (subject: Subject) => void;
  /**
   * Told of a list each time that another cloud has come to an end before all have: what the page would be by then. Nothing is
   * worked out unless it is asked.
   */
  readonly sofar?: (look: () => Promise<Sofar>) => void;
  /** Told of each change at a member, also of one that it has refused. */
  readonly changed?: (change: Change) => void;
  /** Told of a cloud without which, or without all of which, the call goes on, and why: for the log and a metric. */
  readonly leftOut?: (cloud: string, error: GatewayError) => void;
}
