// SPDX-License-Identifier: Apache-2.0
// Failures of the normalised API as RFC 9457 problem details: a row of the error table, the cloud concerned, and what
// that cloud itself said.
import { STATUS_CODES } from 'node:http';
import Type from 'typebox';
import type { ErrorCode, GatewayError, NativeError, RequestFault } from '../model/errors.ts';

export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly code: string;
  readonly requestId: string;
  readonly cloud?: string;
  readonly native?: NativeError;
  readonly errors?: readonly RequestFault[];
}

export const PROBLEM = 'application/problem+json';

/** Stable: clients may compare it. `GET /scs/v1/errors` has them all. */
export const typeOf = (code: ErrorCode): string => `urn:scs-gateway:error:${code}`;

export function problemOf(error: GatewayError, requestId: string): Problem {
  const { code, status, message, cloud, native, faults } = error;
  return {
    type: typeOf(code),
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail: clipped(message, LONGEST_DETAIL),
    instance: `urn:uuid:${requestId.replace(/^req-/, '')}`,
    code,
    requestId,
    ...(cloud === undefined ? {} : { cloud }),
    ...(native === undefined ? {} : { native }),
    ...(faults === undefined
      ? {}
      : {
          errors: faults.slice(0, MOST_ERRORS).map(({ where, reason }) => ({
            where: clipped(where, LONGEST_WHERE),
            reason: clipped(reason, LONGEST_REASON),
          })),
        }),
  };
}

/** What is wrong may quote what came: an answer must not become many times as long as the request. */
const MOST_ERRORS = 200;
const LONGEST_WHERE = 200;
const LONGEST_REASON = 1_000;
const LONGEST_DETAIL = 10_000;
const clipped = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most)}…`);

export const nativeErrorSchema = Type.Object(
  {
    status: Type.Integer(),
    service: Type.String({ description: 'Official service type; `kubernetes` for a cluster.' }),
    message: Type.String(),
    requestId: Type.Optional(Type.String({ description: "The member's own request id, for its operators." })),
  },
  { description: 'The error of the member cloud itself.' },
);

export const problemSchema = Type.Object(
  {
    type: Type.String({
      description:
        'The type of the error, which is stable: `urn:scs-gateway:error:` and the code. `/scs/v1/errors` lists all types.',
    }),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String(),
    instance: Type.String({ description: 'Identifies this occurrence, also in the log of the gateway.' }),
    code: Type.String({ description: 'The error code.' }),
    requestId: Type.String(),
    cloud: Type.Optional(Type.String({ description: 'The member cloud concerned.' })),
    native: Type.Optional(nativeErrorSchema),
    errors: Type.Optional(
      Type.Array(
        Type.Object({
          where: Type.String({
            description: 'A JSON pointer into the body (`#/name`), the name of a parameter, or a cloud.',
          }),
          reason: Type.String(),
        }),
        { description: 'All faults of the request.' },
      ),
    ),
  },
  { description: 'RFC 9457 problem details.' },
);
