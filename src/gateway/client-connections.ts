// SPDX-License-Identifier: Apache-2.0
// The connections of a listener, so that a stop waits for requests and for nothing else. Node's own way counts a
// connection that never asked for anything as busy, and keeps one whose last answer has just gone out.
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { ServerHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';
import { type TLSSocket, Server as TlsServer } from 'node:tls';

export interface Connections {
  /**
   * A stop is near: HTTP/2 clients are told to go elsewhere. HTTP/1.1 has no word for it but `Connection: close` in an
   * answer, so its idle connections stay: to end one in the moment in which it is used again would lose that request.
   */
  announce(): void;
  /** From now on a connection ends with its last answer; those without a request under way end at once. */
  drain(): void;
  /** Ends all that is left. */
  destroy(): void;
}

export function trackConnections(server: Server): Connections {
  /** HTTP/1.1: requests under way. An upgraded connection is one until its end. */
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

  // GOAWAY: its streams come to their end, and a client knows of any other that it was not begun.
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
