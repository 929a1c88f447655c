// SPDX-License-Identifier: Apache-2.0
// The public listener before any surface: Fastify over bounded connections, and what holds for every request whatever its
// path is: one hook, and a list of what looks at each request, in that order.
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
import type { Secret } from '../model/secret.ts';
import type { Tracing } from '../model/tracing.ts';
import type { AuditRecord } from './audit/index.ts';
import type { Check } from './check.ts';
import type { UrlOf } from './cluster-hosts.ts';
import type { ClientConnections } from './connections/index.ts';
import { createListener } from './connections/listener.ts';
import type { Overload } from './limits/overload.ts';
import type { Metrics } from './metrics.ts';
import { ofClient } from './of-client.ts';
import { sendInPieces } from './plugins/answers.ts';
import { fenceAnswers, refusePages } from './plugins/browsers.ts';
import { shedLoad, tellLimits } from './plugins/limits.ts';
import { refuseLoops } from './plugins/loops.ts';
import { makeRoutable, refuseMethods, takeConnect } from './plugins/methods.ts';
import { recordRequests } from './plugins/record.ts';
import { parseQuery, refuseMalformed } from './plugins/requests.ts';
import { restoreTarget, routable } from './plugins/routing.ts';
import { beginTraces, followTraces } from './plugins/traces.ts';
import { createAnswerUnreadable } from './plugins/unreadable.ts';
import { answerError } from './surfaces/answer-error.ts';
import { asksForConsole } from './surfaces/console/index.ts';
import { answerStatus } from './surfaces/kubernetes/answer-error.ts';
import { asksForStream } from './surfaces/kubernetes/forward.ts';

export interface PublicAppDeps {
  readonly log: { write(line: string): void };
  readonly logLevel: string;
  /** Which of several processes this is. */
  readonly worker: number | undefined;
  readonly publicUrl: string;
  readonly tls: { readonly cert: string; readonly key: Secret } | undefined;
  readonly urlOf: UrlOf;
  readonly connections: ClientConnections;
  readonly connectionLimits: () => ConnectionLimits;
  readonly overload: Overload;
  readonly metrics: Metrics;
  readonly tracing: Tracing;
  /** Absent: there is no audit stream. */
  readonly audit?: AuditRecord | undefined;
}

export function createPublicApp(deps: PublicAppDeps): FastifyInstance {
  const { log, logLevel, worker, publicUrl, tls, urlOf, connections, connectionLimits, metrics, tracing } = deps;
  /** What no surface has taken, in the dialect of the path that was asked. */
  const refuse = (request: FastifyRequest, reply: FastifyReply, error: unknown): void => {
    reply.hijack();
    if (request.raw.url?.startsWith(K8S)) answerStatus(request, reply.raw, error);
    else answerError({ publicUrl }, request, reply.raw, error);
  };
  /** Only where something is there to be upgraded to; any other request is answered as if it had not asked. */
  const shouldUpgrade = (raw: IncomingMessage): boolean => {
    const url = urlOf(raw);
    return url.startsWith(K8S) ? asksForStream(raw, url) : asksForConsole(urlOf, raw);
  };

  const app = Fastify({
    logger: { level: logLevel, base: worker === undefined ? null : { worker }, stream: log },
    // One line a request, at its end: plugins/record.ts.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => `req-${randomUUID()}`,
    requestIdHeader: false,
    routerOptions: { maxParamLength: 4096, querystringParser: parseQuery },
    rewriteUrl(raw) {
      const url = urlOf(raw as IncomingMessage);
      makeRoutable(raw as IncomingMessage, url);
      return routable(raw as IncomingMessage, url);
    },
    return503OnClosing: false,
    clientErrorHandler: createAnswerUnreadable(() => connectionLimits().headSize),
    ...(tls === undefined ? {} : { http2: true, https: {} }),
    serverFactory: (handler: RequestListener) =>
      createListener(handler, connectionLimits(), connections, {
        tls: tls && { cert: tls.cert, key: tls.key.reveal() },
        shouldUpgrade,
      }),
    frameworkErrors: (error, request, reply) => refuse(request, reply, new GatewayError('badTarget', { cause: error })),
  } as FastifyServerOptions) as unknown as FastifyInstance;

  const closeConnections: Check = (request, reply) => {
    if (connections.isLast(request.raw)) reply.raw.setHeader('connection', 'close');
  };
  const checks: readonly Check[] = [
    restoreTarget,
    beginTraces(tracing),
    recordRequests({ metrics, addressOf: connections.addressOf, out: log, worker, tracing, audit: deps.audit }),
    closeConnections,
    refuseMalformed({ limits: connectionLimits }),
    refuseLoops({ pseudonym: pseudonymOf(publicUrl) }),
    shedLoad({
      overload: deps.overload,
      leave(request, reply) {
        connections.retire(request.raw);
        closeConnections(request, reply);
      },
    }),
    refuseMethods,
    refusePages,
  ];
  app.addHook('onRequest', (request, reply, done) => {
    try {
      for (const check of checks) check(request, reply);
    } catch (error) {
      done(error as Error);
      return;
    }
    tracing.within(request.step, done);
  });
  followTraces(app, tracing);
  tellLimits(app);
  sendInPieces(app, { streams: connections.streams });
  fenceAnswers(app);
  takeConnect(app);
  app.setNotFoundHandler((request, reply) => refuse(request, reply, new GatewayError('notFound')));
  app.setErrorHandler((error, request, reply) => refuse(request, reply, ofClient(error)));
  return app;
}
