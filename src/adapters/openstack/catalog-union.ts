// SPDX-License-Identifier: Apache-2.0
// Merges the published catalogs of several members, and converts them to and from their stored form.
import type { Catalog, ServiceEntry } from '../../model/catalog.ts';

/**
 * The union, in the members' order. Services of one type on different members become one entry (clients select by type,
 * then by region). Two services of one type on the SAME member stay separate: merging them would yield two URLs for one
 * region. Aliases are not merged: a client that asks for `volumev3` must find that very type if the member has it.
 */
export function unionCatalogs(catalogs: readonly Catalog[]): Catalog {
  const union: ServiceEntry[] = [];
  for (const catalog of catalogs) {
    // What this member has added itself is no partner of its own.
    const free = createPartners(union);
    for (const entry of catalog) {
      const at = free(entry);
      const partner = at === undefined ? undefined : union[at];
      if (at === undefined || partner === undefined) union.push(entry);
      else union[at] = { ...partner, endpoints: [...partner.endpoints, ...entry.endpoints] };
    }
  }
  return union;
}

/** Gives each service of a member another place in the union: of its type and name, else the first one of its type. */
function createPartners(union: readonly ServiceEntry[]): (entry: ServiceEntry) => number | undefined {
  const taken = new Set<number>();
  const queues = new Map<string, number[]>();
  const nameOf = (...parts: string[]): string => JSON.stringify(parts);
  // Last to first, so that the end of each queue is the first one.
  for (const [at, { type, name }] of [...union.entries()].reverse())
    for (const key of [nameOf(type), nameOf(type, name)]) {
      const queue = queues.get(key) ?? [];
      queue.push(at);
      queues.set(key, queue);
    }
  const next = (key: string): number | undefined => {
    const queue = queues.get(key);
    for (let at = queue?.pop(); at !== undefined; at = queue?.pop())
      if (!taken.has(at)) {
        taken.add(at);
        return at;
      }
    return undefined;
  };
  return ({ type, name }) => next(nameOf(type, name)) ?? next(nameOf(type));
}

/** What a catalogue has in one region. */
export const catalogOfRegion = (catalog: Catalog, region: string): Catalog =>
  catalog
    .map((entry) => ({ ...entry, endpoints: entry.endpoints.filter(({ region_id }) => region_id === region) }))
    .filter(({ endpoints }) => endpoints.length > 0);

/**
 * Keystone's own placeholder in endpoint templates. It cannot occur in a published URL, where `%` is followed by hex
 * digits.
 */
const PROJECT = '%(project_id)s';

/** A published catalog as a template for every project: the last known one of a member that does not answer. */
export const toTemplate = (catalog: Catalog, projectId: string): string =>
  JSON.stringify(catalog).replaceAll(projectId, PROJECT);

export const fromTemplate = (template: string, projectId: string): Catalog =>
  JSON.parse(template.replaceAll(PROJECT, projectId)) as Catalog;
