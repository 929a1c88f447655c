// SPDX-License-Identifier: Apache-2.0
// Consoles by host name, so that browsers keep them apart from the gateway and from each other: on
// `https://cloud-a.consoles.example.net` nothing is served but this cloud's consoles, and nowhere else are they.
import type { IncomingMessage } from 'node:http';
import { CONSOLES } from '../model/public-paths.ts';
import { hostOf, type UrlOf } from './cluster-hosts.ts';

export interface ConsoleHosts {
  /** The URL that the router sees. */
  readonly urlOf: UrlOf;
  /** What stands before the domain in the name that was asked: a cloud's id, if it is one. Undefined: another host. */
  nameOf(raw: IncomingMessage): string | undefined;
}

/** `next`: for all other hosts. */
export function createConsoleHosts(domain: string | undefined, next: UrlOf): ConsoleHosts {
  const suffix = domain === undefined ? undefined : `.${domain.toLowerCase()}`;
  const nameOf = (raw: IncomingMessage): string | undefined => {
    if (suffix === undefined) return undefined;
    // The domain itself belongs to no cloud.
    const host = `.${hostOf(raw)}`;
    return host.endsWith(suffix) ? host.slice(1, -suffix.length) : undefined;
  };
  return {
    nameOf,
    urlOf(raw) {
      const { url = '' } = raw;
      // Older pages build a WebSocket's URL as host, slash, path, and the path begins with one.
      if (nameOf(raw) !== undefined) return `${CONSOLES}${url.replace(/^\/+/, '')}`;
      return url.startsWith(`/${CONSOLES}`) ? url.slice(1) : next(raw);
    },
  };
}
