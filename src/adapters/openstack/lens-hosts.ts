// SPDX-License-Identifier: Apache-2.0
// The address table of the lens's URL pass: the known roots of one side by host, port and path. Compiled once for all
// routes of a member, since it grows with the member's catalogue: what differs by route is looked up at each URL.

/** Where a URL leads for whoever asks through one route: the same root may be a service of several regions. */
export interface Place {
  /** Of the route. */
  readonly key: string;
  readonly region: string;
}

export interface RootRule {
  readonly from: string;
  readonly to: string;
  /** The route that has it; absent: it is the same for all. */
  readonly place?: Place;
  /** Instead of `to`, where that very route is asked. */
  readonly toSelf?: string;
}

/** A replacement, and the same in JSON that escapes its slashes (`http:\/\/…`). */
export interface Target {
  readonly to: string;
  readonly escapedTo: string;
}

export interface Host {
  readonly name: string;
  readonly isIp: boolean;
  /** The known roots by port, longest path first. */
  readonly ports: ReadonlyMap<string, readonly Root[]>;
}

export interface Root {
  readonly path: string;
  readonly escapedPath: string;
  /** Whether no other root of this authority starts with this path. */
  readonly longest: boolean;
  readonly first: Target;
  /** Absent where there is only one. */
  readonly byRoute?: ReadonlyMap<string, Target>;
  readonly byRegion?: ReadonlyMap<string, Target>;
}

export interface UrlTable {
  readonly hosts: readonly Host[];
  readonly byName: ReadonlyMap<string, Host>;
  /** Ends where a host's name ends. */
  readonly anchor: RegExp;
  /** Characters of the longest name, and of the longest path. */
  readonly longestName: number;
  readonly longestPath: number;
}

const URL_PARTS = /^https?:\/\/(?:[^@/?#]*@)?(\[[^\]]+\]|[^:/?#[\]]+)(?::(\d+))?([^?#]*)/i;
/** IPv4, or IPv6 with or without brackets. */
const IP = /^(?:\d+\.\d+\.\d+\.\d+|.*:.*)$/;

/**
 * A port as a key. The default ports of http and https are equal, since proxies put either scheme before the same name.
 */
export const portKey = (port: string): string => (port === '80' || port === '443' ? '' : port);

export const escapeSlashes = (text: string): string => text.replaceAll('/', '\\/');

/** The route's own comes first, then its region's, then the first one of all. */
export const targetOf = ({ first, byRoute, byRegion }: Root, current: Place | undefined): Target =>
  current === undefined ? first : (byRoute?.get(current.key) ?? byRegion?.get(current.region) ?? first);

interface Draft {
  readonly first: Target;
  readonly byRoute: Map<string, Target>;
  readonly byRegion: Map<string, Target>;
}

/** By name, port and path. */
type Drafts = Map<string, Map<string, Map<string, Draft>>>;

/** `bareIps`: IPv6 literals are looked for without their brackets as well. */
export function createUrlTable(rules: readonly RootRule[], bareIps = false): UrlTable {
  const drafts: Drafts = new Map();
  const targets = new Map<string, Target>();
  const targetFor = (to: string): Target => known(targets, to, () => ({ to, escapedTo: escapeSlashes(to) }));
  for (const { from, to, place, toSelf = to } of rules) {
    const [, name, port = '', path = ''] = URL_PARTS.exec(from) ?? [];
    if (name === undefined) continue;
    const target = targetFor(to);
    // Members repeat a name as their configuration or the request wrote it.
    for (const spelling of new Set([name, name.toLowerCase()])) {
      const ports = known(drafts, spelling, () => new Map());
      const paths = known(ports, portKey(port), () => new Map());
      const draft = known(paths, path, () => ({ first: target, byRoute: new Map(), byRegion: new Map() }));
      // Of a prefix that comes twice the first rule applies.
      if (place !== undefined) {
        known(draft.byRoute, place.key, () => targetFor(toSelf));
        known(draft.byRegion, place.region, () => target);
      }
    }
    if (bareIps && name.startsWith('[')) known(drafts, name.slice(1, -1), () => new Map());
  }
  const hosts = [...drafts]
    .map(([name, ports]): Host => ({ name, isIp: IP.test(name), ports: new Map([...ports].map(readPort)) }))
    // Longest name first, so that of two names that end at the same position the whole one is found.
    .sort((a, b) => b.name.length - a.name.length);
  const names = hosts.map(({ name }) => name.replace(/[^A-Za-z0-9]/g, '\\$&'));
  let longestPath = 0;
  for (const { ports } of hosts)
    for (const roots of ports.values())
      for (const { escapedPath } of roots) longestPath = Math.max(longestPath, escapedPath.length);
  return {
    hosts,
    byName: new Map(hosts.map((host) => [host.name, host])),
    // Without a host nothing can match.
    anchor: new RegExp(names.join('|') || '(?!)', 'g'),
    longestName: hosts[0]?.name.length ?? 0,
    longestPath,
  };
}

function readPort([port, paths]: [string, Map<string, Draft>]): [string, readonly Root[]] {
  const sorted = [...paths.keys()].sort();
  // In this order whatever starts with a path comes right behind it.
  const longer = new Set(sorted.filter((path, index) => sorted[index + 1]?.startsWith(path)));
  const roots = [...paths].map(([path, { first, byRoute, byRegion }]): Root => {
    const root = { path, escapedPath: escapeSlashes(path), longest: !longer.has(path), first };
    const same = [...byRoute.values()].every((target) => target === first);
    return same ? root : { ...root, byRoute, byRegion };
  });
  return [port, roots.sort((a, b) => b.path.length - a.path.length)];
}

function known<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
