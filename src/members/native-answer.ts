// SPDX-License-Identifier: Apache-2.0
// What a member's API answered, as adapters get it: a body that was read, or a failure in the gateway's words. The same
// for every kind of cloud, so that a header which comes twice or a body that lies is met alike.
import { nativeCode, nativeMessage } from '../adapters/openstack/native-error.ts';
import { isSafe } from '../http/safe-method.ts';
import { parseBytes } from '../model/bytes-as-text.ts';
import { GatewayError } from '../model/errors.ts';
import { createPacer, createShare, type Intake, type Lease } from '../model/intake.ts';
import type { CallOptions, Change, NativeAnswer, NativeCall } from '../model/scs/adapter.ts';
import type { AnswerHeaders } from './headers.ts';
import { parseSliced } from './sliced-json.ts';

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

/** From this size on, an answer is read in slices. */
export const LARGE = 64 * 1024;

/** A translation that takes a body in parts. */
interface Parts {
  push(chunk: Buffer): Buffer;
  end(): Buffer;
}

export interface NativeBody extends Omit<NativeText, 'text'> {
  /** As the member sent it. */
  readonly body: Buffer;
  /** To the gateway's view. Absent: it is that already. */
  readonly translate?: Parts | undefined;
  readonly intake: Intake;
  /** Absent: what the answer takes is given back once it is parsed. */
  readonly lease?: Lease | undefined;
  readonly signal: AbortSignal;
}

/** The same as `readAnswer`, for large bodies: others have their turns in between. */
export async function readLargeAnswer(
  { cloud, service, status, raw, body, translate, intake, signal, ...options }: NativeBody,
  headers: Readonly<Record<string, string>>,
): Promise<NativeAnswer> {
  const pacer = createPacer(intake.turn);
  const pause = (): Promise<void> | undefined => {
    signal.throwIfAborted();
    return pacer();
  };
  const lease = options.lease ?? intake.lease(cloud);
  try {
    const text = translate === undefined ? body : await inParts(body, translate, pause);
    if (!isJson(raw['content-type'])) return { status, headers, body: text.toString() };
    const { size, items } = intake.limits;
    return { status, headers, body: await parseSliced(text, { cloud, items, size, lease, signal, pause }) };
  } catch (cause) {
    if (signal.aborted || cause instanceof GatewayError) throw cause;
    throw new GatewayError('memberGarbage', { cloud, cause, detail: `${service} answered what is no JSON` });
  } finally {
    if (options.lease === undefined) lease.close();
  }
}

async function inParts(body: Buffer, { push, end }: Parts, pause: () => Promise<void> | undefined): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (let from = 0; from < body.length; from += LARGE) {
    parts.push(push(body.subarray(from, from + LARGE)));
    await pause();
  }
  return Buffer.concat([...parts, end()]);
}

/** One call: what it takes of the lease of its reader stays taken where it gives an answer. */
export async function sharing<T>(lease: Lease | undefined, work: (lease: Lease | undefined) => Promise<T>): Promise<T> {
  if (lease === undefined) return work(undefined);
  const share = createShare(lease);
  try {
    return await work(share);
  } catch (cause) {
    share.close();
    throw cause;
  }
}

/** What the work reads counts until it has ended. */
export async function leased<T>(intake: Intake, cloud: string, work: (lease: Lease) => Promise<T>): Promise<T> {
  const lease = intake.lease(cloud);
  try {
    return await work(lease);
  } finally {
    lease.close();
  }
}

/** Of a refusal no more is read: its message stands at the beginning. */
export const refusalText = (body: Buffer): string => body.toString('latin1', 0, LONGEST_REFUSAL);

const LONGEST_REFUSAL = 64 * 1024;

/** In which header a service names the request in its own log. */
const REQUEST_IDS = ['x-openstack-request-id', 'x-compute-request-id', 'x-trans-id', 'audit-id'];

function requestIdOf(headers: AnswerHeaders): string | undefined {
  const id = REQUEST_IDS.map((name) => headers[name]).find((value) => value !== undefined);
  return typeof id === 'string' && /^[\w-]{1,64}$/.test(id) ? id : undefined;
}

/** Tells of a change that a member has answered. */
export function tellChange(
  onChange: CallOptions['onChange'],
  { path, status, headers, ...change }: Omit<Change, 'requestId'> & { readonly headers: AnswerHeaders },
): void {
  if (onChange === undefined || isSafe(change.method)) return;
  const requestId = requestIdOf(headers);
  const mark = path.indexOf('?');
  onChange({ ...change, path: mark === -1 ? path : path.slice(0, mark), status, ...(requestId && { requestId }) });
}

/** A refusal (status 400 and above) as a `native…` row. */
export function refusal({ cloud, service, status, raw, text }: NativeText): GatewayError {
  const message = nativeMessage(status, utf8(text));
  const code = nativeCode(status, message);
  const requestId = requestIdOf(raw);
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
      ...(requestId === undefined ? {} : { requestId }),
    },
  });
}

export const redirected = (cloud: string, { location }: AnswerHeaders): GatewayError =>
  new GatewayError('memberRedirect', { cloud, detail: `to ${String(location).slice(0, 200)}` });

const utf8 = (latin1: string): string => Buffer.from(latin1, 'latin1').toString('utf8');

const isJson = (contentType: unknown): boolean =>
  typeof contentType === 'string' && /^[^/;]+\/[^;]*json/i.test(contentType);
