// SPDX-License-Identifier: Apache-2.0
// A request's body: JSON is collected, since its ids are translated and services want a length; all else is streamed.
import type { IncomingMessage } from 'node:http';
import { limitBody } from '../../../http/limit-body.ts';
import { readBounded } from '../../../http/read-bounded.ts';
import { GatewayError } from '../../../model/errors.ts';

/** Far above what any OpenStack API takes as JSON (Nova 112 KiB, Heat 512 KiB). */
const MAX_JSON = 16 * 1024 * 1024;

/** JSON as latin1, so that bytes stay bytes; anything else as the stream that it is. */
export async function readBody(raw: IncomingMessage, treatment: 'json' | 'opaque'): Promise<string | IncomingMessage> {
  if (treatment === 'opaque') return raw;
  if (Number(raw.headers['content-length'] ?? 0) > MAX_JSON) throw new GatewayError('tooLarge');
  limitBody(raw);
  // A refusal must still reach the client: the request, and with it the connection, outlives the loop.
  const chunks = raw.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  try {
    return (await readBounded(chunks, MAX_JSON, () => new GatewayError('tooLarge'))).toString('latin1');
  } catch (cause) {
    if (cause instanceof GatewayError) throw cause;
    throw new GatewayError('badRequest', { cause, detail: 'the client broke off its body' });
  }
}
