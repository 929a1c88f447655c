// SPDX-License-Identifier: Apache-2.0
// Where a response of HTTP/2 is not what Node's types say: its compatibility layer lacks some of ServerResponse.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';

/** Of HTTP/2 alone. */
export const streamOf = (response: ServerResponse): Http2ServerResponse['stream'] | undefined =>
  (response as unknown as Partial<Http2ServerResponse>).stream;

/** The client has left: nobody would see an answer, and `close` will not come again. */
export const isGone = (response: ServerResponse): boolean => streamOf(response)?.destroyed ?? response.destroyed;

/** One for all: where hundreds are broken off at the same moment, what their errors know of the stack would be most of the work. */
const BROKEN_OFF = new Error('answer broken off');

/** Ends an answer so that the client sees a broken one: a closed connection, or RST_STREAM with an error. */
export function breakOff(response: ServerResponse): void {
  // Without an error the stream would end as if all were said.
  if (streamOf(response)) response.destroy(BROKEN_OFF);
  else response.destroy();
}

/** Milliseconds. */
const LAST_WORDS = 1_000;

/** Leaves time for the last words of an answer under way, and no more: a reader that does not read must not keep it. */
export function breakOffSoon(response: ServerResponse): void {
  const limit = setTimeout(() => breakOff(response), LAST_WORDS);
  response.once('close', () => clearTimeout(limit));
}

/** HTTP/2 tells by the stream whether a body follows, HTTP/1.1 by two headers. */
export function hasBody(request: IncomingMessage): boolean {
  const { headers, httpVersionMajor } = request;
  const length = headers['content-length'];
  if (length === '0') return false;
  if (httpVersionMajor === 2) return !(request as unknown as Http2ServerRequest).stream.endAfterHeaders;
  return headers['transfer-encoding'] !== undefined || length !== undefined;
}

/** Why what was asked for a client is given up. */
export class ClientGone extends Error {
  constructor() {
    super('the client has gone');
  }
}
