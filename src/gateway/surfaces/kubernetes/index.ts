// SPDX-License-Identifier: Apache-2.0
// The routes of /k8s/{cluster}/…, including upgrades, which run through the same hooks as every request.
import { type IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { OWN_FENCE } from '../../../members/answer-rules.ts';
import type { Upgrade } from '../../../members/tunnel.ts';
import { K8S } from '../../../model/public-paths.ts';
import type { UrlOf } from '../../cluster-hosts.ts';
import { answerStatus } from './answer-error.ts';
import { authenticate } from './authenticate.ts';
import { forwardToCluster } from './forward.ts';
import { type ListDeps, listClusters } from './list.ts';

const PATIENCE = 5_000;
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

export const kubernetesSurface =
  ({ urlOf, ...deps }: ListDeps & { readonly urlOf: UrlOf }): FastifyPluginAsync =>
  async (app) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', (_request, _payload, done) => done(null));

    const upgrades = new WeakMap<IncomingMessage, Upgrade>();
    app.server.on('upgrade', (raw: IncomingMessage, socket: Socket, head: Buffer) => {
      if (!urlOf(raw).startsWith(K8S) || socket.destroyed) return;
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

    /**
     * Discards what a client sent while it expected a 101: closing with unread data would reset the connection and lose
     * the response.
     */
    const leave = (socket: Socket): void => {
      const limit = setTimeout(() => socket.destroy(), PATIENCE);
      socket.once('close', () => clearTimeout(limit));
      socket.once('end', () => socket.destroySoon());
      socket.resume();
      socket.end();
    };

    const handle =
      (work: (request: FastifyRequest, response: ServerResponse) => Promise<void>) =>
      async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
        reply.hijack();
        await work(request, reply.raw).catch((error: unknown) => answerStatus(request, reply.raw, error));
      };

    app.route({
      method: METHODS,
      url: `${K8S}*`,
      handler: handle((request, response) => forwardToCluster(deps, request, response, upgrades.get(request.raw))),
    });
    for (const url of ['/k8s', '/k8s/'])
      app.get(
        url,
        handle(async (request, response) => {
          const { cluster: caller } = await authenticate(deps, request);
          deps.limits.admit(request, 'fanOut');
          const gone = new AbortController();
          response.once('close', () => gone.abort());
          const body = Buffer.from(JSON.stringify(await listClusters(deps, caller, gone.signal)));
          const own = {
            'cache-control': 'no-store',
            'content-type': 'application/json',
            'content-length': body.length,
          };
          response.writeHead(200, { ...OWN_FENCE, ...own }).end(body);
        }),
      );
  };
