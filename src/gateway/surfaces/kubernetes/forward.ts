// SPDX-License-Identifier: Apache-2.0
// Requests to an apiserver, as they are: authenticate → pick cluster → prove the caller → forward. Bodies are opaque.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { isLongRunning, isProxied, readImpersonation } from '../../../adapters/kubernetes/index.ts';
import type { Cluster, ClusterCaller } from '../../../model/cluster.ts';
import { GatewayError } from '../../../model/errors.ts';
import { type AnswerHeaders, answerHeaders } from '../../headers.ts';
import { relay } from '../../relay.ts';
import { checkTarget } from '../../target.ts';
import { authenticate, forwardedProtocols } from './authenticate.ts';
import type { ClusterDeps, Upgrade } from './deps.ts';
import { clusterHeaders, type Field } from './headers.ts';
import { actAs } from './impersonate.ts';
import { tunnel } from './tunnel.ts';
import '../../request.ts';

export const K8S = '/k8s/';

export async function forwardToCluster(
  deps: ClusterDeps,
  request: FastifyRequest,
  response: ServerResponse,
  upgrade: Upgrade | undefined,
): Promise<void> {
  const { raw } = request;
  const { path, query } = checkTarget(raw.url ?? '', K8S);
  const caller = await authenticate(deps, request);
  const slash = path.indexOf('/', K8S.length);
  const id = path.slice(K8S.length, slash === -1 ? path.length : slash);
  const rest = slash === -1 ? '/' : path.slice(slash);
  const cluster = deps.hub().clusters.get(id);
  if (cluster === undefined) throw new GatewayError('notFound', { message: `There is no cluster "${id}" here.` });
  request.cloud = cluster.cloud;
  request.service = 'kubernetes';
  request.strategy = cluster.strategy.kind;

  const { origin, pathname } = new URL(cluster.server);
  const breaker = cluster.transport.breaker(origin);
  const where = `${pathname === '/' ? '' : pathname}${rest}${query === undefined ? '' : `?${query}`}`;
  const asked = readImpersonation(raw.rawHeaders);

  for (let attempt = 1; ; attempt++) {
    const fields = await prove(cluster, caller, asked);
    if (!breaker.admit())
      throw new GatewayError('memberBusy', { cloud: cluster.cloud, retryAfter: breaker.retryAfter() });
    if (upgrade !== undefined) {
      const headers = upgradeHeaders(raw, cluster, fields);
      return tunnel({
        cluster,
        breaker,
        method: request.method,
        path: where,
        headers,
        upgrade,
        response,
        until: caller.expiresAt,
        now: deps.now,
      });
    }
    const body = hasBody(raw) ? raw : undefined;
    const headers = clusterHeaders(raw.rawHeaders, fields);
    if (body !== undefined && raw.headers['content-length'] !== undefined)
      headers.push('content-length', raw.headers['content-length']);
    const longRunning = isLongRunning(rest, query);
    // What was begun with a token ends with it, streams included.
    const end = longRunning
      ? setTimeout(() => response.destroy(), Math.min(caller.expiresAt - deps.now(), 2 ** 31 - 1))
      : undefined;
    const answered = await relay({
      cloud: cluster.cloud,
      transport: cluster.transport,
      breaker,
      origin,
      path: where,
      method: request.method,
      headers,
      body,
      client: response,
      longRunning,
      plan: (status, answer) => planAnswer(deps, cluster, request, rest, status, answer),
    }).finally(() => clearTimeout(end));
    if (answered) return;
    // The apiserver no longer takes our proof: ours to mend.
    cluster.strategy.refused(caller);
    if (attempt > 1 || body !== undefined)
      throw new GatewayError('memberRefused', { cloud: cluster.cloud, detail: 'the apiserver answered 401' });
  }
}

async function prove(cluster: Cluster, caller: ClusterCaller, asked: readonly Field[]): Promise<readonly Field[]> {
  const proof = await cluster.strategy.prove(caller);
  if (asked.length === 0) return proof;
  // Behind the caller's own identity the member's RBAC decides; behind the gateway's account it is asked first.
  return cluster.strategy.impersonation === 'forward' ? [...proof, ...asked] : actAs(cluster, proof, asked);
}

/** HTTP/2 tells by the stream whether a body follows, HTTP/1.1 by two headers. */
function hasBody(raw: IncomingMessage): boolean {
  if (raw.httpVersionMajor === 2)
    return !(raw as unknown as { stream: { endAfterHeaders: boolean } }).stream.endAfterHeaders;
  const length = raw.headers['content-length'];
  return raw.headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
}

/** Names and order as the client has them matter to SPDY: `X-Stream-Protocol-Version` stands on several lines. */
function upgradeHeaders(raw: IncomingMessage, cluster: Cluster, fields: readonly Field[]): string[] {
  if (hasBody(raw)) throw new GatewayError('badRequest', { message: 'An upgrade request cannot have a body.' });
  const extra: Field[] = [
    ['host', new URL(cluster.server).host],
    ['connection', 'Upgrade'],
    ['upgrade', raw.headers.upgrade ?? ''],
  ];
  const protocols = forwardedProtocols(raw);
  if (protocols !== undefined) extra.push(['sec-websocket-protocol', protocols]);
  const harmless = raw.rawHeaders.flatMap((text, i, all) => {
    const name = (i % 2 === 0 ? text : (all[i - 1] as string)).toLowerCase();
    // A browser's Origin is the gateway's page, which the apiserver would refuse.
    return name === 'sec-websocket-protocol' || name === 'origin' ? [] : [text];
  });
  return clusterHeaders(harmless, fields, extra);
}

function planAnswer(
  { publicUrl }: ClusterDeps,
  cluster: Cluster,
  request: FastifyRequest,
  rest: string,
  status: number,
  headers: AnswerHeaders,
) {
  const audit = headers['audit-id'];
  if (typeof audit === 'string') request.upstreamRequestId = audit;
  if (status === 401 && !cluster.strategy.showsUnauthorized) return undefined;
  const out = answerHeaders(headers, (_name, value) => value);
  if (status === 401) out.push('www-authenticate', 'Bearer');
  const { location } = headers;
  if (typeof location === 'string') {
    const ours = isProxied(rest) ? proxiedLocation(location, cluster, publicUrl) : undefined;
    if (ours !== undefined) out.push('location', ours);
    // An apiserver does not redirect; whatever does would get the client's token.
    else if (status >= 300 && status < 400)
      throw new GatewayError('memberRedirect', { detail: location.slice(0, 200) });
  }
  return { status, headers: out };
}

/** kubernetes/kubernetes#51790: a proxied program's redirect must stay below the cluster's prefix. */
function proxiedLocation(location: string, { id, server }: Cluster, publicUrl: string): string | undefined {
  const { origin, pathname } = new URL(server);
  const prefix = pathname === '/' ? '' : pathname;
  if (!location.startsWith('/') && !/^[a-z][a-z0-9+.-]*:/i.test(location)) return location;
  const url = URL.parse(location, server);
  if (url === null || url.origin !== origin || !url.pathname.startsWith(prefix)) return undefined;
  return `${publicUrl}${K8S}${id}${url.pathname.slice(prefix.length)}${url.search}${url.hash}`;
}
