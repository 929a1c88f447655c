// SPDX-License-Identifier: Apache-2.0
// The end of every request: one log line with who, where and why, and the metrics. Neither contains a token or a query
// (a query may carry a signature).
import type { IncomingMessage } from 'node:http';
import type { FastifyBaseLogger, FastifyRequest } from 'fastify';
import { isAnswered } from '../../http/end-answer.ts';
import { CONSOLES } from '../../model/public-paths.ts';
import type { Check } from '../check.ts';
import type { Metrics } from '../metrics.ts';
import { createRequestLine } from '../request-line.ts';
import '../request.ts';

const SURFACES: readonly (readonly [string, string])[] = [
  ['/clouds/', 'openstack'],
  ['/identity', 'identity'],
  ['/v3', 'identity'],
  ['/OS-FEDERATION/', 'identity'],
  ['/oauth2', 'oauth'],
  ['/k8s', 'kubernetes'],
  ['/scs', 'scs'],
  ['/.well-known/', 'discovery'],
  [CONSOLES, 'console'],
];

/** Removes a JWS that a client has put where it does not belong. */
const blank = (text: string): string =>
  text.includes('eyJ') ? text.replace(/eyJ[\w-]{16,}(?:\.[\w-]*){0,2}/g, '[token]') : text;

const CONSOLE = /^\/consoles/i;
const SHORTEST_SEAL = '/'.length + 8 + '.'.length + 64;

/**
 * The sealed part of a console's path opens the console to whoever has it: also where the path, or the host that a proxy in
 * front tells of, leads to no console.
 */
const shown = (path: string): string =>
  path.length < SHORTEST_SEAL && !CONSOLE.test(path)
    ? path
    : path
        .replace(/^(\/consoles(?:\/|%2f))[^/]+/i, '$1[sealed]')
        .replace(/(^|\/|%2f)[\w-]{8,64}\.[\w-]{64,}/gi, '$1[sealed]');

const surfaceOf = (path: string): string => SURFACES.find(([prefix]) => path.startsWith(prefix))?.[1] ?? 'other';

export interface RecordDeps {
  readonly metrics: Metrics;
  /** The client's address. */
  readonly addressOf: (raw: IncomingMessage) => string;
  /** Where the log's lines go. */
  readonly out: { write(line: string): void };
  /** Which of several processes this is. */
  readonly worker: number | undefined;
}

/** Load balancers ask for the root every other second, each of them. */
const isProbe = (path: string, status: number): boolean => path === '/' && status < 400;

export function recordRequests({ metrics, addressOf, out, worker }: RecordDeps): Check {
  const lineOf = createRequestLine(worker);
  return (request, reply) => {
    const start = performance.now();
    // `close` is emitted for responses and for disconnected clients, `finish` only for responses. Where requests wait behind
    // others of their connection, its end is told twice.
    reply.raw.once('close', () => {
      const aborted = !isAnswered(reply.raw);
      record(request, reply.raw.statusCode, aborted, performance.now() - start);
    });
  };

  function record(request: FastifyRequest, status: number, aborted: boolean, ms: number): void {
    const url = request.raw.url ?? '';
    const mark = url.indexOf('?');
    const path = mark === -1 ? url : url.slice(0, mark);
    const surface = surfaceOf(path);
    const { method, cloud, service, strategy, caller, upstreamRequestId, reason, limit, failure } = request;
    metrics.request({
      surface,
      cloud: cloud ?? '',
      service: service ?? '',
      method,
      status,
      aborted,
      seconds: ms / 1000,
    });
    if (failure !== undefined) metrics.failed(surface, cloud ?? '', failure);
    if (limit !== undefined) metrics.limited(limit.policy, surface);
    const level = isProbe(path, status) ? 'debug' : 'info';
    if (!isEnabled(request.server.log, level)) return;
    out.write(
      lineOf(
        {
          level,
          reqId: request.id,
          method,
          path: blank(shown(path).slice(0, 512)),
          status,
          ms: Math.round(ms * 10) / 10,
          surface,
          aborted,
          cloud,
          service,
          strategy,
          caller,
          upstreamRequestId,
          limit: limit?.policy,
          client: limit?.policy.startsWith('address-') ? addressOf(request.raw) : undefined,
          reason: reason && blank(reason),
        },
        Date.now(),
      ),
    );
  }
}

/** Of pino, which Fastify's type of a logger keeps to itself. The level may change at any time. */
const isEnabled = (log: FastifyBaseLogger, level: 'debug' | 'info'): boolean =>
  (log as Partial<{ isLevelEnabled(level: string): boolean }>).isLevelEnabled?.(level) ?? true;
