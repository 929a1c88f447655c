// SPDX-License-Identifier: Apache-2.0
// Registers a resource of the facade as Keystone serves it: never by a redirect (clients would drop the body or the
// token; facade-paths.ts takes what is spelled otherwise), HEAD wherever GET works, and otherwise 405 with `Allow` (RFC 9110
// §15.5.6).
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
  for (const method of [...METHODS, 'HEAD', 'OPTIONS'] as const)
    app.route({ method, url: path, exposeHeadRoute: false, handler: handlerOf[method] ?? notAllowed });
}

/** Sent as text: for an object, Fastify would add a charset to the content type, which Keystone does not. */
export const json = (reply: FastifyReply, body: unknown, type = 'application/json'): FastifyReply =>
  reply.header('content-type', type).send(Buffer.from(JSON.stringify(body)));

/** A path parameter of the route. */
export const param = (request: IdentityRequest, name: string): string => request.params[name] ?? '';

/** Tells the client which members' part of the response is stale or missing. */
export function degraded(reply: FastifyReply, clouds: readonly string[]): void {
  if (clouds.length > 0) reply.header('x-scs-degraded', clouds.join(', '));
}
