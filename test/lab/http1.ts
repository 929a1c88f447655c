// SPDX-License-Identifier: Apache-2.0
// Takes a recorded HTTP/1.1 byte stream apart, so that the leak checker sees bodies as clients do: without chunk framing
// (RFC 9112) and without content coding. Bytes it cannot place are an error: nothing goes unread.
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';

export interface Message {
  readonly startLine: string;
  /** The header block as it was sent. */
  readonly head: string;
  /** Lower-case names, values as sent. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer;
  /** False where the connection ended within the message. */
  readonly complete: boolean;
}

export const header = (message: Pick<Message, 'headers'>, name: string): string | undefined =>
  message.headers.find(([key]) => key === name)?.[1];

/** `methods`: for a stream of answers, the methods of the requests they answer (an answer to HEAD has no body). */
export function parseStream(bytes: Buffer, methods?: readonly string[]): Message[] {
  const messages: Message[] = [];
  let at = 0;
  let answered = 0;
  while (at < bytes.length) {
    const end = bytes.indexOf('\r\n\r\n', at);
    if (end < 0) {
      messages.push({
        startLine: '',
        head: bytes.toString('latin1', at),
        headers: [],
        body: Buffer.alloc(0),
        complete: false,
      });
      break;
    }
    const head = bytes.toString('latin1', at, end);
    const [startLine = '', ...lines] = head.split('\r\n');
    if (!/^(HTTP\/1\.[01] \d{3}|[A-Z]+ \S+ HTTP\/1\.[01]$)/.test(startLine)) {
      throw new Error(`not an HTTP/1.1 message at byte ${at}: ${startLine.slice(0, 80)}`);
    }
    const headers = lines.map((line): readonly [string, string] => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    });
    const status = methods ? Number(startLine.split(' ')[1]) : 0;
    const interim = status >= 100 && status < 200;
    const bodyless =
      methods !== undefined && (interim || status === 204 || status === 304 || methods[answered] === 'HEAD');
    const framed = bodyless
      ? { parts: [], next: end + 4, complete: true }
      : readBody(bytes, end + 4, headers, methods !== undefined);
    if (methods && !interim) answered += 1;
    const body = decode(Buffer.concat(framed.parts), header({ headers }, 'content-encoding'), framed.complete);
    messages.push({ startLine, head, headers, body, complete: framed.complete });
    at = framed.next;
  }
  return messages;
}

interface Framed {
  readonly parts: Buffer[];
  readonly next: number;
  readonly complete: boolean;
}

function readBody(bytes: Buffer, from: number, headers: Message['headers'], isAnswer: boolean): Framed {
  if (/\bchunked\b/i.test(header({ headers }, 'transfer-encoding') ?? '')) return readChunks(bytes, from);
  const length = header({ headers }, 'content-length');
  if (length === undefined) {
    // An answer without a length goes on until the connection ends; a request has no body then.
    const next = isAnswer ? bytes.length : from;
    return { parts: [bytes.subarray(from, next)], next, complete: true };
  }
  const next = from + Number(length);
  return { parts: [bytes.subarray(from, next)], next, complete: next <= bytes.length };
}

function readChunks(bytes: Buffer, from: number): Framed {
  const parts: Buffer[] = [];
  let at = from;
  for (;;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd < 0) return { parts, next: bytes.length, complete: false };
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16);
    if (Number.isNaN(size)) throw new Error(`not a chunk size at byte ${at}`);
    if (size === 0) {
      // Trailers, if any, belong to what is read.
      const end = bytes.indexOf('\r\n\r\n', lineEnd);
      if (end < 0) return { parts, next: bytes.length, complete: false };
      parts.push(bytes.subarray(lineEnd + 2, end));
      return { parts, next: end + 4, complete: true };
    }
    parts.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 2 + size + 2;
    if (at > bytes.length) return { parts, next: bytes.length, complete: false };
  }
}

function decode(body: Buffer, coding: string | undefined, complete: boolean): Buffer {
  if (coding === undefined || coding === 'identity' || !complete || body.length === 0) return body;
  if (coding === 'gzip' || coding === 'x-gzip') return gunzipSync(body);
  if (coding === 'deflate') return inflateSync(body);
  if (coding === 'br') return brotliDecompressSync(body);
  throw new Error(`unknown content coding ${coding}`);
}
