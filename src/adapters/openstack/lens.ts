// SPDX-License-Identifier: Apache-2.0
// The lens: the two-way translation between a member's view and the gateway's, for everything the data plane carries.
// Compiled with the session, used per request. docs/adr/0002-what-the-lens-hides.md says what is hidden, and why so far.
import { createBoundedCache } from '../../cache/bounded-cache.ts';
import { connectTo } from '../../model/connect-to.ts';
import type { IdPair } from '../../model/session.ts';
import type { Route } from './catalog.ts';
import { identityRoot } from './endpoint-url.ts';
import { answerHeaderKind, type HeaderKind, requestHeaderKind } from './lens-headers.ts';
import { createIdSwap, type IdSwap } from './lens-ids.ts';
import { type Scanner, translate } from './lens-scanner.ts';
import { createLensStream, type LensStream } from './lens-stream.ts';
import { createUrlScanner } from './lens-urls.ts';

export interface LensOptions {
  /** Base of every gateway URL, without trailing slash. */
  readonly publicUrl: string;
  /** The member's slug. */
  readonly cloud: string;
  /** From `publishCatalog`. */
  readonly routes: readonly Route[];
  readonly ids: readonly IdPair[];
  /** The member's Keystone, ending in `/v3`. */
  readonly authUrl: string;
  /** Links to the member's Keystone lead to its own place below `/clouds`, not to the facade. */
  readonly native?: boolean;
  /** Where links to the member's Keystone lead instead of the facade; ends in `/v3`. */
  readonly identityUrl?: string;
}

export interface Lens {
  /** The translation for requests to this route; compiled at the first call. */
  forRoute(route: Route): RouteLens;
}

/** Texts are latin1 strings (bytes in, bytes out). A text that holds nothing to translate comes back as it is. */
export interface RouteLens {
  /** What is connected to. */
  readonly origin: string;
  /** Before every path there. */
  readonly prefix: string;
  readonly request: {
    /** What follows the route's path segment, as it came: percent-encoded. */
    path(rest: string): string;
    query(raw: string): string;
    text(text: string): string;
    header(name: string, value: string): string;
    stream(): LensStream;
  };
  readonly answer: {
    /** Data: JSON below 400. */
    text(text: string): string;
    /** Prose: the member's addresses are hidden even without a port. */
    errorText(text: string): string;
    header(name: string, value: string): string;
    /** An absolute gateway URL, or `undefined` where the location is not this member. */
    location(value: string, upstreamUrl: string): string | undefined;
    stream(kind?: 'json' | 'text'): LensStream;
  };
}

/** The URL passes of one route; the same for every session whose catalogue names the same endpoints. */
interface RouteUrls {
  readonly toMember: Scanner;
  readonly inData: Scanner;
  readonly inProse: Scanner;
}

type UrlOptions = Omit<LensOptions, 'ids'>;

/** How many different sets of endpoints one factory remembers. */
const REMEMBERED = 64;

/**
 * Sessions of one member differ by their ids, hardly ever by their endpoints: what is compiled from the endpoints is
 * shared by all lenses of a factory.
 */
export function createLensFactory(): (options: LensOptions) => Lens {
  const remembered = createBoundedCache<(route: Route) => RouteUrls>({ max: REMEMBERED });
  /** The very same routes come with the very same member, for as long as anybody holds them. */
  const inUse = new WeakMap<readonly Route[], (route: Route) => RouteUrls>();
  const urlsOf = (urlOptions: UrlOptions): ((route: Route) => RouteUrls) => {
    const key = JSON.stringify(urlOptions);
    const urls = remembered.get(key) ?? compileUrls(urlOptions);
    remembered.set(key, urls);
    return urls;
  };
  return (options) => {
    const { ids, ...urlOptions } = options;
    const urls = inUse.get(options.routes) ?? urlsOf(urlOptions);
    inUse.set(options.routes, urls);
    const swap = createIdSwap(ids);
    const perRoute = once((route: Route) => routeLens(options, route, urls(route), swap));
    return { forRoute: perRoute };
  };
}

export const createLens = (options: LensOptions): Lens => createLensFactory()(options);

function compileUrls(options: UrlOptions): (route: Route) => RouteUrls {
  const { publicUrl, routes, authUrl } = options;
  const gatewayRoot = (route: Route): string => `${publicUrl}/clouds/${route.regionSlug}/${route.service}`;
  const facade = (options.identityUrl ?? `${publicUrl}/identity/v3`).replace(/\/v3$/, '');
  const { host: authority, hostname } = new URL(publicUrl);
  const bare = { authority, hostname };
  const toMember = createUrlScanner({
    roots: [
      ...routes.map((route) => ({ from: gatewayRoot(route), to: route.root })),
      { from: facade, to: identityRoot(authUrl) },
    ],
  });
  return once((current) => {
    // Services of several regions may share a root: what the current route or its region offers comes first.
    const rank = (route: Route): number => (same(route, current) ? 0 : route.regionSlug === current.regionSlug ? 1 : 2);
    const byRank = routes.toSorted((a, b) => rank(a) - rank(b));
    const target = (route: Route): string =>
      route.type === 'identity' && !options.native && !same(route, current) ? facade : gatewayRoot(route);
    const table = {
      roots: byRank.flatMap((route) => route.roots.map((from) => ({ from, to: target(route) }))),
      elsewhere: gatewayRoot(current),
      bare,
    };
    return { toMember, inData: createUrlScanner(table), inProse: createUrlScanner({ ...table, bareIps: true }) };
  });
}

function routeLens({ publicUrl }: LensOptions, route: Route, urls: RouteUrls, ids: IdSwap): RouteLens {
  const toMember = [urls.toMember, ids.toMember];
  const inData = [urls.inData, ids.toGateway];
  const inProse = [urls.inProse, ids.toGateway];
  const swap = (text: string): string => translate(ids.toMember, text);
  const header = (kind: HeaderKind, scanners: readonly Scanner[], value: string): string =>
    kind === 'user data' ? value : through(scanners, value);
  // What follows the account names containers and objects: the user's own words, stored as they are sent.
  const objectPath = (rest: string): string => rest.replace(/^\/[^/]*\/[^/]*/, swap);
  const isObjectStore = route.type === 'object-store';
  return {
    ...connectTo(route.root),
    request: {
      path: isObjectStore ? objectPath : swap,
      query: isObjectStore ? (raw) => raw : swap,
      text: (text) => through(toMember, text),
      header: (name, value) => header(requestHeaderKind(route.type, name), toMember, value),
      stream: () => createLensStream(toMember),
    },
    answer: {
      text: (text) => through(inData, text),
      errorText: (text) => through(inProse, text),
      header: (name, value) => header(answerHeaderKind(route.type, name), inProse, value),
      location(value, upstreamUrl) {
        // The parsed form: what a client would make of it, with no dots, backslashes or upper-case host left.
        const url = URL.parse(value, upstreamUrl);
        if (url === null || url.username !== '' || url.password !== '') return undefined;
        const translated = through(inData, url.href);
        const ours = translated !== url.href && translated.startsWith(`${publicUrl}/`);
        return ours ? translated : undefined;
      },
      stream: (kind = 'json') => createLensStream(kind === 'json' ? inData : inProse),
    },
  };
}

const through = (scanners: readonly Scanner[], text: string): string =>
  scanners.reduce((part, scanner) => translate(scanner, part), text);

const same = (a: Route, b: Route): boolean => a.regionSlug === b.regionSlug && a.service === b.service;

function once<T>(make: (route: Route) => T): (route: Route) => T {
  const made = new Map<string, T>();
  return (route) => {
    const key = `${route.regionSlug}/${route.service}`;
    const known = made.get(key) ?? make(route);
    made.set(key, known);
    return known;
  };
}
