// SPDX-License-Identifier: Apache-2.0
// Decides what the client gets of an apiserver's response: everything except a 401 that is not about its own token, and
// a redirect to elsewhere (k8s.io/apimachinery's RejectForwardingRedirects: a client that follows it hands over its
// token).
import type { FastifyRequest } from 'fastify';
import { explainMissingRule, isProxied } from '../../../adapters/kubernetes/index.ts';
import type { AnswerPlan } from '../../../members/answer-plan.ts';
import { CROSS_ORIGIN, FENCED, NARROWING, UNSNIFFED } from '../../../members/answer-rules.ts';
import { type AnswerHeaders, answerHeaders, firstOf } from '../../../members/headers.ts';
import type { Cluster } from '../../../model/cluster.ts';
import { GatewayError } from '../../../model/errors.ts';
import { K8S } from '../../../model/public-paths.ts';
import type { ClusterDeps } from './deps.ts';
import '../../request.ts';

/** For the log: a cluster may send what it likes. */
const LONGEST_ID = 128;

/** Undefined: a 401 that the gateway resolves by retrying. `path` is the apiserver's. */
export function planAnswer(
  { publicUrl }: Pick<ClusterDeps, 'publicUrl'>,
  cluster: Cluster,
  request: FastifyRequest,
  path: string,
  status: number,
  headers: AnswerHeaders,
  /** The apiserver takes the credential: a 401 is that of something behind it. `stranger`: there was none. */
  good: (() => boolean) | 'stranger',
): AnswerPlan | undefined {
  const audit = firstOf(headers, 'audit-id');
  if (audit !== undefined) request.upstreamRequestId = audit.slice(0, LONGEST_ID);
  if (status === 401 && good !== 'stranger' && !cluster.strategy.showsUnauthorized) {
    if (!good()) return undefined;
    request.reason = 'something behind the apiserver answered 401 to a credential that is good';
  }
  // Each request here has brought a token in a header, which a browser does for no page: the pages of a program behind
  // the apiserver's proxy are seen through `kubectl proxy`, at another address.
  const proxied = isProxied(path);
  const out = answerHeaders(headers, (_name, value) => value, proxied ? NARROWING : CROSS_ORIGIN);
  out.push(...(proxied ? UNSNIFFED : FENCED));
  if (status === 401) out.push('www-authenticate', 'Bearer');
  const location = firstOf(headers, 'location');
  if (location !== undefined) {
    const ours = proxied ? proxiedLocation(location, cluster, publicUrl) : undefined;
    if (ours !== undefined) out.push('location', ours);
    else if (status >= 300 && status < 400)
      throw new GatewayError('memberRedirect', { cloud: cluster.cloud, detail: location.slice(0, 200) });
  }
  // The gateway's own account may lack the right to impersonate, which the user cannot change.
  const asked = good !== 'stranger' && cluster.strategy.impersonation === 'review';
  const own = asked && status === 403 && isJson(headers);
  return own ? { status, headers: out, translate: MISSING_RULE } : { status, headers: out };
}

const isJson = (headers: AnswerHeaders): boolean =>
  String(firstOf(headers, 'content-type')).startsWith('application/json');

/** A `Status` is small; a larger response passes unchanged. */
const MISSING_RULE = {
  whole: explainMissingRule,
  stream: () => ({ push: (chunk: Buffer) => chunk, end: () => Buffer.alloc(0) }),
};

/** kubernetes/kubernetes#51790: a proxied program's redirect must stay below the cluster's prefix. */
function proxiedLocation(
  location: string,
  { id, server, origin, prefix }: Cluster,
  publicUrl: string,
): string | undefined {
  // Relative to the requested URL, which is below the prefix.
  if (!/^(?:\/|[a-z][a-z0-9+.-]*:)/i.test(location)) return location;
  const url = URL.parse(location, server);
  if (url === null || url.origin !== origin || !`${url.pathname}/`.startsWith(`${prefix}/`)) return undefined;
  return `${publicUrl}${K8S}${id}${url.pathname.slice(prefix.length)}${url.search}${url.hash}`;
}
