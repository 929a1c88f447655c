// SPDX-License-Identifier: Apache-2.0
// The server of the data plane without its surfaces: its listener, and what holds for every request, in the order in which
// it is asked.
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener } from 'node:http';
import Fastify, {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerOptions,
  LogController,
} from 'fastify';
import { pseudonymOf } from '../members/via.ts';
import { GatewayError } from '../model/errors.ts';
import type { ConnectionLimits } from '../model/limits.ts';
import { K8S } from '../model/public-paths.ts';
import type { UrlOf } from './cluster-hosts.ts';
import type { ClientConnections } from './connections/index.ts';
import { createListener, type ListenerOptions } from './connections/listener.ts';
import type { Overload } from './limits/overload.ts';
import { createLogLines } from './log-lines.ts';
import type { Metrics } from './metrics.ts';
import { sendInPieces } from './plugins/answers.ts';
import { guardBrowsers } from './plugins/browsers.ts';
import { limitRequests } from './plugins/limits.ts';
import { refuseLoops } from './plugins/loops.ts';
import { makeRoutable, refuseMethods } from './plugins/methods.ts';
import { recordRequests } from './plugins/record.ts';
import { parseQuery, refuseMalformed } from './plugins/requests.ts';
import { answerError } from './surfaces/answer-error.ts';
import { answerStatus } from './surfaces/kubernetes/answer-error.ts';

export interface PublicAppDeps {
  readonly publicUrl: string;
  readonly urlOf: UrlOf;
  readonly connections: ClientConnections;
  readonly limits: () => ConnectionLimits;
  readonly metrics: Metrics;
  readonly overload: Overload;
  readonly draining: () => boolean;
}

export interface PublicAppOptions extends ListenerOptions {
  readonly logLevel: string;
  readonly log: { write(line: string): void } | undefined;
  readonly worker: number | undefined;
}

export function createPublicApp(deps: PublicAppDeps, options: PublicAppOptions): FastifyInstance {
  const { publicUrl, urlOf, connections, limits, metrics, overload, draining } = deps;
  const { worker, log, logLevel } = options;
  /** What no surface has taken, in the dialect of the path that was asked. */
  const refuse = (request: FastifyRequest, reply: FastifyReply, error: unknown): void => {
    reply.hijack();
    if (request.raw.url?.startsWith(K8S)) answerStatus(request, reply.raw, error);
    else answerError({ publicUrl }, request, reply.raw, error);
  };
  const app = Fastify({
    logger: {
      level: logLevel,
      base: worker === undefined ? null : { worker },
      // Several processes write to one pipe.
      stream: log ?? createLogLines(process.stdout, worker === undefined ? {} : { whole: true }),
    },
    // One line a request, at its end: plugins/record.ts.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => `req-${randomUUID()}`,
    requestIdHeader: false,
    routerOptions: { maxParamLength: 4096, querystringParser: parseQuery },
    rewriteUrl(raw) {
      const url = urlOf(raw as IncomingMessage);
      makeRoutable(raw as IncomingMessage, url);
      return url;
    },
    return503OnClosing: false,
    ...(options.tls === undefined ? {} : { http2: true, https: {} }),
    serverFactory: (handler: RequestListener) => createListener(handler, limits(), connections, options),
    frameworkErrors: (error, request, reply) => refuse(request, reply, new GatewayError('badTarget', { cause: error })),
  } as FastifyServerOptions) as unknown as FastifyInstance;

  recordRequests(app, { metrics, addressOf: connections.addressOf });
  refuseMalformed(app, { limits });
  refuseLoops(app, { pseudonym: pseudonymOf(publicUrl) });
  limitRequests(app, { overload });
  sendInPieces(app, { streams: connections.streams });
  refuseMethods(app);
  guardBrowsers(app);
  app.addHook('onRequest', (request, reply, done) => {
    if (draining() && request.raw.httpVersionMajor === 1) reply.raw.setHeader('connection', 'close');
    done();
  });
  app.setNotFoundHandler((request, reply) => refuse(request, reply, new GatewayError('notFound')));
  app.setErrorHandler((error, request, reply) => refuse(request, reply, error));
  return app;
}
