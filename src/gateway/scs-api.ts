// SPDX-License-Identifier: Apache-2.0
// The SCS API as another surface of the same process asks it: by the operations of its document, without a socket. Checks,
// limits and failures are those of a request to /scs/v1.
import type { FastifyRequest } from 'fastify';
import type { Sofar } from '../scs/call.ts';
import type { ScsCaller } from '../scs/caller.ts';

export type ScsQuery = Readonly<Record<string, string | readonly string[] | undefined>>;

/** On whose behalf, and by which request. */
interface ScsVisitor {
  readonly request: FastifyRequest;
  readonly caller: ScsCaller;
  /** A gateway token. Secret. */
  readonly token: string;
}

export interface ScsQuestion {
  readonly parameters?: Readonly<Record<string, string>>;
  /** As texts, like in a URL. */
  readonly query?: ScsQuery;
  readonly body?: unknown;
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Of lists: told of what has come, each time that one of several clouds has answered. */
  readonly sofar?: (look: () => Promise<Sofar>) => void;
}

export interface ScsReply<T> {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** What was JSON, parsed; a text or a stream as it is. */
  readonly body: T;
}

/** What there is to call, as the document has it. */
export interface ScsOperation {
  readonly operationId: string;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  /** JSON Schemas of objects. */
  readonly parameters?: object;
  readonly query?: object;
  readonly body?: object;
  readonly example?: { readonly body?: unknown };
}

export interface ScsApi {
  readonly operations: readonly ScsOperation[];
  /** Who it is by a gateway token; throws `unauthorized`. */
  authenticate(request: FastifyRequest, token: string): Promise<ScsCaller>;
  /** `operation`: its `operationId`. Failures are `GatewayError`s. */
  call<T>(visitor: ScsVisitor, operation: string, question: ScsQuestion): Promise<ScsReply<T>>;
}
