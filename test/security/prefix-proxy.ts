// SPDX-License-Identifier: Apache-2.0
// A reverse proxy over TLS that knows the gateway by a path, as strictly as HAProxy's `path_beg`: anything else is not found,
// also where two slashes stand before it.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type IncomingMessage, STATUS_CODES } from 'node:http';
import { createServer, request } from 'node:https';
import type { Socket } from 'node:net';

export const PREFIX = '/cloud';

export interface PrefixProxy {
  /** What was asked and is not the gateway's. */
  readonly strays: readonly string[];
  close(): void;
}

export interface PrefixProxyOptions {
  readonly port: number;
  /** The gateway's port. */
  readonly to: number;
  /** Whether the path is taken away. */
  readonly strips: boolean;
  /** Files, PEM. */
  readonly cert: string;
  readonly key: string;
}

export async function startPrefixProxy({ port, to, strips, cert, key }: PrefixProxyOptions): Promise<PrefixProxy> {
  const strays: string[] = [];
  const pathOf = ({ url = '' }: IncomingMessage): string | undefined => {
    if (url.startsWith(`${PREFIX}/`)) return strips ? url.slice(PREFIX.length) : url;
    // A browser asks for this by itself.
    if (url !== '/favicon.ico') strays.push(url);
    return undefined;
  };
  const sendOn = ({ method, headers }: IncomingMessage, path: string) =>
    request({ host: '127.0.0.1', port: to, path, method, headers, agent: false, rejectUnauthorized: false });

  const server = createServer({ cert: readFileSync(cert), key: readFileSync(key) }, (asked, response) => {
    const path = pathOf(asked);
    if (path === undefined) {
      response.writeHead(404).end();
      return;
    }
    const sent = sendOn(asked, path);
    sent.on('error', () => response.destroy());
    sent.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(response);
    });
    asked.pipe(sent);
  });
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => sockets.delete(socket));
  };
  server.on('connection', keep);
  server.on('upgrade', (asked: IncomingMessage, socket: Socket) => {
    socket.on('error', () => socket.destroy());
    const path = pathOf(asked);
    if (path === undefined) {
      socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n');
      return;
    }
    const head = ({ statusCode = 502, rawHeaders }: IncomingMessage): string => {
      const lines = rawHeaders.flatMap((name, i) => (i % 2 === 0 ? [`${name}: ${rawHeaders[i + 1]}\r\n`] : []));
      return `HTTP/1.1 ${statusCode} ${STATUS_CODES[statusCode]}\r\n${lines.join('')}\r\n`;
    };
    const sent = sendOn(asked, path);
    sent.on('error', () => socket.destroy());
    sent.on('response', (answer) => {
      socket.write(head(answer));
      answer.pipe(socket);
    });
    sent.on('upgrade', (answer, upstream: Socket, first: Buffer) => {
      keep(upstream);
      socket.write(head(answer));
      socket.write(first);
      upstream.pipe(socket).pipe(upstream);
    });
    sent.end();
  });
  await once(server.listen(port, '127.0.0.1'), 'listening');
  return {
    strays,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
