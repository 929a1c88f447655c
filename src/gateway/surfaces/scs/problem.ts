// SPDX-License-Identifier: Apache-2.0
// Failures of the normalised API as RFC 9457 problem details: a row of the error table, the cloud concerned, and what
// that cloud itself said.
import Type from 'typebox';
import type { GatewayError, NativeError, PlaceFault, RequestFault } from '../../../model/errors.ts';
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
  readonly errors?: readonly Fault[];
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
    ...(faults === undefined ? {} : { errors: faults.slice(0, MOST_ERRORS).map(shown) }),
  };
}

/** As the example of RFC 9457, section 3 has it. */
interface Fault {
  readonly detail: string;
  readonly pointer?: string;
  readonly parameter?: string;
  readonly cloud?: string;
  readonly region?: string;
}

function shown(fault: RequestFault | PlaceFault): Fault {
  const detail = clipped(fault.reason, LONGEST_REASON);
  if (fault.where === undefined) {
    const { cloud, region } = fault;
    return { detail, cloud, ...(region === undefined ? {} : { region }) };
  }
  const where = clipped(fault.where, LONGEST_WHERE);
  return { detail, [where.startsWith('#') ? 'pointer' : 'parameter']: where };
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
          detail: Type.String({ description: 'What is wrong.' }),
          pointer: Type.Optional(
            Type.String({
              description: 'Where in the body, as a JSON pointer (RFC 6901) behind a `#`: `#/flavor/vcpus`.',
            }),
          ),
          parameter: Type.Optional(
            Type.String({ description: 'The parameter of the path or query, or the request header, that is wrong.' }),
          ),
          cloud: Type.Optional(Type.String({ description: 'The member cloud that this concerns.' })),
          region: Type.Optional(Type.String({ description: 'And its region, if there are several.' })),
        }),
        { description: 'All faults of the request, or what each cloud says of it.' },
      ),
    ),
  },
  { description: 'RFC 9457 problem details.' },
);
