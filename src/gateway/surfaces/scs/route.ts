// SPDX-License-Identifier: Apache-2.0
// One operation of the SCS API, as data: the server's routes and the OpenAPI document are made from the same list.
import type { FastifyRequest } from 'fastify';
import type { TObject, TSchema } from 'typebox';
import type { ErrorCode } from '../../../model/errors.ts';
import type { RouteClass } from '../../../model/limits.ts';
import type { ScsCall } from '../../../scs/call.ts';
import type { HeaderName } from './headers.ts';

export interface ScsRoute {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** In OpenAPI's writing: `/scs/v1/servers/{cloud}/{id}`. */
  readonly path: string;
  /** Unique, in camel case; the client's method name. */
  readonly operationId: string;
  /** The heading it stands under in the reference. */
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: TObject;
  readonly query?: TObject;
  /** Parameters that others have, and why this one has not. */
  readonly refused?: Readonly<Record<string, string>>;
  /** Request headers beside the token, names in lower case. */
  readonly headers?: TObject;
  readonly body?: TObject;
  /** By status. */
  readonly answers: Readonly<Record<number, ScsAnswerDefinition>>;
  /** The rows of the error table that it may answer with, beside those that any request may get. */
  readonly errors?: readonly ErrorCode[];
  /** Values that make an example request; tests replay them. */
  readonly example?: {
    readonly parameters?: Readonly<Record<string, string>>;
    readonly query?: Readonly<Record<string, string>>;
    readonly body?: unknown;
  };
  /** Still there, but not for long: told by headers, the document and the reference (docs/scs-api-versions.md). */
  readonly deprecated?: Deprecation;
  /** Its answers may hold what nobody else may learn: they are not compressed. */
  readonly secret?: boolean;
  /** No token needed. */
  readonly open?: boolean;
  /** What it counts as where limits are set; by its method where absent. */
  readonly cost?: RouteClass | 'uncounted';
  /** Gives the answer; failures are `GatewayError`s. Parameters, query and body have been checked and converted. */
  handle(call: RouteCall): Promise<ScsAnswer>;
}

/** A call as a route gets it. */
export interface RouteCall extends ScsCall {
  readonly request: Pick<FastifyRequest, 'id' | 'method' | 'url' | 'headers' | 'query' | 'log'>;
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

export interface ScsAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; a stream or a string is sent as it is, with the content type in `headers`. */
  readonly body?: unknown;
}

interface Deprecation {
  /** The day from which on it is deprecated, `2027-01-31`. */
  readonly since: string;
  /** The day on which it may go; absent as long as there is none. */
  readonly sunset?: string;
  /** What to use instead: the `operationId` of another operation. */
  readonly instead: string;
}

export interface ScsAnswerDefinition {
  readonly description: string;
  /** Absent: no body. */
  readonly schema?: TSchema;
  /** Headers that it may have, beside those that any answer may have. */
  readonly headers?: readonly HeaderName[];
  /** `application/json` where absent. */
  readonly contentTypes?: readonly string[];
  /** Of JSON. */
  readonly example?: unknown;
}
