// SPDX-License-Identifier: Apache-2.0
// What HTTP's parser refuses over HTTP/1.1 has no route yet: too large a head, bytes that are no HTTP. The answer is JSON in
// the dialects of Kubernetes and of OpenStack at once, since either kind of client may have asked.
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { statusOf } from '../../adapters/kubernetes/index.ts';
import { OWN_FENCE } from '../../members/answer-rules.ts';
import { GatewayError } from '../../model/errors.ts';

/** Milliseconds for a client that is still sending to see the answer: closing on unread bytes would take it away. */
const PATIENCE = 1_000;

export function createAnswerUnreadable(headSize: () => number): (error: NodeJS.ErrnoException, socket: Socket) => void {
  const answered = new WeakSet<Socket>();
  return ({ code }, socket) => {
    // The parser says it again of each further piece.
    if (answered.has(socket)) return;
    answered.add(socket);
    if (code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    socket.end(answerTo(code, headSize()));
    setTimeout(() => socket.destroy(), PATIENCE).unref();
  };
}

function answerTo(code: string | undefined, headSize: number): string {
  const error =
    code === 'ERR_HTTP_REQUEST_TIMEOUT'
      ? new GatewayError('clientTimeout')
      : code === 'HPE_HEADER_OVERFLOW'
        ? new GatewayError('headersTooLarge', { message: `The head of the request has more than ${headSize} KiB.` })
        : new GatewayError('badRequest', { message: 'The request could not be read.' });
  const { status, message } = error;
  const title = STATUS_CODES[status];
  const body = JSON.stringify({ ...JSON.parse(statusOf(error)), error: { code: status, title, message } });
  const fields = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    connection: 'close',
    ...OWN_FENCE,
  };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${title}\r\n${lines.join('')}\r\n${body}`;
}
