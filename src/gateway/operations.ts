// SPDX-License-Identifier: Apache-2.0
// The operations listener: metrics, liveness, readiness. A port of its own, loopback by default: nothing here is for users.
import Fastify, { type FastifyInstance } from 'fastify';
import type { CurrentHub } from './hub.ts';
import type { Metrics } from './metrics.ts';

export interface Part {
  readonly ok: boolean;
  readonly detail: string;
  /** False: shown, but requests go on without it, so that readiness does not depend on it. */
  readonly needed?: boolean;
}

export interface OperationsDeps {
  readonly metrics: Metrics;
  readonly hub: CurrentHub;
  /** What readiness shows, and depends on where needed; members do not count: one dead cloud must not take the gateway out of service. */
  readonly parts: () => Readonly<Record<string, Part>>;
  readonly draining: () => boolean;
}

export function createOperations({ metrics, hub, parts, draining }: OperationsDeps): FastifyInstance {
  const app = Fastify({ logger: false });
  app.get('/metrics', async (_request, reply) => {
    reply.type(metrics.contentType);
    return metrics.text();
  });
  app.get('/livez', async () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    const shown: Record<string, Part> = {
      ...parts(),
      accepting: { ok: !draining(), detail: draining() ? 'draining' : 'accepting requests' },
    };
    const members = Object.fromEntries(
      [...hub().members.values()].map(({ id, transport }) => {
        const states = [...transport.breakers()].filter(([, breaker]) => breaker.state !== 'closed');
        const detail = states.map(([origin, breaker]) => `${origin} ${breaker.state}`).join(', ');
        return [id, { ok: states.length === 0, detail: detail || 'no failure known' }];
      }),
    );
    const ok = Object.values(shown).every((part) => part.ok || part.needed === false);
    reply.status(ok ? 200 : 503);
    return { status: ok ? 'ready' : 'not ready', parts: shown, members };
  });
  return app;
}
