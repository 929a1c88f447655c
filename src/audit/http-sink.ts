// SPDX-License-Identifier: Apache-2.0
// Events to a collector by HTTP: one POST for each batch. Taken is what was answered with 2xx; anything else, no answer in time and
// a redirect are failures, after which the same events are sent again. `Idempotency-Key` names chain and numbers, for a collector
// that takes a batch and fails to say so.
import { Agent, request } from 'undici';
import type { AuditHttpOptions } from '../model/audit.ts';
import type { Entry, Sink } from './sink.ts';

/** Of what it answers nothing is read but its end. */
const LONGEST_ANSWER = 64 * 1024;
const TOO_LARGE = 413;

export function createHttpSink(
  { url, authorization, ca, format, timeout }: AuditHttpOptions,
  { chain, userAgent }: { readonly chain: string; readonly userAgent: string },
): Sink {
  const agent = new Agent({ connect: { timeout, ...(ca !== undefined && { ca }) }, connections: 1, pipelining: 1 });

  async function post(batch: readonly Entry[]): Promise<readonly Entry[]> {
    const lines = batch.map(({ line }) => line);
    const signal = AbortSignal.timeout(timeout);
    const { statusCode, body } = await request(url, {
      method: 'POST',
      dispatcher: agent,
      signal,
      headers: {
        'content-type': format === 'json' ? 'application/json' : 'application/x-ndjson',
        'user-agent': userAgent,
        'idempotency-key': `${chain}:${batch[0]?.seq}-${batch.at(-1)?.seq}`,
        ...(authorization && { authorization: authorization.reveal() }),
      },
      body: format === 'json' ? `[${lines.join(',')}]` : lines.join(''),
    });
    // One that answers without end is cut off.
    await body.dump({ limit: LONGEST_ANSWER, signal }).catch(() => undefined);
    if (statusCode === TOO_LARGE) {
      if (batch.length === 1) return batch;
      const half = Math.ceil(batch.length / 2);
      return [...(await post(batch.slice(0, half))), ...(await post(batch.slice(half)))];
    }
    if (statusCode < 200 || statusCode > 299) throw new Error(`it answers ${statusCode}`);
    return [];
  }

  return { name: 'http', send: post, close: () => agent.destroy() };
}
