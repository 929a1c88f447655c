// SPDX-License-Identifier: Apache-2.0
// One request of the normalised API to a member, its answer read whole: within the member's places, its breaker, a limit
// of size and the caller's patience.
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { request as ask } from 'undici';
import { GatewayError } from '../model/errors.ts';
import type { MemberTransport } from '../model/member.ts';
import { memberFull, transportError } from './transport.ts';

/** A page of a thousand servers has some 3 MB; what is larger than this is no answer to a question of ours. */
export const LARGEST_ANSWER = 64 * 1024 * 1024;

/** What opens the breaker; an answer that cannot be used is an answer. */
const MEMBER_FAILS = new Set(['memberReset', 'memberTimeout', 'memberUnreachable']);

export interface Sending {
  readonly cloud: string;
  readonly transport: MemberTransport;
  readonly origin: string;
  /** With the query. */
  readonly path: string;
  readonly method: string;
  /** A flat list. */
  readonly headers: readonly string[];
  readonly body?: Buffer;
  readonly signal: AbortSignal;
  /** Bytes; 64 MiB where absent. */
  readonly limit?: number;
}

export interface Received {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** latin1: bytes stay bytes. */
  readonly text: string;
}

/** Fails with a `member…` row, or with the signal's reason where that is a `GatewayError`. */
export async function send(sending: Sending): Promise<Received> {
  try {
    return await once(sending);
  } catch (error) {
    // Most often a kept-alive connection that the member closed at that moment: nothing is lost in asking again.
    const reset = error instanceof GatewayError && error.code === 'memberReset';
    if (!reset || sending.method !== 'GET' || sending.signal.aborted) throw error;
    return once(sending);
  }
}

async function once({
  cloud,
  transport,
  origin,
  path,
  method,
  headers,
  body,
  signal,
  limit = LARGEST_ANSWER,
}: Sending): Promise<Received> {
  signal.throwIfAborted();
  const breaker = transport.breaker(origin);
  if (!breaker.admit()) throw new GatewayError('memberBusy', { cloud, retryAfter: breaker.retryAfter() });
  const leave = transport.slots.acquire('request');
  if (leave === undefined) {
    breaker.abandoned();
    throw memberFull(cloud, 'request');
  }
  try {
    const answer = await ask(`${origin}${path}`, {
      method: method as 'GET',
      dispatcher: transport.dispatcher,
      headers: [...headers],
      signal,
      ...(body === undefined ? {} : { body }),
    });
    const bytes = await read(answer.body, limit, cloud);
    breaker.succeeded();
    return {
      status: answer.statusCode,
      headers: answer.headers,
      text: plain(bytes, answer.headers['content-encoding'], cloud).toString('latin1'),
    };
  } catch (cause) {
    if (signal.aborted) {
      breaker.abandoned();
      throw interrupted(signal, cloud);
    }
    const error = transportError(cause, cloud);
    if (MEMBER_FAILS.has(error.code)) breaker.failed();
    else breaker.succeeded();
    throw error;
  } finally {
    leave();
  }
}

async function read(body: AsyncIterable<Buffer>, limit: number, cloud: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > limit) throw new GatewayError('memberGarbage', { cloud, detail: `answer above ${limit} bytes` });
    chunks.push(chunk);
  }
  return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
}

/** Members were asked for identity; one that compresses all the same is read. */
function plain(bytes: Buffer, encoding: string | string[] | undefined, cloud: string): Buffer {
  if (encoding === undefined || encoding === 'identity' || bytes.length === 0) return bytes;
  const options = { maxOutputLength: LARGEST_ANSWER };
  try {
    if (encoding === 'gzip' || encoding === 'x-gzip') return gunzipSync(bytes, options);
    if (encoding === 'deflate') return inflateSync(bytes, options);
    if (encoding === 'br') return brotliDecompressSync(bytes, options);
  } catch (cause) {
    throw new GatewayError('memberGarbage', { cloud, cause, detail: 'its compressed answer cannot be read' });
  }
  throw new GatewayError('memberGarbage', { cloud, detail: `its answer has the encoding ${String(encoding)}` });
}

/** Whoever ended it says why: a deadline is the cloud's failure, a client that left is nobody's. */
export function interrupted(signal: AbortSignal, cloud: string): GatewayError {
  const { reason } = signal as { reason: unknown };
  if (reason instanceof GatewayError) return reason;
  if (reason instanceof DOMException && reason.name === 'TimeoutError')
    return new GatewayError('memberTimeout', { cloud });
  return new GatewayError('clientTimeout', { cause: reason, detail: 'the client has gone' });
}

/** Waits for what cannot be told to stop. */
export async function orInterrupted<T>(work: Promise<T>, signal: AbortSignal, cloud: string): Promise<T> {
  if (signal.aborted) {
    work.catch(() => undefined);
    throw interrupted(signal, cloud);
  }
  let stop = (): void => undefined;
  const stopped = new Promise<never>((_, reject) => {
    stop = () => reject(interrupted(signal, cloud));
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, stopped]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** JSON of a latin1 text; most answers are plain ASCII, which needs no second decoding. */
export function parseLatin1(text: string): unknown {
  const ascii = !/[^\0-\x7f]/.test(text);
  return JSON.parse(ascii ? text : utf8(text));
}

export const utf8 = (latin1: string): string => Buffer.from(latin1, 'latin1').toString('utf8');

export const isJson = (contentType: unknown): boolean =>
  typeof contentType === 'string' && /^[^/;]+\/[^;]*json/i.test(contentType);
