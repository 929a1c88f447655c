// SPDX-License-Identifier: Apache-2.0
// Forwards requests to an apiserver unchanged: authenticate → pick cluster → credential for the caller → forward.
// Bodies are opaque.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyRequest } from 'fastify';
import {
  errorStreamOf,
  impersonationFields,
  isLongRunning,
  isProxied,
  isWatch,
  makesNew,
  needsStream,
  reachesBeyond,
  readImpersonation,
  refuseOddPath,
  statusOf,
} from '../../../adapters/kubernetes/index.ts';
import { hasBody } from '../../../http/client-stream.ts';
import { splitTarget } from '../../../http/target.ts';
import type { Plan } from '../../../members/answer-plan.ts';
import { refuseIdentity, requestHeaders } from '../../../members/headers.ts';
import { relay } from '../../../members/relay.ts';
import { withSession } from '../../../members/session-loop.ts';
import { tunnel, type Upgrade } from '../../../members/tunnel.ts';
import type { LastWords } from '../../../members/tunnel-farewell.ts';
import { passedOn } from '../../../members/via.ts';
import type { Cluster, ClusterCaller, ClusterStrategy, ImpersonationHeaders } from '../../../model/cluster.ts';
import { GatewayError } from '../../../model/errors.ts';
import type { HeaderField } from '../../../model/http.ts';
import { createRefused } from '../../../model/maintenance.ts';
import { isOdd, refusePath } from '../../../model/path-rule.ts';
import { K8S } from '../../../model/public-paths.ts';
import { traced } from '../../../model/tracing.ts';
import { refuseBeyondRules } from '../../credential-bounds.ts';
import { classOf } from '../../limits/index.ts';
import { clusterWithoutToken } from '../../needs-no-token.ts';
import { withoutOwnCookies } from '../../own-cookies.ts';
import { authenticate, forwardedProtocols, presentedToken } from './authenticate.ts';
import type { ClusterDeps } from './deps.ts';
import { actAs } from './impersonate.ts';
import { planAnswer } from './plan-answer.ts';
import '../../request.ts';

/** All that an apiserver speaks beside HTTP. What it does not know, a proxy in front of it may take for something else. */
const UPGRADES: ReadonlySet<string> = new Set(['websocket', 'spdy/3.1']);

/**
 * Any other is forwarded as if it had not asked (RFC 9110 §7.8): Java's client asks for h2c with its first request. Where
 * nothing but a stream makes sense, it is told so instead.
 */
export const asksForStream = ({ headers }: IncomingMessage, url: string): boolean =>
  UPGRADES.has(String(headers.upgrade).toLowerCase()) || needsStream(url);

export async function forwardToCluster(
  deps: ClusterDeps,
  request: FastifyRequest,
  response: ServerResponse,
  upgrade: Upgrade | undefined,
): Promise<void> {
  const { raw, method } = request;
  const { path, query } = splitTarget(raw.url ?? '', K8S);
  const slash = path.indexOf('/', K8S.length);
  const id = path.slice(K8S.length, slash === -1 ? path.length : slash);
  const rest = slash === -1 ? '/' : path.slice(slash);
  if (isOdd(path)) {
    refusePath(id, 'plain');
    refuseOddPath(rest);
  }
  const cluster = deps.fleet().clusters.get(id);
  if (cluster !== undefined && upgrade === undefined && isFree(cluster, raw, rest))
    return forwardStranger(deps, cluster, request, response, `${rest}${query === undefined ? '' : `?${query}`}`);
  const { caller, cluster: asCaller, strategy = cluster?.strategy } = await authenticate(deps, request, cluster);
  if (caller.credential !== undefined)
    refuseBeyondRules(caller, { service: 'kubernetes', method, path: path.slice(K8S.length - 1) });
  if (cluster === undefined || strategy === undefined)
    throw new GatewayError('notFound', { message: `There is no cluster "${id}" here.` });
  request.cloud = cluster.cloud;
  // What answers there is a program of the user's, whose failures are not the cluster's: counted on its own, no alert counts it.
  const toProgram = reachesBeyond(rest);
  const beyond = upgrade !== undefined || toProgram;
  request.service = toProgram ? 'kubernetes-programs' : 'kubernetes';
  request.strategy = strategy.kind;
  const longRunning = isLongRunning(rest, query);
  deps.limits.admit(request, longRunning || upgrade !== undefined ? 'stream' : classOf(method));
  deps.limits.cluster(request, cluster.id, cluster.cloud);
  const notice = deps.maintenance.cluster(cluster);
  // client-go repeats what is answered with Retry-After, ten times: kubectl shall say why before its user gives up.
  if (notice?.refuseCreates && makesNew(method, rest)) throw createRefused(cluster.id, notice, deps.now(), 10);

  const { transport, cloud, origin } = cluster;
  const where = `${cluster.prefix}${rest}${query === undefined ? '' : `?${query}`}`;
  const asked = readImpersonation(raw.rawHeaders);
  const body = hasBody(raw) ? raw : undefined;
  if (upgrade !== undefined && body !== undefined)
    throw new GatewayError('badRequest', { message: 'An upgrade request cannot have a body.' });
  if (upgrade !== undefined && !UPGRADES.has(String(raw.headers.upgrade).toLowerCase()))
    throw new GatewayError('badRequest', { message: 'Upgrades are possible to websocket and SPDY/3.1 only.' });
  const loop = {
    cloud,
    open: () => openSession(cluster, strategy, asCaller, asked),
    drop: () => strategy.refused(asCaller),
    replayable: () => body === undefined,
    standing: cluster.standing,
  };
  const by = { key: caller.principal.id };
  const watch = longRunning && isWatch(rest, query);
  const stream = deps.streams.open({ surface: 'kubernetes', caller, request, anew: watch });
  await withSession(loop, async (credential, good) => {
    const plan: Plan = (status, answer) =>
      planAnswer(deps.publicUrl, cluster, strategy, request, rest, status, answer, good, notice);
    const added = [...credential.flat(), ...passedOn(raw.headers.via), ...auditIdOf(request)];
    const to = { cloud, transport, origin, method, path: where, plan, by, beyond, added, ending: stream };
    if (upgrade !== undefined) {
      const switching = ['host', hostOf(cluster), 'connection', 'Upgrade', 'upgrade', raw.headers.upgrade ?? ''];
      const added = [...to.added, ...switching];
      const lastWords = (why: GatewayError): LastWords => lastWordsOf(why, rest);
      const { tls } = cluster;
      request.upstreamRequestId = auditIdOf(request)[1];
      return tunnel({ ...to, headers: upgradeHeaders(raw, rest), added, tls, client: upgrade, response, lastWords });
    }
    const length = raw.headers['content-length'];
    if (body !== undefined && length !== undefined) to.added.push('content-length', length);
    return relay({
      ...to,
      headers: clusterHeaders(raw, raw.rawHeaders, rest),
      body,
      client: response,
      longRunning,
      watch,
    });
  }).finally(() => stream.close());
}

/**
 * A connection with a client certificate is the gateway's own account, whatever the request says: there nobody is a stranger.
 */
const isFree = ({ tls }: Cluster, raw: IncomingMessage, rest: string): boolean =>
  tls.cert === undefined && presentedToken(raw) === undefined && clusterWithoutToken(raw, rest) !== undefined;

/** Without any credential: the apiserver says what it tells everybody, its 401 where that is nothing. */
async function forwardStranger(
  deps: ClusterDeps,
  cluster: Cluster,
  request: FastifyRequest,
  client: ServerResponse,
  rest: string,
): Promise<void> {
  const { raw, method } = request;
  const { id, cloud, origin, prefix, transport, strategy } = cluster;
  request.cloud = cloud;
  request.service = 'kubernetes';
  request.strategy = strategy.kind;
  deps.limits.anonymous(request);
  deps.limits.cluster(request, id, cloud, true);
  const stream = deps.streams.open({ surface: 'kubernetes', request });
  const notice = deps.maintenance.cluster(cluster);
  const plan: Plan = (status, answer) =>
    planAnswer(deps.publicUrl, cluster, strategy, request, rest, status, answer, 'stranger', notice);
  const to = { cloud, transport, origin, method, path: `${prefix}${rest}`, plan, client, ending: stream };
  const headers = clusterHeaders(raw, raw.rawHeaders);
  const by = { key: deps.addressOf(raw), stranger: true } as const;
  await relay({
    ...to,
    headers,
    added: [...passedOn(raw.headers.via), ...auditIdOf(request)],
    body: undefined,
    by,
  }).finally(() => stream.close());
}

/**
 * An apiserver takes it for the id of its own audit log and says it again (k8s.io/apiserver, WithAuditInit), but not where a
 * kubelet answers: without it an exec would have nothing by which it is found there.
 */
const auditIdOf = ({ id }: FastifyRequest): [string, string] => ['audit-id', id.slice('req-'.length)];

/** kubectl shows a WebSocket's reason, and takes an exec over SPDY for a good one unless its error stream says otherwise. */
function lastWordsOf(why: GatewayError, path: string): LastWords {
  const errors = errorStreamOf(path);
  return { reason: why.message, ...(errors === undefined ? {} : { spdy: { stream: errors, text: statusOf(why) } }) };
}

function openSession(
  cluster: Cluster,
  strategy: ClusterStrategy,
  caller: ClusterCaller,
  asked: ImpersonationHeaders,
): Promise<readonly HeaderField[]> {
  const open = (): Promise<readonly HeaderField[]> => credentialOf(cluster, strategy, caller, asked);
  const attributes = { 'scs.cloud': cluster.cloud, 'scs.strategy': strategy.kind };
  return traced(cluster.transport.tracing, 'session', attributes, open);
}

async function credentialOf(
  cluster: Cluster,
  strategy: ClusterStrategy,
  caller: ClusterCaller,
  asked: ImpersonationHeaders,
): Promise<readonly HeaderField[]> {
  const credential = await strategy.credential(caller);
  if (asked.length === 0) return credential;
  // With the caller's own identity, the cluster's RBAC decides. With the gateway's account, the cluster is asked first.
  return strategy.impersonation === 'forward'
    ? [...credential, ...impersonationFields(asked)]
    : actAs(cluster, caller, credential, asked);
}

/**
 * Impersonate-* and X-Remote-* are removed: with the gateway's own account behind them, the apiserver would obey them.
 * Cookies are for a program behind the apiserver's proxy, from where they came; Node joins what HTTP/2 splits.
 */
function clusterHeaders({ headers: { cookie } }: IncomingMessage, raw: readonly string[], path = ''): string[] {
  const headers = requestHeaders(raw);
  refuseIdentity(headers);
  const theirs = cookie === undefined || !isProxied(path) ? undefined : withoutOwnCookies(cookie);
  if (theirs !== undefined) headers.push('cookie', theirs);
  return headers;
}

/** SPDY depends on the client's names and order of headers: `X-Stream-Protocol-Version` occurs on several lines. */
function upgradeHeaders(raw: IncomingMessage, path: string): string[] {
  const protocols = forwardedProtocols(raw);
  const headers = clusterHeaders(
    raw,
    raw.rawHeaders.flatMap((text, i, all) => {
      const name = (i % 2 === 0 ? text : (all[i - 1] as string)).toLowerCase();
      // Origin stays: an apiserver's watches want one, whichever it is, and a program behind it may want to judge it.
      return name === 'sec-websocket-protocol' ? [] : [text];
    }),
    path,
  );
  if (protocols !== undefined) headers.push('sec-websocket-protocol', protocols);
  return headers;
}

const hostOf = ({ origin }: Cluster): string => origin.slice(origin.indexOf('//') + 2);
