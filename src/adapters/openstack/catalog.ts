// SPDX-License-Identifier: Apache-2.0
// A member's catalog as the gateway publishes it, and the routes back to the member; computed after a session is
// opened. How clients interpret a catalog (gophercloud's and keystoneauth's rules) determines the code here.
import type { Catalog, Endpoint, Interface, ServiceEntry } from '../../model/catalog.ts';
import { endpointId, serviceId } from '../../model/ids.ts';
import type { ReachFault } from '../../model/may-name.ts';
import { withBothNames } from './both-names.ts';
import { type EndpointUrl, identityRoot, splitEndpoint } from './endpoint-url.ts';
import { regionFault, regionSlug } from './regions.ts';
import { officialType, serviceSegment } from './service-types.ts';

export interface PublishInput {
  /** The base of every gateway URL, without trailing slash. */
  readonly publicUrl: string;
  /** The member's slug. */
  readonly cloud: string;
  /** The member's own name of its default region. */
  readonly region: string;
  /** Its further regions that are published. Absent: all. */
  readonly regions?: readonly string[] | undefined;
  /** The member's Keystone, ending in `/v3`. */
  readonly authUrl: string;
  readonly catalog: Catalog;
  /** Translates member ids to gateway ids in an endpoint's suffix. */
  readonly swap: (text: string) => string;
  /** Which of the member's interfaces the gateway uses. */
  readonly interface?: Interface;
  /**
   * Accounts that live at the member: every region's identity endpoint is then the member's own, through the gateway.
   */
  readonly native?: boolean;
  /** Why the gateway does not go to a URL that the member names. Absent: it goes to every one. */
  readonly fault?: (url: string) => ReachFault | undefined;
  /** Whether what has two names is published under both. */
  readonly bothNames?: boolean | undefined;
  /** The target of the identity endpoints, instead of the facade or (native) the region's own. */
  readonly identityUrl?: string;
}

/** The target of `/clouds/{regionSlug}/{service}/…`. */
export interface Route {
  readonly regionSlug: string;
  /** The path segment. */
  readonly service: string;
  /** The official service type. */
  readonly type: string;
  /** The member's URL of the service, without trailing slash. */
  readonly root: string;
  /** Every URL by which the member may name the service: the roots of all its interfaces, `root` first. */
  readonly roots: readonly string[];
  /**
   * Of an object store: segments of the path that its endpoint has below the service. Two of Swift's `/v1/AUTH_x`; one of
   * RGW's `/v1`, where containers come next and no account is named. Absent: not known.
   */
  readonly base?: number;
}

export interface LeftOut {
  readonly region: string;
  readonly type: string;
  /** With the port. */
  readonly host: string;
  readonly fault: ReachFault;
}

export interface Published {
  readonly catalog: Catalog;
  readonly routes: readonly Route[];
  /** Endpoints that would be used and are not, since the member may not name their hosts. */
  readonly leftOut: readonly LeftOut[];
  /** Regions that cannot be published in a path, with the reason for the operator. */
  readonly skipped: readonly { readonly region: string; readonly reason: string }[];
  /** What the configuration calls a region and the catalogue does not. Absent: nothing. */
  readonly unknown?: UnknownRegions;
}

export interface UnknownRegions {
  /** The default region may be among them: then the cloud's own region is empty. */
  readonly names: readonly string[];
  readonly there: readonly string[];
}

const INTERFACES = ['public', 'internal', 'admin'] as const satisfies readonly Interface[];

export function publishCatalog(input: PublishInput): Published {
  const places = new Map<string, { readonly slug: string; readonly rank: number }>();
  const skipped: { region: string; reason: string }[] = [];
  // An endpoint without a region is in every one; the member's default region stands for that.
  const regionOf = ({ region_id, region }: Endpoint): string => region_id || region || input.region;
  const there = new Set(input.catalog.flatMap((entry) => entry.endpoints.map(regionOf)));
  const names = [...new Set([input.region, ...(input.regions ?? [])])].filter((name) => !there.has(name));
  const regions = new Set([input.region, ...there]);
  for (const region of regions) {
    if (region !== input.region && input.regions?.includes(region) === false) continue;
    const slug = regionSlug(input.cloud, input.region, region);
    const reason = region === input.region ? undefined : regionFault(slug);
    if (reason === undefined) places.set(region, { slug, rank: places.size });
    else skipped.push({ region, reason });
  }

  const routes = new RouteTable();
  const leftOut: LeftOut[] = [];
  const catalog: ServiceEntry[] = [];
  for (const entry of input.bothNames ? withBothNames(input.catalog, regionOf) : input.catalog) {
    const id = serviceId(entry.type, entry.name);
    const endpoints: Endpoint[] = [];
    // In the regions' order, without a look at regions in which this service is not.
    const inRegions = [...Map.groupBy(entry.endpoints, regionOf)].flatMap(([region, there]) => {
      const place = places.get(region);
      return place === undefined ? [] : [{ ...place, there }];
    });
    for (const { slug, there } of inRegions.sort((a, b) => a.rank - b.rank)) {
      const url = publishEndpoint(input, slug, entry.type, there, routes, leftOut);
      if (url === undefined) continue;
      // Middleware-style clients ask for `internal`, command-line clients for `public`. All three interfaces lead to
      // the gateway.
      for (const iface of INTERFACES) {
        endpoints.push({ id: endpointId(id, slug, iface), interface: iface, region: slug, region_id: slug, url });
      }
    }
    if (endpoints.length > 0) catalog.push({ id, type: entry.type, name: entry.name, endpoints });
  }
  // The member's Keystone is reachable in each of its regions, whether listed or not.
  for (const { slug } of places.values()) routes.add(slug, 'identity', [identityRoot(input.authUrl)]);
  return {
    catalog,
    routes: routes.list(),
    leftOut,
    skipped,
    // Without an endpoint it says nothing of regions.
    ...(names.length > 0 && there.size > 0 && { unknown: { names, there: [...there] } }),
  };
}

/** The gateway's URL of one service in one region. Undefined if the member lists no usable one. */
function publishEndpoint(
  input: PublishInput,
  slug: string,
  type: string,
  there: readonly Endpoint[],
  routes: RouteTable,
  leftOut: LeftOut[],
): string | undefined {
  const preferred = [input.interface ?? 'public', ...INTERFACES];
  // Keystone lists an endpoint without a URL as null.
  const usable = there
    .map((endpoint) => ({ iface: endpoint.interface, split: splitEndpoint(endpoint.url ?? '') }))
    .filter(({ split }) => split !== undefined)
    .sort((a, b) => preferred.indexOf(a.iface) - preferred.indexOf(b.iface));
  // Every root is hidden from clients, also of the interfaces and hosts that the gateway does not go to.
  const roots = usable.flatMap(({ split }) => (split === undefined ? [] : [split.root]));
  if (roots.length === 0) return undefined;
  if (officialType(type) === 'identity') {
    routes.add(slug, type, [identityRoot(input.authUrl), ...roots]);
    const own = input.native ? `${input.publicUrl}/clouds/${slug}/identity/v3` : `${input.publicUrl}/identity/v3`;
    return input.identityUrl ?? own;
  }
  const chosen = chooseEndpoint(input, usable, (host, fault) => leftOut.push({ region: slug, type, host, fault }));
  if (chosen === undefined) return undefined;
  const base = chosen.suffix.split('/').filter((part) => part !== '').length;
  const segment = routes.add(slug, type, [chosen.root, ...roots], base);
  return `${input.publicUrl}/clouds/${slug}/${segment}${input.swap(chosen.suffix)}`;
}

/** The first in the order of preference that the member may name; those before it are told to `leave`. */
function chooseEndpoint(
  { fault }: PublishInput,
  usable: readonly { readonly split: EndpointUrl | undefined }[],
  leave: (host: string, fault: ReachFault) => void,
): EndpointUrl | undefined {
  for (const { split } of usable) {
    const reason = split === undefined ? undefined : fault?.(split.root);
    if (reason === undefined) return split;
    leave(URL.parse(split?.root ?? '')?.host ?? '', reason);
  }
  return undefined;
}

/** Assigns path segments: one for each root of a type in a region, with `<type>-2` and so on for further roots. */
class RouteTable {
  readonly #routes = new Map<string, Omit<Route, 'roots'> & { readonly roots: Set<string> }>();
  /** By region, base and root: the segment that was given. */
  readonly #given = new Map<string, string>();
  /** By region and base: the first number that may be free. */
  readonly #next = new Map<string, number>();

  /** `roots`: the preferred one first. Returns the path segment. */
  add(regionSlug: string, type: string, roots: readonly string[], base = 0): string {
    const segment = serviceSegment(type);
    const root = roots[0] ?? '';
    const series = `${regionSlug}/${segment}`;
    const service = this.#given.get(`${series} ${root}`) ?? this.#free(regionSlug, segment, root);
    this.#given.set(`${series} ${root}`, service);
    const key = `${regionSlug}/${service}`;
    // Of two types that lead to one segment the later one is told.
    const known = this.#routes.get(key)?.roots ?? new Set();
    for (const one of roots) known.add(one);
    const official = officialType(type);
    const ofObjects = official === 'object-store' && base > 0 ? { base } : {};
    this.#routes.set(key, { regionSlug, service, type: official, root, roots: known, ...ofObjects });
    return service;
  }

  /** A segment that nobody has, or that has this very root: one type may be called as another one is numbered. */
  #free(regionSlug: string, base: string, root: string): string {
    const series = `${regionSlug}/${base}`;
    for (let n = this.#next.get(series) ?? 1; ; n++) {
      const service = n === 1 ? base : `${base}-${n}`;
      const known = this.#routes.get(`${regionSlug}/${service}`);
      if (known !== undefined && known.root !== root) continue;
      this.#next.set(series, n);
      return service;
    }
  }

  list(): readonly Route[] {
    return [...this.#routes.values()].map(({ roots, ...route }) => ({ ...route, roots: [...roots] }));
  }
}
