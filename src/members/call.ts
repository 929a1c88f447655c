// SPDX-License-Identifier: Apache-2.0
// A request whose answer is read whole: the normalised API's questions, and the gateway's own calls (logins, lists,
// reviews). Never follows a redirect.
import { request as ask } from 'undici';
import { readBounded } from '../http/read-bounded.ts';
import { GatewayError } from '../model/errors.ts';
import { codingOf, decompress, LARGEST_ANSWER } from './decompress.ts';
import { guarded, type MemberRequest } from './guarded.ts';
import type { AnswerHeaders } from './headers.ts';
import { isTimeout } from './member-error.ts';

export interface CallRequest extends MemberRequest {
  readonly body?: string | Buffer;
  readonly signal: AbortSignal;
  /** Bytes, of the answer as it comes; 64 MiB where absent. */
  readonly limit?: number;
}

export interface Received {
  readonly status: number;
  readonly headers: AnswerHeaders;
  /** Uncompressed. */
  readonly body: Buffer;
}

/** Rejects with a `member…` row, or with the signal's reason where that is a `GatewayError`. */
export function call(request: CallRequest): Promise<Received> {
  const { cloud, transport, origin, path, method, body, signal, limit = LARGEST_ANSWER } = request;
  const wanted = (): boolean => !signal.aborted;
  return guarded({ ...request, wanted }, async ({ headers, added }, flight) => {
    try {
      signal.throwIfAborted();
      const answer = await ask(`${origin}${path}`, {
        method: method as 'GET',
        dispatcher: transport.dispatcher,
        headers: [...headers, ...added],
        signal,
        ...(body === undefined ? {} : { body: typeof body === 'string' ? Buffer.from(body, 'latin1') : body }),
      });
      const bytes = await readBounded(
        answer.body,
        limit,
        () => new GatewayError('memberGarbage', { cloud, detail: `answer above ${limit} bytes` }),
      );
      const coding = codingOf(answer.headers['content-encoding']);
      return { status: answer.statusCode, headers: answer.headers, body: decompress(coding, bytes, cloud) };
    } catch (cause) {
      if (!signal.aborted) throw cause;
      // A limit that the caller has set says nothing about the member; one of the gateway's own does.
      if (!isTimeout(signal.reason)) flight.report('abandoned');
      throw interrupted(signal, cloud);
    }
  });
}

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
