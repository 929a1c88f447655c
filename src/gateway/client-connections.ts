// SPDX-License-Identifier: Apache-2.0
// Tracks the connections of a listener, so that a stop waits for in-flight requests and for nothing else. Node's own
// closing counts a connection that never sent a request as busy, and keeps one whose last response has just been sent.
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { ServerHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';
import { type TLSSocket, Server as TlsServer } from 'node:tls';

export interface Connections {
  /**
   * A stop is near. HTTP/2 clients are told by GOAWAY to connect elsewhere (RFC 9113 §6.8). HTTP/1.1 has only
   * `Connection: close` in a response (RFC 9112 §9.6), so idle connections stay open: closing one at the moment of its
   * reuse would lose that request.
   */
  announce(): void;
  /**
   * From now on a connection closes after its last response. Connections without an in-flight request close
   * immediately.
   */
  drain(): void;
  /** Closes all remaining connections. */
  destroy(): void;
}

export function trackConnections(server: Server): Connections {
  /** HTTP/1.1: the number of in-flight requests. An upgraded connection counts as one until it ends. */
  const busy = new Map<Socket, number>();
  const raw = new Set<Socket>();
  const sessions = new Set<ServerHttp2Session>();
  let draining = false;

  server.on('connection', (socket: Socket) => {
    raw.add(socket);
    socket.once('close', () => raw.delete(socket));
  });
  server.on(server instanceof TlsServer ? 'secureConnection' : 'connection', (socket: Socket) => {
    if ((socket as TLSSocket).alpnProtocol === 'h2') return;
    busy.set(socket, 0);
    socket.once('close', () => busy.delete(socket));
  });
  server.on('session', (session: ServerHttp2Session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
  });
  const begin = (socket: Socket): number => {
    const count = (busy.get(socket) ?? 0) + 1;
    busy.set(socket, count);
    return count;
  };
  server.on('request', ({ socket, httpVersionMajor }: IncomingMessage, response: ServerResponse) => {
    if (httpVersionMajor > 1) return;
    begin(socket);
    response.once('close', () => {
      if (socket.destroyed) return;
      const left = (busy.get(socket) ?? 1) - 1;
      busy.set(socket, left);
      if (draining && left === 0) socket.destroySoon();
    });
  });
  server.on('upgrade', ({ socket }: IncomingMessage) => void begin(socket));

  // RFC 9113 §6.8: streams in progress complete, and a client knows that later ones were not processed.
  const goAway = (): void => {
    for (const session of sessions) session.close();
  };
  return {
    announce: goAway,
    drain() {
      draining = true;
      goAway();
      for (const [socket, requests] of busy) if (requests === 0) socket.destroySoon();
    },
    destroy() {
      for (const socket of raw) socket.destroy();
    },
  };
}
