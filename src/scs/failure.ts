// SPDX-License-Identifier: Apache-2.0
// The failure of one cloud inside an answer that is none itself: a row of the error table, and what that cloud said.
import { STATUS_CODES } from 'node:http';
import Type from 'typebox';
import type { ErrorCode, GatewayError, NativeError } from '../model/errors.ts';

export interface Failure {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ErrorCode;
  readonly native?: NativeError;
}

/** Stable: clients may compare it. `GET /scs/v1/errors` has them all. */
export const typeOf = (code: ErrorCode): string => `urn:scs-gateway:error:${code}`;

export const titleOf = (status: number): string => STATUS_CODES[status] ?? 'Error';

export const failureOf = ({ code, status, message, native }: GatewayError): Failure => ({
  type: typeOf(code),
  title: titleOf(status),
  status,
  detail: clipped(message, LONGEST_DETAIL),
  code,
  ...(native === undefined ? {} : { native }),
});

const LONGEST_DETAIL = 10_000;

/** What is wrong may quote what came: an answer must not become many times as long as the request. */
export const clipped = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most)}…`);

export const nativeErrorSchema = Type.Object(
  {
    status: Type.Integer(),
    service: Type.String({ description: 'Official service type; `kubernetes` for a cluster.' }),
    message: Type.String(),
    requestId: Type.Optional(Type.String({ description: "The member's own request id, for its operators." })),
  },
  { description: 'The error of the member cloud itself.' },
);

export const failureSchema = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.String(),
  code: Type.String(),
  native: Type.Optional(nativeErrorSchema),
});
