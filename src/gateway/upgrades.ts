// SPDX-License-Identifier: Apache-2.0
// Upgrade requests run through the router, the hooks and the log like any other request; the surface that answers one
// takes the naked socket that belongs to it.
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { responseOn } from '../http/response-on.ts';
import type { Upgrade } from '../members/tunnel.ts';

const PATIENCE = 5_000;

/** Takes the upgrades that `ours` picks. Gives what came with one of them, by its request. */
export function takeUpgrades(
  app: FastifyInstance,
  ours: (raw: IncomingMessage) => boolean,
): (raw: IncomingMessage) => Upgrade | undefined {
  const upgrades = new WeakMap<IncomingMessage, Upgrade>();
  app.server.on('upgrade', (raw: IncomingMessage, socket: Socket, head: Buffer) => {
    if (!ours(raw)) return;
    const response = responseOn(raw, socket);
    if (response === undefined) return;
    upgrades.set(raw, { socket, head });
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
