// SPDX-License-Identifier: Apache-2.0
// What a member's API answered, as adapters get it: a body that was read, or a failure in the gateway's words. The same
// for every kind of cloud, so that a header which comes twice or a body that lies is met alike.
import { nativeCode, nativeMessage } from '../adapters/openstack/native-error.ts';
import { parseBytes } from '../model/bytes-as-text.ts';
import { GatewayError } from '../model/errors.ts';
import type { NativeAnswer, NativeCall } from '../model/scs/adapter.ts';
import type { AnswerHeaders } from './headers.ts';

export function queryOf(query: NativeCall['query']): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) if (value !== undefined) search.set(name, String(value));
  return search.toString();
}

export interface NativeText {
  readonly cloud: string;
  /** Official service type; `kubernetes` for a cluster. */
  readonly service: string;
  readonly status: number;
  /** As the member sent them. */
  readonly raw: AnswerHeaders;
  /** latin1, in the gateway's view: no address and no id of the member is left in it. */
  readonly text: string;
}

/** `headers` are for the adapter, in the gateway's view. */
export function readAnswer(
  { cloud, service, status, raw, text }: NativeText,
  headers: Readonly<Record<string, string>>,
): NativeAnswer {
  if (text === '') return { status, headers, body: undefined };
  if (!isJson(raw['content-type'])) return { status, headers, body: utf8(text) };
  try {
    return { status, headers, body: parseBytes(text) };
  } catch (cause) {
    throw new GatewayError('memberGarbage', { cloud, cause, detail: `${service} answered what is no JSON` });
  }
}

/** In which header a service names the request in its own log. */
const REQUEST_IDS = ['x-openstack-request-id', 'x-compute-request-id', 'x-trans-id', 'audit-id'];

/** A refusal (status 400 and above) as a `native…` row. */
export function refusal({ cloud, service, status, raw, text }: NativeText): GatewayError {
  const message = nativeMessage(status, utf8(text));
  const code = nativeCode(status, message);
  const id = REQUEST_IDS.map((name) => raw[name]).find((value) => value !== undefined);
  const wait = Number(raw['retry-after']);
  const retry = Number.isInteger(wait) && wait > 0 && wait <= 3600 ? { retryAfter: wait } : {};
  return new GatewayError(code, {
    cloud,
    detail: `${service} answered ${status}: ${message.slice(0, 200)}`,
    ...(code === 'nativeLimited' || status === 503 ? retry : {}),
    native: {
      status,
      service,
      message,
      ...(typeof id === 'string' && /^[\w-]{1,64}$/.test(id) ? { requestId: id } : {}),
    },
  });
}

export const redirected = (cloud: string, { location }: AnswerHeaders): GatewayError =>
  new GatewayError('memberRedirect', { cloud, detail: `to ${String(location).slice(0, 200)}` });

const utf8 = (latin1: string): string => Buffer.from(latin1, 'latin1').toString('utf8');

const isJson = (contentType: unknown): boolean =>
  typeof contentType === 'string' && /^[^/;]+\/[^;]*json/i.test(contentType);
