// SPDX-License-Identifier: Apache-2.0
// Upgrade requests run through the router, the hooks and the log like any other request; the surface that answers one
// takes the naked socket that belongs to it.
import { type IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Upgrade } from '../members/tunnel.ts';

const PATIENCE = 5_000;

/** Takes the upgrades that `ours` picks. Gives what came with one of them, by its request. */
export function takeUpgrades(
  app: FastifyInstance,
  ours: (raw: IncomingMessage) => boolean,
): (raw: IncomingMessage) => Upgrade | undefined {
  const upgrades = new WeakMap<IncomingMessage, Upgrade>();
  app.server.on('upgrade', (raw: IncomingMessage, socket: Socket, head: Buffer) => {
    if (!ours(raw) || socket.destroyed) return;
    upgrades.set(raw, { socket, head });
    // Node passes a bare socket. With a response around it, the router, the hooks and the log work as for other
    // requests.
    const response = new ServerResponse(raw);
    response.shouldKeepAlive = false;
    response.assignSocket(socket);
    // Node has removed its own listeners. Without one, a client's reset would end the process.
    socket.on('error', () => socket.destroy());
    response.on('finish', () => leave(socket));
    app.routing(raw, response);
  });
  return (raw) => upgrades.get(raw);
}

/**
 * Discards what a client sent while it expected a 101: closing with unread data would reset the connection and lose
 * the response.
 */
function leave(socket: Socket): void {
  const limit = setTimeout(() => socket.destroy(), PATIENCE);
  socket.once('close', () => clearTimeout(limit));
  socket.once('end', () => socket.destroySoon());
  socket.resume();
  socket.end();
}
