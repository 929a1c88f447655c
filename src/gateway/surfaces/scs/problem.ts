// SPDX-License-Identifier: Apache-2.0
// Failures of the normalised API as RFC 9457 problem details: a row of the error table, the cloud concerned, and what
// that cloud itself said.
import Type from 'typebox';
import type { GatewayError, NativeError, RequestFault } from '../../../model/errors.ts';
import { clipped, failureOf, nativeErrorSchema } from '../../../scs/failure.ts';

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

export function problemOf(error: GatewayError, requestId: string): Problem {
  const { cloud, faults } = error;
  const { type, title, status, detail, code, native } = failureOf(error);
  return {
    type,
    title,
    status,
    detail,
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

const MOST_ERRORS = 200;
const LONGEST_WHERE = 200;
const LONGEST_REASON = 1_000;

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
