// SPDX-License-Identifier: Apache-2.0
// Clouds of a further kind as sources: one API for the whole cloud. What they have belongs to no project of the gateway.
import { type ApiCloudDeps, createApiCloudConnection } from '../../members/api-cloud.ts';
import type { CurrentFleet } from '../../members/fleet.ts';
import type { ResourceAdapters } from '../../model/scs/adapter.ts';
import { NOT_OFFERED, type SourceKind } from './source.ts';

export function apiKind(
  deps: ApiCloudDeps & { readonly fleet: CurrentFleet },
  kind: string,
  resources: ResourceAdapters,
): SourceKind {
  return {
    resources,
    hasProjects: false,
    async open({ cloud: id, caller, adapter, project }) {
      const cloud = deps.fleet().apis.get(id);
      if (cloud === undefined || cloud.kind.kind !== kind) return NOT_OFFERED;
      // It knows no roles of Keystone, so that some of the owner's cannot be told from all.
      const chosenRoles = caller.caller.credential?.roles !== undefined;
      if (project !== undefined || chosenRoles) return { sources: [], nothing: 'no-access' };
      const connection = createApiCloudConnection(deps, {
        cloud,
        principal: caller.caller.principal,
        admit: () => caller.admit.member(id),
      });
      return { sources: [{ where: { cloud: id, region: id, project: null }, connection, adapter, resources }] };
    },
  };
}
