// SPDX-License-Identifier: Apache-2.0
// Services that have two names in use today. A client that asks for one of them alone finds nothing in a cloud that calls it by
// the other: Horizon 23 looks for `volumev3` or `volume`, never for `block-storage`.
import type { Catalog, Endpoint, ServiceEntry } from '../../model/catalog.ts';

const PAIRS = [
  ['block-storage', 'volumev3'],
  ['shared-file-system', 'sharev2'],
  ['workflow', 'workflowv2'],
] as const;

/** The same catalogue, in which each of those stands by both names in every region where it stands by one. */
export function withBothNames(catalog: Catalog, regionOf: (endpoint: Endpoint) => string): Catalog {
  const added = PAIRS.flatMap(([one, other]) => [missing(one, other), missing(other, one)]).filter(
    (entry) => entry !== undefined,
  );
  return added.length === 0 ? catalog : [...catalog, ...added];

  /** Of the first service of the type `from`: several would be several services of a type that has none. */
  function missing(from: string, to: string): ServiceEntry | undefined {
    const there = new Set(
      catalog.filter(({ type }) => type === to).flatMap(({ endpoints }) => endpoints.map(regionOf)),
    );
    const source = catalog.find(({ type }) => type === from);
    const endpoints = source?.endpoints.filter((endpoint) => !there.has(regionOf(endpoint))) ?? [];
    return source === undefined || endpoints.length === 0 ? undefined : { ...source, type: to, endpoints };
  }
}
