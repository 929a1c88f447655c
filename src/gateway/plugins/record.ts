// SPDX-License-Identifier: Apache-2.0
// The end of every request: one log line with who, where and why, and the metrics. Neither contains a token or a query
// (a query may carry a signature).
import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { isAnswered } from '../../http/end-answer.ts';
import { CONSOLES } from '../../model/public-paths.ts';
import type { Check } from '../check.ts';
import type { Metrics } from '../metrics.ts';
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
}

export function recordRequests({ metrics, addressOf }: RecordDeps): Check {
  return (request, reply) => {
    const start = performance.now();
    // `close` is emitted exactly once, for responses and for disconnected clients; `finish` only for responses.
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
    const scope = caller?.scope;
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
    // Load balancers ask for the root every other second, each of them.
    const level = path === '/' && status < 400 ? 'debug' : 'info';
    // Undefined fields are omitted from the line.
    request.log[level](
      {
        method,
        path: blank(shown(path).slice(0, 512)),
        status,
        ms: Math.round(ms * 10) / 10,
        surface,
        aborted: aborted || undefined,
        cloud,
        service,
        strategy,
        user: caller && `${caller.principal.domain}/${caller.principal.name}`,
        userId: caller?.principal.id,
        project: scope?.kind === 'project' ? `${scope.project.domain.name}/${scope.project.name}` : undefined,
        domain: scope?.kind === 'domain' ? scope.domain.name : undefined,
        upstreamRequestId,
        limit: limit?.policy,
        client: limit?.policy.startsWith('address-') ? addressOf(request.raw) : undefined,
        reason: reason && blank(reason),
      },
      'request',
    );
  }
}
