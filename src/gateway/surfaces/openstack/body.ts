// SPDX-License-Identifier: Apache-2.0
// A request's body. JSON is collected, since its ids are translated and services require a length; everything else is
// streamed.
import type { IncomingMessage } from 'node:http';
import { limitBody } from '../../../http/limit-body.ts';
import { GatewayError } from '../../../model/errors.ts';

/** Well above what any OpenStack API accepts as JSON (Nova 112 KiB, Heat 512 KiB). */
const MAX_JSON = 16 * 1024 * 1024;

export async function readBody(raw: IncomingMessage, treatment: 'json' | 'opaque'): Promise<Buffer | IncomingMessage> {
  if (treatment === 'opaque') return raw;
  const length = raw.headers['content-length'];
  if (Number(length ?? 0) > MAX_JSON) throw new GatewayError('tooLarge');
  limitBody(raw);
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    // The client must still receive a refusal, so the request, and with it the connection, outlives the loop.
    for await (const chunk of raw.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > MAX_JSON) throw new GatewayError('tooLarge');
      chunks.push(chunk);
    }
  } catch (cause) {
    if (cause instanceof GatewayError) throw cause;
    throw new GatewayError('badRequest', { cause, detail: 'the client broke off its body' });
  }
  return Buffer.concat(chunks);
}
