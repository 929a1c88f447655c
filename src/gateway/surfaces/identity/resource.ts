// SPDX-License-Identifier: Apache-2.0
// How the facade puts a resource on the router: Keystone answers every path with and without a trailing slash and
// never redirects (clients would drop the body or the token), HEAD wherever GET works, and 405 with `Allow` otherwise.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GatewayError } from '../../../model/errors.ts';

type Params = Readonly<Record<string, string>>;
export type Query = Readonly<Record<string, string | string[] | undefined>>;
export type IdentityRequest = FastifyRequest<{ Params: Params; Querystring: Query }>;
export type Handler = (request: IdentityRequest, reply: FastifyReply) => Promise<FastifyReply>;

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type Method = (typeof METHODS)[number];

export type Handlers = Partial<Record<Method, Handler>>;

export function resource(app: FastifyInstance, path: string, handlers: Handlers): void {
  const allowed: string[] = METHODS.filter((method) => handlers[method] !== undefined);
  if (handlers.GET !== undefined) allowed.push('HEAD');
  const allow = [...allowed, 'OPTIONS'].join(', ');
  const notAllowed: Handler = async (_request, reply) => {
    reply.header('allow', allow);
    throw new GatewayError('methodNotAllowed', { message: 'The method is not allowed for the requested URL.' });
  };
  const options: Handler = async (_request, reply) => reply.header('allow', allow).send();

  const handlerOf = { ...handlers, HEAD: handlers.GET, OPTIONS: options };
  for (const url of [path, `${path}/`]) {
    for (const method of [...METHODS, 'HEAD', 'OPTIONS'] as const) {
      app.route({ method, url, exposeHeadRoute: false, handler: handlerOf[method] ?? notAllowed });
    }
  }
}

/** Sent as text: Fastify would add a charset to the content type, which no Keystone does. */
export const json = (reply: FastifyReply, body: unknown, type = 'application/json'): FastifyReply =>
  reply.header('content-type', type).send(Buffer.from(JSON.stringify(body)));

/** A path parameter of a route that has it. */
export const param = (request: IdentityRequest, name: string): string => request.params[name] ?? '';

/** Tells the client which members' part of the answer is old or missing. */
export function degraded(reply: FastifyReply, clouds: readonly string[]): void {
  if (clouds.length > 0) reply.header('x-scs-degraded', clouds.join(', '));
}
