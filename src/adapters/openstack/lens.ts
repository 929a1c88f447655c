// SPDX-License-Identifier: Apache-2.0
// The lens: the two-way translation between a member's view and the gateway's, for everything the data plane carries.
// Compiled with the session, used per request. docs/adr/0002-what-the-lens-hides.md says what is hidden, and why so far.
import { createBoundedCache } from '../../cache/bounded-cache.ts';
import { connectTo } from '../../model/connect-to.ts';
import type { Route } from './catalog.ts';
import { identityRoot } from './endpoint-url.ts';
import { accountInPath, accountInXml, inAccessList, inSyncTarget } from './lens-accounts.ts';
import { answerHeaderKind, type HeaderKind, inPath, inQuery, requestHeaderKind } from './lens-headers.ts';
import { createUrlTable, type Place } from './lens-hosts.ts';
import { createIdSwap, type ForeignIds, type IdSwap, type Ids } from './lens-ids.ts';
import { createJsonPass } from './lens-json.ts';
import { createPlaces, type Places } from './lens-places.ts';
import { createPlainPass } from './lens-plain.ts';
import { type Scanner, translate } from './lens-scanner.ts';
import { createLensStream, type LensStream } from './lens-stream.ts';
import { createUrlScanner } from './lens-urls.ts';
import { createUrlReader, createValueLens, type UrlReader } from './lens-values.ts';

export interface LensOptions {
  /** The base of every gateway URL, without trailing slash. */
  readonly publicUrl: string;
  /** The member's slug. */
  readonly cloud: string;
  /** From `publishCatalog`. */
  readonly routes: readonly Route[];
  /** Pairs, or layers of them that several lenses have in common. */
  readonly ids: Ids;
  /** Of projects of others. */
  readonly foreign?: ForeignIds;
  /** The member's Keystone, ending in `/v3`. */
  readonly authUrl: string;
  /** Links to the member's Keystone lead to its own path below `/clouds`, not to the facade. */
  readonly native?: boolean;
  /** The target of links to the member's Keystone, instead of the facade; ends in `/v3`. */
  readonly identityUrl?: string;
}

export interface Lens {
  /** The translation of requests to this route. Compiled at the first call. */
  forRoute(route: Route): RouteLens;
}

/** Texts are latin1 strings (bytes in, bytes out). A text without anything to translate is returned unchanged. */
export interface RouteLens {
  /** What is connected to. */
  readonly origin: string;
  /** Before every path there. */
  readonly prefix: string;
  readonly request: {
    /** The part after the route's path segment, still percent-encoded. */
    path(rest: string): string;
    query(raw: string): string;
    text(text: string): string;
    header(name: string, value: string): string;
    stream(): LensStream;
  };
  readonly answer: {
    /** For data: JSON with a status below 400. */
    text(text: string): string;
    /** For prose: the member's addresses are hidden even without a port. */
    errorText(text: string): string;
    header(name: string, value: string): string;
    /** An absolute gateway URL, or `undefined` if the location is not at this member. */
    location(value: string, upstreamUrl: string): string | undefined;
    stream(kind?: 'json' | 'text'): LensStream;
    /** For lists of user data: nothing but where links lead. */
    readonly links: { text(text: string): string; stream(): LensStream };
    /** For one object of the service's and the user's own properties: no `next` of it leads to another page. */
    readonly record: { text(text: string): string; stream(): LensStream };
    /** For an object store's list of containers as XML: nothing but the account's name. */
    readonly account: { text(text: string): string; stream(): LensStream };
  };
}

/** The URL passes of one route, shared by every session whose catalog names the same endpoints. */
interface RouteUrls {
  /** Wherever it stands in a text. */
  readonly toMember: Scanner;
  readonly inProse: Scanner;
  /** At the beginning of a value. */
  readonly urlToMember: UrlReader;
  readonly urlToGateway: UrlReader;
  /** The service at the gateway. */
  readonly self: string;
  readonly places: Places;
  readonly bytesOf: (text: string) => Uint8Array;
  readonly onForeign: (host: string) => void;
}

type UrlOptions = Omit<LensOptions, 'ids' | 'foreign'>;

/** A link of a member's to a host that it does not list: it leads to the service at the gateway. */
type ForeignLink = (cloud: string, route: Route, host: string) => void;

/** How many different sets of endpoints one factory caches. */
const REMEMBERED = 64;

/**
 * Sessions of one member differ in their ids, but hardly ever in their endpoints, so all lenses of a factory share what
 * is compiled from the endpoints.
 */
export function createLensFactory(onForeign?: ForeignLink): (options: LensOptions) => Lens {
  const remembered = createBoundedCache<(route: Route) => RouteUrls>({ max: REMEMBERED });
  /** By identity: the same array of routes always belongs to the same member. Entries live as long as the array. */
  const bytesOf = createBytesOf();
  const inUse = new WeakMap<readonly Route[], (route: Route) => RouteUrls>();
  const urlsOf = (urlOptions: UrlOptions): ((route: Route) => RouteUrls) => {
    const key = JSON.stringify(urlOptions);
    const urls = remembered.get(key) ?? compileUrls(urlOptions, bytesOf, onForeign);
    remembered.set(key, urls);
    return urls;
  };
  return (options) => {
    const { ids, foreign, ...urlOptions } = options;
    const urls = inUse.get(options.routes) ?? urlsOf(urlOptions);
    inUse.set(options.routes, urls);
    const swap = createIdSwap(ids, foreign);
    const perRoute = once((route: Route) => routeLens(options, route, urls(route), swap));
    return { forRoute: perRoute };
  };
}

export const createLens = (options: LensOptions): Lens => createLensFactory()(options);

function compileUrls(
  options: UrlOptions,
  bytesOf: RouteUrls['bytesOf'],
  onForeign: ForeignLink = () => undefined,
): (route: Route) => RouteUrls {
  const { publicUrl, routes, authUrl } = options;
  const gatewayRoot = (route: Route): string => `${publicUrl}/clouds/${route.regionSlug}/${route.service}`;
  const facade = (options.identityUrl ?? `${publicUrl}/identity/v3`).replace(/\/v3$/, '');
  const { host: authority, hostname } = new URL(publicUrl);
  const bare = { authority, hostname };
  const memberTable = createUrlTable([
    ...routes.map((route) => ({ from: gatewayRoot(route), to: route.root })),
    { from: facade, to: identityRoot(authUrl) },
  ]);
  const toMember = createUrlScanner(memberTable);
  const urlToMember = createUrlReader(memberTable);
  // Services of several regions may share a root: the route that is asked comes first, then its region.
  const rules = routes.flatMap((route) => {
    const toSelf = gatewayRoot(route);
    const to = route.type === 'identity' && !options.native ? facade : toSelf;
    return route.roots.map((from) => ({ from, to, toSelf, place: placeOf(route) }));
  });
  const [data, prose] = [createUrlTable(rules), createUrlTable(rules, true)];
  const placesOf = createPlacesOf();
  return once((route) => {
    const self = gatewayRoot(route);
    const asked = { current: placeOf(route), elsewhere: self };
    return {
      toMember,
      urlToMember,
      inProse: createUrlScanner(prose, { ...asked, bare, bareIps: true }),
      urlToGateway: createUrlReader(data, { ...asked, own: authority }),
      self,
      places: placesOf(route.type),
      bytesOf,
      onForeign: (host) => onForeign(options.cloud, route, host),
    };
  });
}

/** Texts longer than this get memory of their own. */
const ROOM = 1024 * 1024;

/** Passes read one text after the other, so that all of them have room in one place. */
function createBytesOf(): (text: string) => Uint8Array {
  let room = Buffer.alloc(0);
  return (text) => {
    if (text.length > ROOM) return Buffer.from(text, 'latin1');
    if (text.length > room.length) room = Buffer.alloc(Math.min(ROOM, text.length * 2));
    room.write(text, 'latin1');
    return room;
  };
}

/** What keys mean is the same for all routes of a type. */
function createPlacesOf(): (type: string) => Places {
  const made = new Map<string, Places>();
  return (type) => {
    const places = made.get(type) ?? createPlaces(type);
    made.set(type, places);
    return places;
  };
}

function routeLens({ publicUrl }: LensOptions, route: Route, urls: RouteUrls, ids: IdSwap): RouteLens {
  const { places, bytesOf, onForeign } = urls;
  const toMember = [urls.toMember, ids.toMember];
  const inProse = [urls.inProse, ids.toGateway];
  const sent = createValueLens({ url: urls.urlToMember, ids: ids.toMember, words: ids.words });
  const links = { publicUrl, root: urls.self };
  const said = createValueLens({ url: urls.urlToGateway, ids: ids.toGateway, links });
  const jsonToMember = createJsonPass({ places, bytesOf, values: sent, record: route.type === 'image' });
  const answers = { places, bytesOf, values: said, leads: true, onForeign };
  const json = createJsonPass(answers);
  // Where the links of a service stand under names of their own, nothing is plain.
  const plain =
    route.type === 'key-manager'
      ? undefined
      : createPlainPass({ url: urls.urlToGateway, hits: ids.hits, placeOf: places.named, publicUrl });
  const pass = (scanner: Scanner) => ({
    text: (text: string) => translate(scanner, text),
    stream: () => createLensStream([scanner]),
  });
  const swap = (text: string): string => translate(ids.toMember, text);
  const back = (text: string): string => translate(ids.toGateway, text);
  const header = (
    kind: HeaderKind,
    ids: (text: string) => string,
    scanners: readonly Scanner[],
    value: string,
  ): string => {
    switch (kind) {
      case 'user data':
        return value;
      case 'ids':
        return ids(value);
      case 'access list':
        return inAccessList(ids, value);
      case 'sync target':
        return inSyncTarget(ids, (url) => through(scanners, url), value);
      case 'protocol':
        return through(scanners, value);
    }
  };
  /** S3 clients sign both. */
  const isS3 = route.type === 's3';
  const asIs = (text: string): string => text;
  const isObjectStore = route.type === 'object-store';
  return {
    ...connectTo(route.root),
    request: {
      path: isS3 ? asIs : isObjectStore ? accountInPath(swap, route.base) : (rest) => inPath(swap, rest),
      query: isObjectStore || isS3 ? asIs : (raw) => inQuery(swap, raw),
      ...pass(jsonToMember),
      header: (name, value) => header(requestHeaderKind(route.type, name), swap, toMember, value),
    },
    answer: {
      text: (text) => plain?.(text) ?? translate(json, text),
      errorText: (text) => through(inProse, text),
      header: (name, value) => header(answerHeaderKind(route.type, name), back, inProse, value),
      location(value, upstreamUrl) {
        // The parsed form is what a client would use: without dots, backslashes or an upper-case host.
        const url = URL.parse(value, upstreamUrl);
        if (url === null || url.username !== '' || url.password !== '') return undefined;
        const translated = said.url(url.href) ?? url.href;
        const ours = translated !== url.href && translated.startsWith(`${publicUrl}/`);
        return ours ? translated : undefined;
      },
      stream: (kind = 'json') => createLensStream(kind === 'json' ? [json] : inProse),
      links: pass(createJsonPass({ ...answers, linksOnly: true })),
      record: pass(createJsonPass({ ...answers, record: true })),
      account: accountInXml(back),
    },
  };
}

const through = (scanners: readonly Scanner[], text: string): string =>
  scanners.reduce((part, scanner) => translate(scanner, part), text);

const placeOf = ({ regionSlug, service }: Route): Place => ({
  key: `${regionSlug}/${service}`,
  region: regionSlug,
});

/** What is the same for all routes of one region and service is made once; the same object is found without a key. */
function once<T>(make: (route: Route) => T): (route: Route) => T {
  const made = new Map<string, T>();
  const found = new WeakMap<Route, T>();
  return (route) => {
    const same = found.get(route);
    if (same !== undefined) return same;
    const key = `${route.regionSlug}/${route.service}`;
    const known = made.get(key) ?? make(route);
    made.set(key, known);
    found.set(route, known);
    return known;
  };
}
