// SPDX-License-Identifier: Apache-2.0
// A request whose answer is read whole: the normalised API's questions, and the gateway's own calls (logins, lists,
// reviews).
import { request as ask, type Dispatcher } from 'undici';
import { readBounded } from '../http/read-bounded.ts';
import { isSafe } from '../http/safe-method.ts';
import { GatewayError } from '../model/errors.ts';
import type { Lease } from '../model/intake.ts';
import type { Course, Sending } from '../model/scs/adapter.ts';
import { isStatus } from './answer-rules.ts';
import { codingOf, decompress } from './decompress.ts';
import { type Flight, guarded, type MemberRequest } from './guarded.ts';
import type { AnswerHeaders } from './headers.ts';
import { isTimeout } from './member-error.ts';
import { learnsPlace, whereNow } from './moved.ts';
import { excess } from './sliced-json.ts';

export interface CallRequest extends MemberRequest {
  readonly body?: string | Buffer;
  /**
   * Whoever asks may end it, whose limits are no failure of the member: a client may set them as short as it likes. A
   * number is a limit of the gateway's own, in milliseconds and for both attempts together, which the member has to keep.
   */
  readonly until: AbortSignal | number;
  /** Bytes of the answer, as it comes and uncompressed; as configured where absent. */
  readonly limit?: number;
  /** What the answer takes stays in it, for whoever reads on. Absent: given back with the answer. */
  readonly lease?: Lease | undefined;
  /** Told of a request that changes something. */
  readonly course?: Course | undefined;
}

/** How many times its size a compressed answer may become: lists of clouds become up to fifty times theirs. */
const STEEPEST = 100;
/** Bytes of an answer that is not counted: as many of them as there are connections. */
const SHORT = 64 * 1024;
/** Up to which it may become what it likes. */
const PLAIN = 1024 * 1024;

export interface Received {
  readonly status: number;
  readonly headers: AnswerHeaders;
  /** Uncompressed. */
  readonly body: Buffer;
}

/** Rejects with a `member…` row, or with the signal's reason where that is a `GatewayError`. */
export async function call(asked: CallRequest): Promise<Received> {
  const request = asked.transport.moved.size === 0 ? asked : whereNow(asked);
  const { cloud, transport, origin, path, method, body, until } = request;
  const { intake } = transport;
  const limit = request.limit ?? intake.limits.size;
  const tooLarge = (): GatewayError =>
    request.limit === undefined
      ? excess(cloud, `an answer above ${limit} bytes`)
      : new GatewayError('memberGarbage', { cloud, detail: `answer above ${limit} bytes` });
  // Nothing is sent, so that it takes neither a slot nor the turn of a request that could tell whether the member is up.
  if (typeof until !== 'number' && until.aborted) throw interrupted(until, cloud);
  // One byte within each idle time would else keep it open for as long as the caller waits.
  const whole = new AbortController();
  const toAnswer = isSafe(method) ? transport.limits.headers : transport.limits.writes;
  const longest = typeof until === 'number' ? until : toAnswer + transport.limits.idle;
  const timer = setTimeout(() => whole.abort(new DOMException('the whole answer is late', 'TimeoutError')), longest);
  const signal = typeof until === 'number' ? whole.signal : AbortSignal.any([until, whole.signal]);
  const wanted = (): boolean => !signal.aborted;
  return guarded({ ...request, wanted, signal }, async ({ headers, added }, flight) => {
    const lease = request.lease ?? intake.lease(cloud);
    try {
      signal.throwIfAborted();
      const sending = request.course === undefined || isSafe(method) ? undefined : await begun(request.course, flight);
      signal.throwIfAborted();
      const answer = await ask(`${origin}${path}`, {
        method: method as 'GET',
        dispatcher: sending === undefined ? transport.dispatcher : telling(transport.dispatcher, sending, flight),
        headersTimeout: toAnswer,
        headers: [...headers, ...added, ...transport.mark],
        signal,
        ...(body === undefined ? {} : { body: typeof body === 'string' ? Buffer.from(body, 'latin1') : body }),
      });
      sending?.answered(answer.statusCode);
      flight.answered(answer.statusCode);
      if (!isStatus(answer.statusCode)) {
        answer.body.once('error', () => undefined).destroy();
        throw new GatewayError('memberGarbage', { cloud, detail: `the status ${answer.statusCode}` });
      }
      if (learnsPlace(request, answer.statusCode, answer.headers)) {
        answer.body.once('error', () => undefined).destroy();
        return await call(request);
      }
      let read = 0;
      let taken = 0;
      const take = (size: number): Promise<void> | undefined => {
        read += size;
        // What nobody collects, and is short, needs no memory of its own: a login must not fail since lists are long.
        if (request.lease === undefined && read <= SHORT) return undefined;
        const more = read - taken;
        taken = read;
        return lease.take(more, signal);
      };
      const bytes = await readBounded(answer.body, limit, tooLarge, take);
      const coding = codingOf(answer.headers['content-encoding']);
      const plain = await decompress(coding, bytes, cloud, Math.min(limit, Math.max(PLAIN, bytes.length * STEEPEST)));
      await take(plain.length - bytes.length);
      return { status: answer.statusCode, headers: answer.headers, body: plain };
    } catch (cause) {
      if (!signal.aborted) throw cause;
      if (typeof until !== 'number' && until.aborted) flight.report('abandoned');
      throw interrupted(signal, cloud);
    } finally {
      if (request.lease === undefined) lease.close();
    }
  }).finally(() => clearTimeout(timer));
}

/** Where it may not be sent, the member has no part in that. */
async function begun(course: Course, flight: Flight): Promise<Sending> {
  try {
    return await course.begin();
  } catch (cause) {
    flight.report('abandoned');
    throw cause;
  }
}

/** undici starts a request when it has a connection for it, right before it writes. */
const telling = (dispatcher: Dispatcher, sending: Sending, flight: Flight): Dispatcher =>
  dispatcher.compose((dispatch) => (options, handler) => {
    const { onRequestStart } = handler;
    handler.onRequestStart = function (...args) {
      try {
        sending.sent();
      } catch (cause) {
        flight.report('abandoned');
        throw cause;
      }
      return onRequestStart?.apply(this, args);
    };
    return dispatch(options, handler);
  });

/** Whoever ended it says why: a deadline is the cloud's failure, a client that left is nobody's. */
function interrupted(signal: AbortSignal, cloud: string): GatewayError {
  const { reason } = signal as { reason: unknown };
  if (reason instanceof GatewayError) return reason;
  if (isTimeout(reason)) return new GatewayError('memberTimeout', { cloud });
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
