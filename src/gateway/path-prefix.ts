// SPDX-License-Identifier: Apache-2.0
// A publicUrl with a path: `https://example.org/cloud/identity/v3` is `/identity/v3`, whether the proxy in front takes the
// path away or not. Decided once, for every surface.
import type { IncomingMessage } from 'node:http';
import type { UrlOf } from './cluster-hosts.ts';

/** What the gateway has at its root, followed by an end of the segment. */
const OWN = /^\/(?:identity|clouds|k8s|scs|consoles|docs|portal|oauth2|\.well-known)(?:[/?]|$)/;
/** Below the root as auth URL, which only a prefix that is nothing of these has. */
const AUTH = /^\/(?:v3|OS-FEDERATION)(?:[/?]|$)/;
const ROOT = /^\/?(?:\?|$)/;

/**
 * Only a path that is the gateway's behind the prefix loses it: a prefix may be called like something that the gateway has
 * itself (`/scs`), and a proxy may have taken it away already. Where a name of the operator's follows (/clouds, /k8s,
 * /consoles), one could be the other: such a prefix is refused in the configuration.
 */
export function createPathPrefix(publicUrl: string): UrlOf {
  const prefix = new URL(publicUrl).pathname.replace(/\/$/, '');
  if (prefix === '') return wholeUrl;
  const isOwn = OWN.test(prefix);
  return (raw) => {
    const url = wholeUrl(raw);
    if (!url.startsWith(prefix)) return url;
    const rest = url.slice(prefix.length);
    if (OWN.test(rest) || (!isOwn && AUTH.test(rest))) return rest;
    return !isOwn && ROOT.test(rest) ? `/${rest.replace('/', '')}` : url;
  };
}

/** `OPTIONS *` asks for the server as a whole (RFC 9110 §9.3.7), for which its root speaks. */
const wholeUrl = ({ url = '', method }: IncomingMessage): string => (url === '*' && method === 'OPTIONS' ? '/' : url);
