// SPDX-License-Identifier: Apache-2.0
// Forwards requests to an apiserver unchanged: authenticate → pick cluster → credential for the caller → forward.
// Bodies are opaque.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { isLongRunning, readImpersonation } from '../../../adapters/kubernetes/index.ts';
import { breakOff, hasBody, isGone } from '../../../http/client-stream.ts';
import { checkTarget } from '../../../http/target.ts';
import { clusterHeaders, type Field } from '../../../members/cluster-headers.ts';
import { type RelayRequest, relay } from '../../../members/relay.ts';
import { tunnel, type Upgrade } from '../../../members/tunnel.ts';
import type { Cluster, ClusterCaller } from '../../../model/cluster.ts';
import { GatewayError } from '../../../model/errors.ts';
import { K8S } from '../../../model/public-paths.ts';
import { classOf } from '../../limits/index.ts';
import { authenticate, forwardedProtocols } from './authenticate.ts';
import type { ClusterDeps } from './deps.ts';
import { actAs } from './impersonate.ts';
import { planAnswer } from './plan-answer.ts';
import '../../request.ts';

export async function forwardToCluster(
  deps: ClusterDeps,
  request: FastifyRequest,
  response: ServerResponse,
  upgrade: Upgrade | undefined,
): Promise<void> {
  const { raw, method } = request;
  const { path, query } = checkTarget(raw.url ?? '', K8S);
  const caller = await authenticate(deps, request);
  const slash = path.indexOf('/', K8S.length);
  const id = path.slice(K8S.length, slash === -1 ? path.length : slash);
  const rest = slash === -1 ? '/' : path.slice(slash);
  const cluster = deps.fleet().clusters.get(id);
  if (cluster === undefined) throw new GatewayError('notFound', { message: `There is no cluster "${id}" here.` });
  request.cloud = cluster.cloud;
  request.service = 'kubernetes';
  request.strategy = cluster.strategy.kind;
  const longRunning = isLongRunning(rest, query);
  deps.limits.admit(request, longRunning || upgrade !== undefined ? 'stream' : classOf(method));
  deps.limits.cluster(request, cluster.id, cluster.cloud);

  const { origin, pathname } = new URL(cluster.server);
  const { transport, cloud } = cluster;
  const breaker = transport.breaker(origin);
  const where = `${pathname === '/' ? '' : pathname}${rest}${query === undefined ? '' : `?${query}`}`;
  const asked = readImpersonation(raw.rawHeaders);
  const body = hasBody(raw) ? raw : undefined;
  if (upgrade !== undefined && body !== undefined)
    throw new GatewayError('badRequest', { message: 'An upgrade request cannot have a body.' });
  const plan: RelayRequest['plan'] = (status, answer) => planAnswer(deps, cluster, request, rest, status, answer);

  for (let attempt = 1; ; attempt++) {
    const fields = await prove(cluster, caller, asked);
    const headers =
      upgrade === undefined
        ? plainHeaders(raw, body, fields)
        : upgradeHeaders(raw, new URL(cluster.server).host, fields);
    if (!breaker.admit()) throw new GatewayError('memberBusy', { cloud, retryAfter: breaker.retryAfter() });
    const way = { breaker, method, path: where, headers, plan };
    // A request ends when its token expires, including streams.
    const left = Math.min(caller.expiresAt - deps.now(), 2 ** 31 - 1);
    const end = longRunning ? setTimeout(() => breakOff(response), left) : undefined;
    try {
      const answered =
        upgrade === undefined
          ? await relay({ cloud, transport, origin, ...way, body, client: response, longRunning })
          : await tunnel({ cluster, ...way, client: upgrade, response, life: left });
      if (answered) return;
    } catch (error) {
      // The apiserver closed a kept-alive connection at that moment. A safe request without a body can be retried (RFC
      // 9110 §9.2.2).
      const safe = (method === 'GET' || method === 'HEAD') && upgrade === undefined && body === undefined;
      const again = attempt === 1 && safe && !response.headersSent && !isGone(response);
      if (again && error instanceof GatewayError && error.code === 'memberReset') continue;
      throw error;
    } finally {
      clearTimeout(end);
    }
    // The apiserver no longer accepts the gateway's credential, so the gateway gets a new one and retries.
    cluster.strategy.refused(caller);
    if (attempt > 1 || body !== undefined)
      throw new GatewayError('memberRefused', { cloud, detail: 'the apiserver answered 401' });
  }
}

async function prove(cluster: Cluster, caller: ClusterCaller, asked: readonly Field[]): Promise<readonly Field[]> {
  const proof = await cluster.strategy.credential(caller);
  if (asked.length === 0) return proof;
  // With the caller's own identity, the cluster's RBAC decides. With the gateway's account, the cluster is asked first.
  return cluster.strategy.impersonation === 'forward' ? [...proof, ...asked] : actAs(cluster, proof, asked);
}

function plainHeaders(raw: IncomingMessage, body: unknown, fields: readonly Field[]): string[] {
  const headers = clusterHeaders(raw.rawHeaders, fields);
  const length = raw.headers['content-length'];
  if (body !== undefined && length !== undefined) headers.push('content-length', length);
  return headers;
}

/** SPDY depends on the client's names and order of headers: `X-Stream-Protocol-Version` occurs on several lines. */
function upgradeHeaders(raw: IncomingMessage, host: string, fields: readonly Field[]): string[] {
  const extra: Field[] = [
    ['host', host],
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
