// SPDX-License-Identifier: Apache-2.0
// One call of the normalised API and its answer, as data: whatever carries them.
import type { IncomingHttpHeaders } from 'node:http';
import type { ScsCaller } from './caller.ts';

/** What is known of the request, and what is left on it for its log line and metrics. */
export interface RequestFacts {
  readonly id: string;
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly query: unknown;
  readonly log: { error(facts: object, message: string): void };
  cloud?: string;
  service?: string;
}

export interface ScsCall<P = Record<string, string>, Q = Record<string, unknown>, B = unknown> {
  readonly request: RequestFacts;
  readonly caller: ScsCaller;
  readonly parameters: P;
  readonly query: Q;
  readonly body: B;
  /** Aborted once the client has gone. */
  readonly signal: AbortSignal;
}

export interface ScsAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; a stream or a string is sent as it is, with the content type in `headers`. */
  readonly body?: unknown;
}
