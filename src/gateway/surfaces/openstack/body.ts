// SPDX-License-Identifier: Apache-2.0
// A request's body. JSON is collected, since its ids are translated and services require a length, and so is what a service
// reads as JSON whatever it says to be; everything else is streamed.
import type { IncomingMessage } from 'node:http';
import { limitBody } from '../../../http/limit-body.ts';
import { readBounded } from '../../../http/read-bounded.ts';
import { GatewayError } from '../../../model/errors.ts';

/** Well above what any OpenStack API accepts as JSON (Nova 112 KiB, Heat 512 KiB). */
const MAX_JSON = 16 * 1024 * 1024;

export interface BodyTime {
  /** Milliseconds for a body that is collected. */
  readonly patience: number;
  readonly late: () => void;
}

/** Blanks are all that may stand before it (RFC 8259 §2). */
const BEGINS_AS_JSON = /^[ \t\r\n]*[[{]/;

/** JSON as latin1, so that bytes stay unchanged; what could have been and is not as it came; the rest as the unread stream. */
export async function readBody(
  raw: IncomingMessage,
  treatment: 'json' | 'maybe' | 'opaque',
  { patience, late }: BodyTime,
): Promise<string | Buffer | IncomingMessage> {
  if (treatment === 'opaque') return raw;
  if (Number(raw.headers['content-length'] ?? 0) > MAX_JSON) throw new GatewayError('tooLarge');
  const tooLate = new Promise<never>((_, reject) => {
    limitBody(raw, patience, () => {
      late();
      reject(new GatewayError('clientTimeout', { detail: 'body' }));
    });
  });
  // The client must still receive a refusal, so the request, and with it the connection, outlives the loop.
  const chunks = raw.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  try {
    const whole = readBounded(chunks, MAX_JSON, () => new GatewayError('tooLarge'));
    const bytes = await Promise.race([whole, tooLate]);
    const text = bytes.toString('latin1');
    return treatment === 'json' || BEGINS_AS_JSON.test(text) ? text : bytes;
  } catch (cause) {
    if (cause instanceof GatewayError) throw cause;
    throw new GatewayError('badRequest', { cause, detail: 'the client broke off its body' });
  }
}
