// SPDX-License-Identifier: Apache-2.0
// The connections to one member: an undici pool with limits of time and size, and a breaker for each origin.
import { Agent, errors, request } from 'undici';
import type { Clock } from '../model/clock.ts';
import { GatewayError } from '../model/errors.ts';
import type { HttpAnswer, MemberCall } from '../model/http.ts';
import type { SlotKind } from '../model/limits.ts';
import type { Breaker, MemberTransport } from '../model/member.ts';
import { type BreakerOptions, createBreaker } from './breaker.ts';
import { createSlots } from './slots.ts';

const MAX_ANSWER = 4 * 1024 * 1024;
const MAX_HEADERS = 32 * 1024;

export interface TransportOptions {
  readonly cloud: string;
  /** PEM. */
  readonly tls: { readonly ca?: string; readonly cert?: string; readonly key?: string };
  readonly connections: number;
  /** Milliseconds. */
  readonly timeouts: {
    readonly connect: number;
    readonly headers: number;
    readonly idle: number;
    readonly login: number;
  };
  readonly breaker: BreakerOptions;
  /** Requests under way at a time, by kind. Absent: as many as come. */
  readonly places?: Readonly<Record<SlotKind, number>>;
}

const UNLIMITED = { request: Infinity, stream: Infinity, own: Infinity };

export function createTransport(options: TransportOptions, deps: { readonly now: Clock }): MemberTransport {
  const { cloud, timeouts } = options;
  const dispatcher = new Agent({
    connections: options.connections,
    pipelining: 1,
    connect: { timeout: timeouts.connect, ...options.tls },
    headersTimeout: timeouts.headers,
    bodyTimeout: timeouts.idle,
    keepAliveTimeout: 4_000,
    maxHeaderSize: MAX_HEADERS,
    allowH2: false,
  });
  const slots = createSlots(options.places ?? UNLIMITED);
  const breakers = new Map<string, Breaker>();
  const breaker = (origin: string): Breaker => {
    let one = breakers.get(origin);
    if (one === undefined) {
      one = createBreaker(options.breaker, deps.now);
      breakers.set(origin, one);
    }
    return one;
  };

  async function send({ method, url, headers, body }: MemberCall): Promise<HttpAnswer> {
    try {
      const answer = await request(url, {
        method,
        dispatcher,
        signal: AbortSignal.timeout(timeouts.login),
        ...(headers === undefined ? {} : { headers }),
        ...(body === undefined ? {} : { body }),
      });
      const text = await readBounded(answer.body, cloud);
      return { status: answer.statusCode, headers: singleValues(answer.headers), body: text };
    } catch (cause) {
      throw transportError(cause, cloud);
    }
  }

  /** Most often a kept-alive connection that the member closed at that moment. */
  const isReset = (error: unknown): boolean => error instanceof GatewayError && error.code === 'memberReset';

  return {
    dispatcher,
    breaker,
    breakers: () => breakers,
    slots,
    limits: { headers: timeouts.headers, idle: timeouts.idle, login: timeouts.login },
    async call(asked) {
      const guard = breaker(new URL(asked.url).origin);
      if (!guard.admit()) throw new GatewayError('memberBusy', { cloud, retryAfter: guard.retryAfter() });
      const leave = slots.acquire('own');
      if (leave === undefined) {
        guard.abandoned();
        throw memberFull(cloud, 'own');
      }
      try {
        // Whatever is asked this way (a login, a list, a review) may be asked twice.
        const answer = await send(asked).catch((error: unknown) => {
          if (isReset(error)) return send(asked);
          throw error;
        });
        guard.succeeded();
        return answer;
      } catch (error) {
        if (error instanceof GatewayError && error.code === 'memberGarbage') guard.succeeded();
        else guard.failed();
        throw error;
      } finally {
        leave();
      }
    },
    // Requests under way come to their end; then the sockets close.
    close: () => dispatcher.close(),
  };
}

async function readBounded(body: AsyncIterable<Buffer>, cloud: string): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > MAX_ANSWER)
      throw new GatewayError('memberGarbage', { cloud, detail: `answer above ${MAX_ANSWER} bytes` });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The member has not seen it, and places become free all the time. */
export const memberFull = (cloud: string, kind: SlotKind): GatewayError =>
  new GatewayError('memberFull', { cloud, retryAfter: 1, detail: `no place for one more (${kind})` });

const singleValues = (headers: Record<string, string | string[] | undefined>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  );

/** undici's and Node's failures as rows of the error table. The address stays in `detail`. */
export function transportError(cause: unknown, cloud: string): GatewayError {
  if (cause instanceof GatewayError) return cause;
  const detail = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  const extras = { cause, cloud, detail };
  if (cause instanceof errors.HeadersTimeoutError || cause instanceof errors.BodyTimeoutError || isAbortTimeout(cause))
    return new GatewayError('memberTimeout', extras);
  if (cause instanceof errors.HeadersOverflowError || cause instanceof errors.HTTPParserError)
    return new GatewayError('memberGarbage', extras);
  // Never sent: the member has not seen the request, so trying again is safe.
  if (cause instanceof errors.ConnectTimeoutError || isConnectFailure(cause))
    return new GatewayError('memberUnreachable', { ...extras, retryAfter: 5 });
  // A changed configuration has just closed these connections; the new ones are there already.
  if (cause instanceof errors.ClientClosedError || cause instanceof errors.ClientDestroyedError)
    return new GatewayError('memberUnreachable', { ...extras, retryAfter: 1 });
  return new GatewayError('memberReset', extras);
}

const isAbortTimeout = (cause: unknown): boolean => cause instanceof DOMException && cause.name === 'TimeoutError';

function isConnectFailure(cause: unknown): boolean {
  const code = (cause as { code?: string }).code ?? '';
  const syscall = (cause as { syscall?: string }).syscall;
  if (/^ERR_(?:TLS|SSL)|^EPROTO$|CERT|UNABLE_TO_|HOSTNAME_MISMATCH/.test(code)) return true;
  // A connection that stood may end with ETIMEDOUT or EHOSTUNREACH as well, with the request already there.
  if (syscall !== undefined) return syscall === 'connect' || syscall === 'getaddrinfo';
  return /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)$/.test(code);
}
