// SPDX-License-Identifier: Apache-2.0
// Which hosts a peer may name, and which addresses may be connected to for it: the one place that decides it, for
// catalogues, links, consoles, redirects and every connection. Table: docs/reaching-members.md.
import { isIP } from 'node:net';
import { parse } from 'tldts';
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

export function createReach({ urls, hosts = [], plaintext = false, anyName = false, own }: ReachOptions): Reach {
  const configured = urls.map((url) => new URL(url));
  const secure = configured[0]?.protocol === 'https:' && !plaintext;
  const written = hosts.map(splitScheme);
  const networks = written.filter(({ host }) => isNetwork(host));
  const patterns: readonly Pattern[] = [
    ...configured.flatMap((url) => ownHosts(nameOf(url)).map((pattern) => ({ ...pattern, plaintext: false }))),
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
const nameOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '').replace(/\.+$/, '');

const portOf = ({ port, protocol }: URL): number =>
  port === '' ? (/^(?:https|wss):$/.test(protocol) ? 443 : 80) : Number(port);

const matches = ({ host, below }: Pattern, name: string): boolean =>
  name === host || (below && name.endsWith(`.${host}`));

/**
 * The host, and the domain that its owner has registered (publicsuffix.org): `keystone.cloud-a.example.org` stands for all of
 * `example.org`, `keystone.cloud-a.github.io` for `cloud-a.github.io`. A domain of no public list (`.internal`,
 * `cluster.local`) may be everybody's: there it is the host's own zone.
 */
function ownHosts(host: string): Omit<Pattern, 'plaintext'>[] {
  const own = { host, below: isIP(host) === 0 };
  if (isIP(host) !== 0 || isLoopback(host)) return [own];
  const { domain, isIcann, isPrivate } = parse(host, { allowPrivateDomains: true });
  const zone = isIcann || isPrivate ? domain : host.slice(host.indexOf('.') + 1);
  return zone !== null && zone !== host && zone.includes('.') ? [own, { host: zone, below: true }] : [own];
}

const splitScheme = (text: string): { readonly host: string; readonly plain: boolean } => ({
  host: text.replace(/^http:\/\//i, '').replace(/^\[|\]$/g, ''),
  plain: /^http:\/\//i.test(text),
});

const isNetwork = (host: string): boolean => isIP(host.split('/')[0] ?? '') !== 0;

function patternOf(text: string): Omit<Pattern, 'plaintext'> {
  const below = text.startsWith('*.');
  return { host: nameOf(new URL(`http://${below ? text.slice(2) : text}`)), below };
}

/** Why an entry of `hosts` cannot stand. Undefined: it can. */
export function hostFault(written: string): string | undefined {
  const { host } = splitScheme(written);
  if (isNetwork(host)) {
    const [address = '', bits, ...rest] = host.split('/');
    const most = isIP(address) === 6 ? 128 : 32;
    const sound = rest.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most));
    if (!sound) return FORM;
    return Number(bits ?? most) < (most === 32 ? 8 : 16)
      ? 'must not be a network that holds everybody’s hosts'
      : undefined;
  }
  const name = host.replace(/^\*\./, '');
  const url = /[/?#@:*\s]/.test(name) ? null : URL.parse(`http://${name}`);
  // `127.1` is a host name to nobody.
  if (url === null || nameOf(url) === '' || isIP(nameOf(url)) !== 0) return FORM;
  const { domain } = parse(nameOf(url), { allowPrivateDomains: true });
  const shared = host.startsWith('*.') && (domain === null || !nameOf(url).includes('.'));
  return shared ? 'must not be a domain below which everybody may have hosts' : undefined;
}

const FORM =
  'must be a host name, *.domain, an IP address or a network such as 10.1.0.0/16; http:// before it allows it in the clear';
