// SPDX-License-Identifier: Apache-2.0
// Decides what the client gets of an apiserver's response: everything except a 401 that is not about its own token, and
// a redirect to elsewhere (k8s.io/apimachinery's RejectForwardingRedirects: a client that follows it hands over its
// token). What a program behind the apiserver's proxy says is not looked into at all.
import type { FastifyRequest } from 'fastify';
import { explainMissingRule, isProxied } from '../../../adapters/kubernetes/index.ts';
import type { AnswerPlan, Translation } from '../../../members/answer-plan.ts';
import { CROSS_ORIGIN, FENCED, UNSNIFFED } from '../../../members/answer-rules.ts';
import { type AnswerHeaders, answerHeaders, firstOf } from '../../../members/headers.ts';
import type { Cluster, ClusterStrategy } from '../../../model/cluster.ts';
import { GatewayError } from '../../../model/errors.ts';
import { MAINTENANCE_HEADER, type Notice, noticeField } from '../../../model/maintenance.ts';
import { K8S } from '../../../model/public-paths.ts';
import { ofAnswer } from '../../plugins/traces.ts';
import { OF_PROGRAMS, ownValue, proxiedLocation } from './proxied.ts';
import '../../request.ts';

/** For the log: a cluster may send what it likes. */
const LONGEST_ID = 128;

/** Undefined: a 401 that the gateway resolves by retrying. `path` is the apiserver's. */
export function planAnswer(
  publicUrl: string,
  cluster: Cluster,
  strategy: ClusterStrategy,
  request: FastifyRequest,
  path: string,
  status: number,
  headers: AnswerHeaders,
  /** The apiserver takes the credential: a 401 is that of something behind it. `stranger`: there was none. */
  good: (() => boolean) | 'stranger',
  notice: Notice | undefined,
): AnswerPlan | undefined {
  const audit = firstOf(headers, 'audit-id');
  if (audit !== undefined) request.upstreamRequestId = audit.slice(0, LONGEST_ID);
  if (status === 401 && good !== 'stranger' && !strategy.showsUnauthorized) {
    if (!good()) return undefined;
    request.reason = 'something behind the apiserver answered 401 to a credential that is good';
  }
  // Each request here has brought a token in a header, which a browser does for no page: the pages of a program behind
  // the apiserver's proxy are seen through `kubectl proxy`, at another address.
  const proxied = good !== 'stranger' && isProxied(path);
  const out = answerHeaders(headers, proxied ? ownValue : asItIs, proxied ? OF_PROGRAMS : CROSS_ORIGIN);
  out.push(...(proxied ? UNSNIFFED : FENCED));
  out.push(...ofAnswer(request, status));
  if (notice !== undefined) out.push(MAINTENANCE_HEADER, noticeField(cluster.id, notice));
  if (status === 401 && !(proxied && (good() || headers['www-authenticate'] !== undefined)))
    out.push('www-authenticate', 'Bearer');
  const location = firstOf(headers, 'location');
  if (location !== undefined) {
    const ours = proxied ? proxiedLocation(location, cluster, path) : locationOf(location, cluster, request, publicUrl);
    if (ours !== undefined) out.push('location', ours);
    else if (status >= 300 && status < 400)
      throw new GatewayError('memberRedirect', { cloud: cluster.cloud, detail: location.slice(0, 200) });
  }
  // The gateway's own account may lack the right to impersonate, which the user cannot change.
  const asked = good !== 'stranger' && strategy.impersonation === 'review';
  const own = asked && status === 403 && !proxied && isJson(headers);
  if (own) return { status, headers: out, translate: MISSING_RULE };
  // The path of a request that makes something does not name it.
  const made = status === 201 && !proxied && request.method === 'POST' && isJson(headers);
  return made && headers['content-encoding'] === undefined
    ? { status, headers: out, translate: noting(request) }
    : { status, headers: out };
}

const asItIs = (_name: string, value: string): string => value;

const isJson = (headers: AnswerHeaders): boolean =>
  String(firstOf(headers, 'content-type')).startsWith('application/json');

const noting = (request: FastifyRequest): Translation => ({
  ...MISSING_RULE,
  whole(json) {
    request.made = json;
    return json;
  },
});

/** A `Status` is small; a larger response passes unchanged. */
const MISSING_RULE = {
  whole: explainMissingRule,
  stream: () => ({ push: (chunk: Buffer) => chunk, end: () => Buffer.alloc(0) }),
};

/**
 * A redirect within the apiserver leads below the cluster's prefix (kubernetes/kubernetes#51790): to another hash of
 * `/openapi/v3`, to `/debug/pprof/`, or wherever a proxied program likes. Undefined: it leads away, to another cluster (a
 * client repeats a DELETE there), or to itself.
 */
function locationOf(
  location: string,
  { id, server, origin, prefix }: Cluster,
  { raw, originalUrl }: FastifyRequest,
  publicUrl: string,
): string | undefined {
  // At a host name of its own a cluster has no prefix, and Go's client drops its token where the host changes.
  const byPath = originalUrl.startsWith(K8S);
  const asked = `${publicUrl}${raw.url}`;
  // As it came it works through `kubectl proxy` too.
  const isRelative = !/^(?:[/\\]|[a-z][a-z0-9+.-]*:)/i.test(location);
  const url = URL.parse(location, isRelative ? asked : server);
  if (url === null || url.username !== '' || url.password !== '') return undefined;
  const within = isRelative ? new URL(`${publicUrl}${K8S}${id}`) : { origin, pathname: prefix };
  if (url.origin !== within.origin || !`${url.pathname}/`.startsWith(`${within.pathname}/`)) return undefined;
  const own = `${url.pathname.slice(within.pathname.length)}${url.search}`;
  if (`${publicUrl}${K8S}${id}${own}` === asked || own.startsWith('//')) return undefined;
  if (isRelative) return location;
  return `${byPath ? `${publicUrl}${K8S}${id}` : ''}${own}${url.hash}`;
}
