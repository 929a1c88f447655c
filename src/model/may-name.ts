// SPDX-License-Identifier: Apache-2.0
// Which hosts a peer may name, and which addresses may be connected to for it: the one place that decides it, for
// catalogues, links, consoles, redirects and every connection. Table: docs/reaching-members.md.
import { isIP } from 'node:net';
import { addressKind, addressSet } from './addresses.ts';
import { isLoopback } from './loopback.ts';

export type ReachFault =
  /** Not http, https, ws or wss, or with a user in it. */
  | 'malformed'
  /** The gateway's public URL or a host name below one of its domains; one of its listeners. */
  | 'gateway'
  /** A host that is not the peer's own. */
  | 'foreign'
  /** In the clear, where the peer's configured URL is https. */
  | 'plaintext'
  /** Loopback, link-local, metadata, multicast and such, which is not configured. */
  | 'address';

/** What the gateway itself listens at. */
export interface OwnPlaces {
  /** `publicUrl`. */
  readonly publicUrl: string;
  /** Domains below which the gateway has host names. */
  readonly domains: readonly string[];
  /** Whether a socket of the gateway listens there. */
  listensAt(address: string, port: number): boolean;
}

export interface ReachOptions {
  /** What is configured as the peer's. The first one's scheme is what may not be fallen short of. */
  readonly urls: readonly string[];
  /** Further hosts: `nova.cloud-a.example`, `*.cloud-a.example`, `10.1.2.3`, `10.1.0.0/16`, each also as `http://…`. */
  readonly hosts?: readonly string[];
  /** Whether plain http passes (`interface: internal`, on a network of its own). */
  readonly plaintext?: boolean;
  /** Whether the names that are asked for are the gateway's own choice, so that only addresses are judged. */
  readonly anyName?: boolean;
  /** The domain that all hosts of this host's owner are in. Absent: the host alone. */
  readonly domainOf?: (host: string) => string | undefined;
  readonly own: OwnPlaces;
}

export interface Reach {
  /** For a URL that the peer names. Undefined: it may. */
  ofUrl(url: string): ReachFault | undefined;
  /** For the address that is about to be connected to, after DNS. Undefined: go ahead. */
  ofAddress(address: string, port: number): ReachFault | undefined;
}

interface Pattern {
  readonly host: string;
  readonly below: boolean;
  readonly plaintext: boolean;
}

export function createReach(options: ReachOptions): Reach {
  const { urls, hosts = [], plaintext = false, anyName = false, domainOf = () => undefined, own } = options;
  const configured = urls.map((url) => new URL(url));
  const secure = configured[0]?.protocol === 'https:' && !plaintext;
  const written = hosts.map(splitScheme);
  const networks = written.filter(({ host }) => isNetwork(host));
  const patterns: readonly Pattern[] = [
    ...configured.flatMap((url) =>
      ownHosts(nameOf(url), domainOf).map((pattern) => ({ ...pattern, plaintext: false })),
    ),
    ...written
      .filter(({ host }) => !isNetwork(host))
      .map(({ host, plain }) => ({ ...patternOf(host), plaintext: plain })),
  ];
  const literals = configured.map(nameOf).filter((host) => isIP(host) !== 0);
  const isConfigured = addressSet([...literals, ...networks.map(({ host }) => host)]);
  const inTheClear = addressSet(networks.filter(({ plain }) => plain).map(({ host }) => host));
  // Whoever is configured on this machine is reached there, by whichever of its names.
  const local = [...configured.map(nameOf), ...patterns.map(({ host }) => host), ...literals].some(isLoopback);
  const publicUrl = new URL(own.publicUrl);

  const ofAddress: Reach['ofAddress'] = (address, port) => {
    if (own.listensAt(address, port)) return 'gateway';
    const kind = addressKind(address);
    if (kind === undefined || isConfigured(address) || (kind === 'loopback' && local)) return undefined;
    return 'address';
  };

  function ofHost(host: string, port: number, clear: boolean): ReachFault | undefined {
    if (isIP(host) !== 0) {
      const fault = ofAddress(host, port);
      if (fault !== undefined || anyName) return fault;
      if (isLoopback(host)) return undefined;
      if (!isConfigured(host)) return 'foreign';
      return clear && !inTheClear(host) ? 'plaintext' : undefined;
    }
    if (isLoopback(host)) {
      if (own.listensAt('127.0.0.1', port)) return 'gateway';
      return local ? undefined : 'address';
    }
    if (anyName) return undefined;
    const matching = patterns.filter((pattern) => matches(pattern, host));
    if (matching.length === 0) return 'foreign';
    return clear && !matching.some((pattern) => pattern.plaintext) ? 'plaintext' : undefined;
  }

  return {
    ofAddress,
    ofUrl(text) {
      const url = URL.parse(text);
      if (url === null || !SCHEMES.has(url.protocol) || url.username !== '' || url.password !== '') return 'malformed';
      const host = nameOf(url);
      const port = portOf(url);
      const isOwn =
        (host === nameOf(publicUrl) && port === portOf(publicUrl)) ||
        own.domains.some((domain) => host === domain || host.endsWith(`.${domain}`));
      if (isOwn) return 'gateway';
      return ofHost(host, port, secure && !/^(?:https|wss):$/.test(url.protocol));
    },
  };
}

const SCHEMES: ReadonlySet<string> = new Set(['http:', 'https:', 'ws:', 'wss:']);

/** Lower case, punycode, dotted form (WHATWG URL); without brackets and the dot that makes a name absolute. */
export const nameOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '').replace(/\.+$/, '');

const portOf = ({ port, protocol }: URL): number =>
  port === '' ? (/^(?:https|wss):$/.test(protocol) ? 443 : 80) : Number(port);

const matches = ({ host, below }: Omit<Pattern, 'plaintext'>, name: string): boolean =>
  name === host || (below && name.endsWith(`.${host}`));

function ownHosts(host: string, domainOf: (host: string) => string | undefined): Omit<Pattern, 'plaintext'>[] {
  if (isIP(host) !== 0) return [{ host, below: false }];
  const own = { host, below: true };
  const domain = isLoopback(host) ? undefined : domainOf(host);
  return domain === undefined || domain === host ? [own] : [own, { host: domain, below: true }];
}

/** An entry of `hosts`. */
export const splitScheme = (text: string): { readonly host: string; readonly plain: boolean } => ({
  host: text.replace(/^http:\/\//i, '').replace(/^\[|\]$/g, ''),
  plain: /^http:\/\//i.test(text),
});

/** Whether an entry of `hosts` is this very host, or a domain that it is in. */
export function covers(entry: string, host: string): boolean {
  const { host: written } = splitScheme(entry);
  if (!isNetwork(written)) return matches(patternOf(written), host);
  return isIP(written) !== 0 && isIP(host) !== 0 && addressSet([written])(host);
}

export const isNetwork = (host: string): boolean => isIP(host.split('/')[0] ?? '') !== 0;

function patternOf(text: string): Omit<Pattern, 'plaintext'> {
  const below = text.startsWith('*.');
  return { host: nameOf(new URL(`http://${below ? text.slice(2) : text}`)), below };
}
