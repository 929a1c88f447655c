// SPDX-License-Identifier: Apache-2.0
// Clouds of a further kind as sources: one API for the whole cloud. What they have belongs to no project of the gateway.
import { createApiConnection } from '../../members/api-connection.ts';
import type { ApiCloud, CurrentFleet } from '../../members/fleet.ts';
import type { ReferenceCache } from '../../model/reference-cache.ts';
import type { ResourceAdapters } from '../../model/scs/adapter.ts';
import { NOT_OFFERED, type SourceKind, type SourceQuery } from './source.ts';

export interface ApiKindDeps {
  readonly fleet: CurrentFleet;
  readonly references: ReferenceCache;
  readonly publicUrl: string;
}

export function apiKind(deps: ApiKindDeps, kind: string, resources: ResourceAdapters): SourceKind {
  return {
    resources,
    hasProjects: false,
    async open(query) {
      const cloud = deps.fleet().apis.get(query.cloud);
      if (cloud === undefined || cloud.kind !== kind) return NOT_OFFERED;
      if (query.project !== undefined) return { sources: [], nothing: 'no-access' };
      return { sources: [source(cloud, query)] };
    },
  };

  function source({ id, api, transport, origin, prefix }: ApiCloud, { caller, adapter }: SourceQuery) {
    const { principal } = caller.cluster;
    const connection = createApiConnection({
      place: {
        cloud: id,
        region: id,
        offers: (service) => Object.values(resources).some((one) => one.service === service),
        // It has no surface of its own at the gateway.
        endpoint: () => undefined,
      },
      service: adapter.service,
      transport,
      origin,
      prefix,
      credential: () => api.credential(principal),
      refused: () => api.refused?.(principal),
      admit: () => caller.admit.member(id),
      hidden: (text) => text.replaceAll(api.url, deps.publicUrl).replaceAll(new URL(origin).host, id),
      cache: {
        references: deps.references,
        name: id,
        varyBy: [api.url, principal.id, ...principal.groups.toSorted()],
      },
    });
    return { where: { cloud: id, region: id, project: null }, connection, adapter, resources };
  }
}
