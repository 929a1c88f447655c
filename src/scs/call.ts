// SPDX-License-Identifier: Apache-2.0
// One call of the normalised API as its logic sees it, whatever carries it: what is wanted comes beside it, as values.
import type { GatewayError } from '../model/errors.ts';
import type { ScsCaller } from './caller.ts';

/** Of closed sets: a cloud of the configuration, a service of the definitions. */
export interface Subject {
  readonly cloud?: string;
  readonly service?: string;
}

export interface ScsCall {
  readonly caller: ScsCaller;
  /** Aborted once nobody waits for the answer any more. */
  readonly signal: AbortSignal;
  /** Told what the call turns out to be about, as soon as that is known: for its log line and metrics. */
  readonly about: (subject: Subject) => void;
  /** Told of a cloud without which, or without all of which, the call goes on, and why: for the log and a metric. */
  readonly leftOut?: (cloud: string, error: GatewayError) => void;
}
