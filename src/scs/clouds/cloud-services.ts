// SPDX-License-Identifier: Apache-2.0
// The regions of a cloud and the services in them, from a catalogue as the gateway publishes it, each service with the
// versions that its own root document lists.
import { officialType, type Published, type Route } from '../../adapters/openstack/index.ts';
import { type ServiceVersion, versionList } from '../../adapters/openstack/version-list.ts';
import { REFERENCE_LIVES } from '../../members/reference-lives.ts';
import { GatewayError } from '../../model/errors.ts';
import type { Member } from '../../model/member.ts';
import type { ReferenceCache, ReferenceKey } from '../../model/reference-cache.ts';
import { AT_ONCE, atMost } from '../sources/at-most.ts';
import type { Circuit, RegionItem, ServiceItem } from './cloud-schema.ts';

export type Known = Pick<Published, 'catalog' | 'routes'>;

export interface CloudServicesDeps {
  readonly references: ReferenceCache;
  readonly publicUrl: string;
}

/** A service where the catalogue has it. */
interface Place {
  readonly region: string;
  readonly type: string;
  readonly name: string;
  readonly url: string;
  readonly route: Route;
}

/** Official types of all that the catalogue lists. */
export const typesOf = ({ catalog }: Known): ReadonlySet<string> =>
  new Set(catalog.map(({ type }) => officialType(type)));

/** Services that are asked for their versions in one look at a cloud: real ones have some dozen in each region. */
const MOST_ASKED = 200;

/** `ask`: false gives what is known of versions without a question to the cloud. */
export async function regionsOf(
  deps: CloudServicesDeps,
  member: Member,
  known: Known,
  ask: boolean,
): Promise<RegionItem[]> {
  const places = placesOf(deps.publicUrl, known);
  let left = MOST_ASKED;
  const services = await atMost(AT_ONCE, places, async (place): Promise<[string, ServiceItem]> => {
    const versions = await versionsOf(deps.references, member, place.route, ask && left-- > 0);
    const { type, name, url, route } = place;
    return [
      place.region,
      { type, name, url, versions, microversions: microversions(versions), circuit: circuitOf(member, route.root) },
    ];
  });
  const byRegion = Map.groupBy(services, ([region]) => region);
  return regionIds(member, known).map((id) => ({
    id,
    services: (byRegion.get(id) ?? []).map(([, service]) => service),
  }));
}

/** The default one first. */
export const regionIds = (member: Member, { routes }: Pick<Known, 'routes'>): string[] => [
  ...new Set([member.id, ...routes.map(({ regionSlug }) => regionSlug)]),
];

export const circuitOf = (member: Pick<Member, 'transport'>, url: string): Circuit =>
  member.transport.breakers().get(new URL(url).origin)?.state ?? 'closed';

/** One for each route: a catalogue may list Cinder twice, by its old type and version and by its new ones. */
function placesOf(publicUrl: string, { catalog, routes }: Known): Place[] {
  const places = new Map<Route, Place>();
  const bySegment = new Map(routes.map((route) => [`${route.regionSlug}/${route.service}`, route]));
  for (const { type, name, endpoints } of catalog)
    for (const { region, url, interface: face } of endpoints) {
      if (face !== 'public') continue;
      const official = officialType(type);
      // Keystone's endpoint is the gateway's own.
      const segment = official === 'identity' ? 'identity' : segmentOf(`${publicUrl}/clouds/${region}/`, url);
      const route = bySegment.get(`${region}/${segment}`);
      if (route === undefined || route.type !== official) continue;
      if (!places.has(route) || url.includes('/v3'))
        places.set(route, { region, type: official, name, url: url.replace(/\/+$/, ''), route });
    }
  return [...places.values()].sort((a, b) => (a.type < b.type ? -1 : a.type > b.type ? 1 : 0));
}

const segmentOf = (base: string, url: string): string | undefined =>
  url.startsWith(base) ? url.slice(base.length).split('/', 1)[0] : undefined;

async function versionsOf(
  references: ReferenceCache,
  member: Member,
  { root, regionSlug }: Route,
  ask: boolean,
): Promise<ServiceVersion[] | null> {
  const key: ReferenceKey = { cloud: member.id, kind: 'versions', varyBy: ['list', regionSlug, root] };
  try {
    const kept = ask
      ? await references.get(key, REFERENCE_LIVES.versions, () => fetchVersions(member, root))
      : await references.last<ServiceVersion[]>(key);
    return kept?.value ?? null;
  } catch {
    return null;
  }
}

/** Public documents: no token goes there. A service that has none (Swift) says 4xx or something else than versions. */
async function fetchVersions({ id: cloud, transport }: Member, root: string): Promise<ServiceVersion[]> {
  const answer = await transport.call({ method: 'GET', url: `${root}/`, headers: { accept: 'application/json' } });
  if (answer.status >= 500) throw new GatewayError('nativeFailed', { cloud, detail: `versions: ${answer.status}` });
  try {
    return versionList(JSON.parse(answer.body));
  } catch {
    return [];
  }
}

function microversions(versions: readonly ServiceVersion[] | null): { min: string; max: string } | null {
  const current = versions?.find(({ status, min, max }) => status === 'current' && min !== null && max !== null);
  return current?.min && current.max ? { min: current.min, max: current.max } : null;
}
