// SPDX-License-Identifier: Apache-2.0
// Plain HTTP at the port for HTTPS: OpenSSL knows it by its first bytes and ends the handshake, after which a client would see
// a connection that says nothing. It gets one answer, as from nginx and Apache, and the connection ends.
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';

const SENTENCE = 'This port speaks HTTPS, and the request was plain HTTP.\n';
const ANSWER = [
  'HTTP/1.1 400 Bad Request',
  'content-type: text/plain; charset=utf-8',
  `content-length: ${SENTENCE.length}`,
  'connection: close',
  'x-content-type-options: nosniff',
  '',
  SENTENCE,
].join('\r\n');

/** `below`: the TCP socket below one of TLS. */
export function answerPlainHttp(server: Server, below: (socket: TLSSocket) => Socket | undefined): void {
  server.prependListener('tlsClientError', ({ code }: NodeJS.ErrnoException, socket: TLSSocket) => {
    // Node destroys the socket after this event; these few bytes are with the kernel by then, or lost.
    if (code === 'ERR_SSL_HTTP_REQUEST') below(socket)?.write(ANSWER);
  });
}
