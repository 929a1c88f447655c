// SPDX-License-Identifier: Apache-2.0
// The routes of the data plane: /clouds/{region}/{service}/… . Bodies are not parsed: the relay streams them.
import type { FastifyInstance, FastifyPluginAsync } from 'fastify';
import { CLOUDS } from '../../../model/public-paths.ts';
import { answerError } from '../answer-error.ts';
import type { OpenStackDeps } from './deps.ts';
import { forward } from './forward.ts';
import { answerLastVersions } from './last-versions.ts';

/** Without TRACE, which would echo the headers that the gateway adds (RFC 9110 §9.3.8). COPY is Swift's. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'COPY'];

/** Fastify demands one. */
const UNREACHED = (): void => undefined;

export const openstackSurface =
  (deps: OpenStackDeps): FastifyPluginAsync =>
  async (app: FastifyInstance) => {
    app.addHttpMethod('COPY');
    app.route({
      method: METHODS,
      url: `${CLOUDS}*`,
      // Before the server looks at a body: it would refuse what its Content-Type is no media type of.
      onRequest: (request, reply) => {
        reply.hijack();
        forward(deps, request, reply.raw)
          .catch(async (error) => {
            if (!(await answerLastVersions(deps, request, reply.raw, error))) throw error;
          })
          .catch((error) => answerError(deps, request, reply.raw, error));
      },
      handler: UNREACHED,
    });
  };
