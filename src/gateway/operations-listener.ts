// SPDX-License-Identifier: Apache-2.0
// The operations listener: metrics, liveness, readiness. It has a port of its own, on loopback by default, since
// nothing here is for users.
import Fastify, { type FastifyInstance, type FastifyServerOptions, LogController } from 'fastify';
import type { Metrics } from './metrics.ts';
import { OPENMETRICS, prefersOpenMetrics } from './openmetrics.ts';
import type { Readiness } from './readiness.ts';

export interface OperationsListenerDeps {
  readonly metrics: Pick<Metrics, 'contentType' | 'text' | 'openMetrics'>;
  readonly readiness: () => Readiness | Promise<Readiness>;
  /** For a process that has no other logger. Requests are not logged. */
  readonly logger?: Exclude<FastifyServerOptions['logger'], undefined>;
}

export function createOperationsListener({
  metrics,
  readiness,
  logger = false,
}: OperationsListenerDeps): FastifyInstance {
  const app = Fastify({ logger, logController: new LogController({ disableRequestLogging: true }) });
  app.get('/metrics', async (request, reply) => {
    reply.header('vary', 'Accept');
    if (prefersOpenMetrics(request.headers.accept)) {
      reply.type(OPENMETRICS);
      return metrics.openMetrics();
    }
    reply.type(metrics.contentType);
    return metrics.text();
  });
  app.get('/livez', async () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    const { ready, parts, members } = await readiness();
    reply.status(ready ? 200 : 503);
    return { status: ready ? 'ready' : 'not ready', parts, members };
  });
  return app;
}
