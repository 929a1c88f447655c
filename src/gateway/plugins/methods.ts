// SPDX-License-Identifier: Apache-2.0
// Methods that no surface has: 405 in the dialect of the path. HTTP/1.1 knows a closed set of methods, HTTP/2 takes any
// word, for which the router has no tree, and so no hooks and no log line: such a request is routed as TRACE.
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { responseOn } from '../../http/response-on.ts';
import { GatewayError } from '../../model/errors.ts';
import { CLOUDS } from '../../model/public-paths.ts';
import type { Check } from '../check.ts';
import { nameService } from './limits.ts';

const COMMON = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const KNOWN: ReadonlySet<string> = new Set(COMMON);
/** COPY is Swift's. */
const OF_CLOUDS = 'COPY';
/** Every surface refuses it: it would echo the headers that the gateway adds (RFC 9110 §9.3.8). */
const UNROUTED = 'TRACE';

/** Before the router. */
export function makeRoutable(raw: IncomingMessage, url: string): void {
  const { method = '' } = raw;
  if (!KNOWN.has(method) && (method !== OF_CLOUDS || !url.startsWith(CLOUDS))) raw.method = UNROUTED;
}

export const refuseMethods: Check = (request, reply) => {
  if (request.raw.method !== UNROUTED) return;
  const url = request.raw.url ?? '';
  nameService(request, url);
  reply.raw.setHeader('allow', (url.startsWith(CLOUDS) ? [...COMMON, OF_CLOUDS] : COMMON).join(', '));
  throw new GatewayError('methodNotAllowed');
};

export function takeConnect(app: FastifyInstance): void {
  // Without a listener, Node closes the connection (HTTP/1.1), or answers 405 itself, of which nothing would be logged.
  (app.server as Server).on('connect', (raw: IncomingMessage, to: Socket | ServerResponse) => {
    raw.url = '/';
    if (raw.httpVersionMajor > 1) {
      app.routing(raw, to as ServerResponse);
      return;
    }
    const socket = to as Socket;
    const response = responseOn(raw, socket);
    if (response === undefined) return;
    response.on('finish', () => socket.destroySoon());
    app.routing(raw, response);
  });
}
