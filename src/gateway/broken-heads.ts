// SPDX-License-Identifier: Apache-2.0
// What Node's parser of HTTP/1.1 does not take: too large a head, an unknown method, no HTTP at all. No request comes of it,
// so neither a route nor a dialect: the answer is one that clients of OpenStack and of Kubernetes both read.
import { METHODS, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';

interface ParserError extends Error {
  readonly code?: string;
  /** What had been read at that moment. */
  readonly rawPacket?: unknown;
}

/** For what a client is still sending: closing on unread bytes would take the answer with it (RFC 9112 §9.6). */
const PATIENCE = 2_000;
const REQUEST_LINE = /^([!#$%&'*+.^`|~\w-]+) \S+ HTTP\/1\.[01]\r?\n/;
const ALLOW = 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS';

const MESSAGES: Readonly<Record<number, string>> = {
  400: 'The request is not HTTP as it should be.',
  405: 'The method is not allowed for this resource.',
  408: 'The request was not received completely in time.',
  431: 'The request headers are too large.',
};
/** apimachinery's `metav1.StatusReason`; it has none for the others. */
const REASONS: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  405: 'MethodNotAllowed',
};

function statusOf({ code, rawPacket }: ParserError): number {
  if (code === 'HPE_HEADER_OVERFLOW') return 431;
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 408;
  const begin =
    code === 'HPE_INVALID_METHOD' && Buffer.isBuffer(rawPacket) ? rawPacket.toString('latin1', 0, 16_384) : '';
  const method = REQUEST_LINE.exec(begin)?.[1];
  // One that it knows is not what it stumbled over.
  return method !== undefined && !METHODS.includes(method) ? 405 : 400;
}

/** For Node's `clientError`. */
export function answerBrokenHead(error: ParserError, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const status = statusOf(error);
  const title = STATUS_CODES[status] ?? '';
  const message = MESSAGES[status] ?? '';
  const reason = REASONS[status];
  const body = JSON.stringify({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    ...(reason === undefined ? {} : { reason }),
    code: status,
    error: { code: status, title, message },
  });
  const allow = status === 405 ? `Allow: ${ALLOW}\r\n` : '';
  socket.end(
    `HTTP/1.1 ${status} ${title}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n${allow}Connection: close\r\n\r\n${body}`,
  );
  socket.removeAllListeners('data').resume();
  const limit = setTimeout(() => socket.destroy(), PATIENCE);
  socket.once('close', () => clearTimeout(limit));
}
