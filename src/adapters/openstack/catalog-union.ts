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
    const taken = new Set<number>();
    for (const entry of catalog) {
      const free = (other: ServiceEntry, at: number): boolean => other.type === entry.type && !taken.has(at);
      const sameName = union.findIndex((other, at) => free(other, at) && other.name === entry.name);
      const at = sameName === -1 ? union.findIndex(free) : sameName;
      const partner = union[at];
      taken.add(partner === undefined ? union.length : at);
      if (partner === undefined) union.push(entry);
      else union[at] = { ...partner, endpoints: [...partner.endpoints, ...entry.endpoints] };
    }
  }
  return union;
}

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
