// SPDX-License-Identifier: Apache-2.0
// Node gives a bare socket with a request that takes its connection over. A response around it lets the router, the hooks
// and the log work as for other requests.
import { type IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Undefined: an answer before it is still due there, such as one that Node gives itself. Then the connection has ended. */
export function responseOn(raw: IncomingMessage, socket: Socket): ServerResponse | undefined {
  if (socket.destroyed) return undefined;
  // Node has removed its own listeners. Without one, a client's reset would be an error that nobody caught.
  socket.on('error', () => socket.destroy());
  const response = new ServerResponse(raw);
  response.shouldKeepAlive = false;
  try {
    response.assignSocket(socket);
  } catch {
    socket.destroy();
    return undefined;
  }
  return response;
}
