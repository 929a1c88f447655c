// SPDX-License-Identifier: Apache-2.0
// The data plane's routes: /clouds/{region}/{service}/… . Bodies are left unread: the relay streams them.
import type { FastifyInstance, FastifyPluginAsync } from 'fastify';
import { CLOUDS } from '../../../model/public-paths.ts';
import { answerError } from '../answer-error.ts';
import type { OpenStackDeps } from './deps.ts';
import { forward } from './forward.ts';
import { answerLastVersions } from './last-versions.ts';

/** TRACE would show a client what the gateway adds. COPY is Swift's. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'COPY'];

export const openstackSurface =
  (deps: OpenStackDeps): FastifyPluginAsync =>
  async (app: FastifyInstance) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', (_request, _payload, done) => done(null));
    app.addHttpMethod('COPY');
    app.route({
      method: METHODS,
      url: `${CLOUDS}*`,
      handler: (request, reply) => {
        reply.hijack();
        forward(deps, request, reply.raw)
          .catch(async (error) => {
            if (!(await answerLastVersions(deps, request, reply.raw, error))) throw error;
          })
          .catch((error) => answerError(deps, request, reply.raw, error));
      },
    });
  };
