// SPDX-License-Identifier: Apache-2.0
// What HTTP's parser refuses over HTTP/1.1 has no route yet: too large a head, an unknown method, bytes that are no HTTP. The answer is JSON in
// the dialects of Kubernetes and of OpenStack at once, since either kind of client may have asked.
import { METHODS, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { statusOf } from '../../adapters/kubernetes/index.ts';
import { OWN_FENCE } from '../../members/answer-rules.ts';
import { GatewayError } from '../../model/errors.ts';

/** Milliseconds for a client that is still sending to see the answer: closing on unread bytes would take it away. */
const PATIENCE = 1_000;

const REQUEST_LINE = /^([!#$%&'*+.^`|~\w-]+) \S+ HTTP\/1\.[01]\r?\n/;
const ALLOW = 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS';

interface ParserError extends NodeJS.ErrnoException {
  /** What had been read at that moment. */
  readonly rawPacket?: unknown;
}

export function createAnswerUnreadable(headSize: () => number): (error: ParserError, socket: Socket) => void {
  const answered = new WeakSet<Socket>();
  return (failure, socket) => {
    // The parser says it again of each further piece.
    if (answered.has(socket)) return;
    answered.add(socket);
    if (failure.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    socket.end(answerTo(errorOf(failure, headSize())));
    setTimeout(() => socket.destroy(), PATIENCE).unref();
  };
}

function errorOf({ code, rawPacket }: ParserError, headSize: number): GatewayError {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new GatewayError('clientTimeout');
  if (code === 'HPE_HEADER_OVERFLOW')
    return new GatewayError('headersTooLarge', { message: `The head of the request has more than ${headSize} KiB.` });
  const begin =
    code === 'HPE_INVALID_METHOD' && Buffer.isBuffer(rawPacket) ? rawPacket.toString('latin1', 0, 16_384) : '';
  const method = REQUEST_LINE.exec(begin)?.[1];
  // One that the parser knows is not what it stumbled over.
  if (method !== undefined && !METHODS.includes(method)) return new GatewayError('methodNotAllowed');
  return new GatewayError('badRequest', { message: 'The request could not be read.' });
}

function answerTo(error: GatewayError): string {
  const { status, message } = error;
  const title = STATUS_CODES[status];
  const body = JSON.stringify({ ...JSON.parse(statusOf(error)), error: { code: status, title, message } });
  const fields = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    ...(status === 405 ? { allow: ALLOW } : {}),
    connection: 'close',
    ...OWN_FENCE,
  };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${title}\r\n${lines.join('')}\r\n${body}`;
}
