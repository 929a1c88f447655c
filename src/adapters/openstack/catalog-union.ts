// SPDX-License-Identifier: Apache-2.0
// Published catalogues of several members as one, and their stored form: the last steps before a token's answer.
import type { Catalog, ServiceEntry } from '../../model/catalog.ts';

/**
 * The union, in the members' order. Services of one type on different members are one entry (clients pick by type, then
 * region); two services of one type on the SAME member stay two, for merging them would offer two URLs for one region.
 * Aliases are not merged: a client that asks for `volumev3` must find that very type where the member has it.
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

/** Keystone's own placeholder in endpoint templates; it cannot occur in a published URL, where `%` is followed by hex. */
const PROJECT = '%(project_id)s';

/** A published catalogue as text that serves every project: the last known one of a member that does not answer. */
export const toTemplate = (catalog: Catalog, projectId: string): string =>
  JSON.stringify(catalog).replaceAll(projectId, PROJECT);

export const fromTemplate = (template: string, projectId: string): Catalog =>
  JSON.parse(template.replaceAll(PROJECT, projectId)) as Catalog;
