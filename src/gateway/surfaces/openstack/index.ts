// SPDX-License-Identifier: Apache-2.0
// The routes of the data plane: /clouds/{region}/{service}/… . Bodies are not parsed: the relay streams them.
import type { ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyPluginAsync, FastifyRequest } from 'fastify';
import { CLOUDS } from '../../../model/public-paths.ts';
import { answerError } from '../answer-error.ts';
import type { OpenStackDeps } from './deps.ts';
import { forward } from './forward.ts';
import { answerLastVersions } from './last-versions.ts';

/** Without TRACE, which would echo the headers that the gateway adds (RFC 9110 §9.3.8). COPY is Swift's. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'COPY'];

/** Fastify demands one. */
const UNREACHED = (): void => undefined;

async function answer(deps: OpenStackDeps, request: FastifyRequest, response: ServerResponse): Promise<void> {
  try {
    await forward(deps, request, response);
  } catch (error) {
    if (!(await answerLastVersions(deps, request, response, error))) throw error;
  }
}

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
        answer(deps, request, reply.raw).catch((error) => answerError(deps, request, reply.raw, error));
      },
      handler: UNREACHED,
    });
  };
