// SPDX-License-Identifier: Apache-2.0
// The end of every request: one log line with who, where and why, the metrics, and the audit stream. Neither contains a token or a query
// (a query may carry a signature).
import type { IncomingMessage } from 'node:http';
import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from 'fastify';
import { isAnswered, SWITCHED } from '../../http/end-answer.ts';
import { CONSOLES } from '../../model/public-paths.ts';
import { isSampled, type Step, type Tracing } from '../../model/tracing.ts';
import type { AuditRecord } from '../audit/index.ts';
import type { Check } from '../check.ts';
import type { Metrics } from '../metrics.ts';
import { createRequestLine } from '../request-line.ts';
import { blank, shownPath } from '../shown-path.ts';
import '../request.ts';

const SURFACES: readonly (readonly [string, string])[] = [
  ['/clouds/', 'openstack'],
  ['/identity', 'identity'],
  ['/v3', 'identity'],
  ['/OS-FEDERATION/', 'identity'],
  ['/oauth2', 'oauth'],
  ['/k8s', 'kubernetes'],
  ['/scs', 'scs'],
  ['/portal', 'portal'],
  ['/.well-known/', 'discovery'],
  [CONSOLES, 'console'],
];

/** The trace that an exemplar may lead to: one that somebody records. */
const recorded = (step: Step | undefined): string | undefined =>
  step?.told && isSampled(step.context) ? step.context?.traceId : undefined;

const surfaceOf = (path: string): string => SURFACES.find(([prefix]) => path.startsWith(prefix))?.[1] ?? 'other';

export interface RecordDeps {
  readonly metrics: Metrics;
  /** The client's address. */
  readonly addressOf: (raw: IncomingMessage) => string;
  /** Where the log's lines go. */
  readonly out: { write(line: string): void };
  /** Which of several processes this is. */
  readonly worker: number | undefined;
  readonly tracing: Pick<Tracing, 'end'>;
  /** Absent: there is no audit stream. */
  readonly audit?: AuditRecord | undefined;
}

/** Load balancers ask for the root every other second, each of them. */
const isProbe = (path: string, status: number): boolean => path === '/' && status < 400;

export function recordRequests({ metrics, addressOf, out, worker, tracing, audit }: RecordDeps): Check {
  const lineOf = createRequestLine(worker);
  return (request, reply) => {
    const start = performance.now();
    // `close` is emitted for responses and for disconnected clients, `finish` only for responses. Where requests wait behind
    // others of their connection, its end is told twice.
    reply.raw.once('close', () => {
      const aborted = !isAnswered(reply.raw);
      record(request, reply, aborted, performance.now() - start);
    });
    // A tunnel, from which on there is no answer but its end.
    if (audit !== undefined && request.raw.headers.upgrade !== undefined)
      reply.raw.once(SWITCHED, () => audit.opened({ request, ...placeOf(request) }));
  };

  function record(request: FastifyRequest, reply: FastifyReply, aborted: boolean, ms: number): void {
    const status = reply.raw.statusCode;
    const { path, surface } = placeOf(request);
    const { method, cloud, service, strategy, caller, upstreamRequestId, reason, limit, failure, step } = request;
    metrics.request({
      surface,
      cloud: cloud ?? '',
      service: service ?? '',
      method,
      status,
      aborted,
      seconds: ms / 1000,
      traceId: recorded(step),
    });
    if (failure !== undefined) metrics.failed(surface, cloud ?? '', failure);
    if (limit !== undefined) metrics.limited(limit.policy, surface);
    audit?.ended({ request, reply, path, surface, status, aborted, ms });
    if (step?.told) {
      const route = request.routeOptions.url;
      Object.assign(step.attributes, {
        'http.request.method': method,
        'http.route': route,
        'http.response.status_code': status,
        'url.path': shownPath(path, 512),
        'user.id': caller?.principal.id,
        'scs.surface': surface,
        'scs.cloud': cloud,
        'scs.service': service,
        'scs.strategy': strategy,
      });
      tracing.end(step, failure ?? (aborted ? 'aborted' : undefined));
    }
    const level = isProbe(path, status) ? 'debug' : 'info';
    if (!isEnabled(request.server.log, level)) return;
    out.write(
      lineOf(
        {
          level,
          reqId: request.id,
          method,
          path: shownPath(path, 512),
          status,
          ms: Math.round(ms * 10) / 10,
          surface,
          aborted,
          cloud,
          service,
          strategy,
          caller,
          upstreamRequestId,
          traceId: step?.context?.traceId,
          limit: limit?.policy,
          client: limit?.policy.startsWith('address-') ? addressOf(request.raw) : undefined,
          reason: reason && blank(reason),
        },
        Date.now(),
      ),
    );
  }
}

function placeOf({ raw: { url = '' } }: FastifyRequest): { readonly path: string; readonly surface: string } {
  const mark = url.indexOf('?');
  const path = mark === -1 ? url : url.slice(0, mark);
  return { path, surface: surfaceOf(path) };
}

/** Of pino, which Fastify's type of a logger keeps to itself. The level may change at any time. */
const isEnabled = (log: FastifyBaseLogger, level: 'debug' | 'info'): boolean =>
  (log as Partial<{ isLevelEnabled(level: string): boolean }>).isLevelEnabled?.(level) ?? true;
