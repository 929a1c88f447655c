// SPDX-License-Identifier: Apache-2.0
// Clusters by host name, for tools that do not support a path in the server URL (kubernetes/kubernetes#94280 and
// others): `https://prod-a.k8s.gateway.example.org/api` is `/k8s/prod-a/api`. The host name only selects the cluster,
// as the path does.
import type { IncomingMessage } from 'node:http';

/** The URL that the router sees. */
export type UrlOf = (raw: IncomingMessage) => string;

/**
 * `domain`: what follows the cluster's slug, such as `k8s.gateway.example.org`. Undefined: clusters have no host names.
 * `next`: for all other hosts.
 */
export function createClusterHosts(domain: string | undefined, next: UrlOf): UrlOf {
  if (domain === undefined) return next;
  const suffix = `.${domain.toLowerCase()}`;
  return (raw) => {
    const { url = '' } = raw;
    const name = hostOf(raw);
    if (!name.endsWith(suffix) || !url.startsWith('/')) return next(raw);
    const cluster = name.slice(0, -suffix.length);
    return /^[a-z][a-z0-9-]*$/.test(cluster) ? `/k8s/${cluster}${url}` : next(raw);
  };
}

/** The name that was asked, in lower case, without its port and the dot that a full name may end with. */
export function hostOf({ headers }: IncomingMessage): string {
  // HTTP/2 carries the host in the pseudo-header `:authority` (RFC 9113 §8.3.1).
  const authority = (headers[':authority'] ?? headers.host ?? '') as string;
  return authority.toLowerCase().replace(/\.?(?::\d*)?$/, '');
}
