// SPDX-License-Identifier: Apache-2.0
// The routes of /k8s/{cluster}/…, including upgrades, which run through the same hooks as every request.
import type { ServerResponse } from 'node:http';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { OWN_FENCE } from '../../../members/answer-rules.ts';
import { GatewayError } from '../../../model/errors.ts';
import { K8S } from '../../../model/public-paths.ts';
import type { UrlOf } from '../../cluster-hosts.ts';
import { refuseBeyondRules } from '../../credential-bounds.ts';
import { takeUpgrades } from '../../upgrades.ts';
import { answerStatus } from './answer-error.ts';
import { authenticate } from './authenticate.ts';
import { forwardToCluster } from './forward.ts';
import { type ListDeps, listClusters } from './list.ts';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** Fastify demands one. */
const UNREACHED = (): void => undefined;

export const kubernetesSurface =
  ({ urlOf, ...deps }: ListDeps & { readonly urlOf: UrlOf }): FastifyPluginAsync =>
  async (app) => {
    const upgradeOf = takeUpgrades(app, (raw) => urlOf(raw).startsWith(K8S));

    const handle =
      (work: (request: FastifyRequest, response: ServerResponse) => Promise<void>) =>
      (request: FastifyRequest, reply: FastifyReply): void => {
        reply.hijack();
        void work(request, reply.raw).catch((error: unknown) => answerStatus(request, reply.raw, error));
      };

    app.route({
      method: METHODS,
      url: `${K8S}*`,
      // Before the server looks at a body: it would refuse what its Content-Type is no media type of.
      onRequest: handle((request, response) => forwardToCluster(deps, request, response, upgradeOf(request.raw))),
      handler: UNREACHED,
    });
    for (const url of ['/k8s', '/k8s/']) {
      app.route({
        method: METHODS.filter((method) => method !== 'GET' && method !== 'HEAD'),
        url,
        onRequest: handle(async (_request, response) => {
          response.setHeader('allow', 'GET, HEAD');
          throw new GatewayError('methodNotAllowed');
        }),
        handler: UNREACHED,
      });
      app.get(
        url,
        handle(async (request, response) => {
          const { caller: who, cluster: caller } = await authenticate(deps, request);
          refuseBeyondRules(who, { service: 'kubernetes', method: request.method, path: '/' });
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
    }
  };
