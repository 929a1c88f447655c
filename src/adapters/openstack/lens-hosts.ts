// SPDX-License-Identifier: Apache-2.0
// The address table of the lens's URL pass: the known roots of one side by host, port and path. Compiled once.
export interface UrlTable {
  /** Known URL prefixes and their replacements. The first rule of a prefix applies. */
  readonly roots: readonly { readonly from: string; readonly to: string }[];
  /** Replaces scheme and authority of any other URL at a known authority. */
  readonly elsewhere?: string;
  /** The gateway's own host, with and without port: replaces all other mentions of a member's host. */
  readonly bare?: { readonly authority: string; readonly hostname: string };
  /**
   * Whether `bare` also replaces IP literals without a known port. Not in data, where a tenant's server may have the
   * same address.
   */
  readonly bareIps?: boolean;
}

export interface Host {
  readonly name: string;
  readonly isIp: boolean;
  /** The known roots by port, longest path first. */
  readonly ports: ReadonlyMap<string, readonly Root[]>;
}

export interface Root {
  readonly path: string;
  readonly to: string;
  /** The same path in JSON that escapes its slashes (`http:\/\/…`). */
  readonly escapedPath: string;
  readonly escapedTo: string;
  /** Whether no other root of this authority starts with this path. */
  readonly longest: boolean;
}

const URL_PARTS = /^https?:\/\/(?:[^@/?#]*@)?(\[[^\]]+\]|[^:/?#[\]]+)(?::(\d+))?([^?#]*)/i;
/** IPv4, or IPv6 with or without brackets. */
const IP = /^(?:\d+\.\d+\.\d+\.\d+|.*:.*)$/;

/**
 * A port as a key. The default ports of http and https are equal, since proxies put either scheme before the same name.
 */
export const portKey = (port: string): string => (port === '80' || port === '443' ? '' : port);

export const escapeSlashes = (text: string): string => text.replaceAll('/', '\\/');

/** Longest name first, so that of two names that end at the same position the whole one is found. */
export function readHosts({ roots, bareIps = false }: UrlTable): readonly Host[] {
  const hosts = new Map<string, { name: string; isIp: boolean; ports: Map<string, Root[]> }>();
  const add = (name: string): Map<string, Root[]> => {
    const host = hosts.get(name) ?? { name, isIp: IP.test(name), ports: new Map<string, Root[]>() };
    hosts.set(name, host);
    return host.ports;
  };
  for (const { from, to } of roots) {
    const [, name, port = '', path = ''] = URL_PARTS.exec(from) ?? [];
    if (name === undefined) continue;
    // Members repeat a name as their configuration or the request wrote it.
    for (const spelling of new Set([name, name.toLowerCase()])) {
      const ports = add(spelling);
      const known = ports.get(portKey(port)) ?? [];
      if (known.some((root) => root.path === path)) continue;
      const root = { path, to, escapedPath: escapeSlashes(path), escapedTo: escapeSlashes(to), longest: true };
      const all = [...known, root].sort((a, b) => b.path.length - a.path.length);
      const longest = (of: Root): boolean =>
        !all.some((other) => other.path !== of.path && other.path.startsWith(of.path));
      ports.set(
        portKey(port),
        all.map((each) => ({ ...each, longest: longest(each) })),
      );
    }
    if (bareIps && name.startsWith('[')) add(name.slice(1, -1));
  }
  return [...hosts.values()].sort((a, b) => b.name.length - a.name.length);
}
