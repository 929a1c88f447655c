// SPDX-License-Identifier: Apache-2.0
// Kubernetes clusters as sources: each cluster of the cloud. What is in a cluster belongs to no project.
import { type ClusterApiDeps, createClusterConnection } from '../../members/cluster-api.ts';
import type { CurrentFleet } from '../../members/fleet.ts';
import type { ResourceAdapters } from '../../model/scs/adapter.ts';
import { NOT_OFFERED, type SourceKind } from './source.ts';

export function kubernetesKind(
  deps: ClusterApiDeps & { readonly fleet: CurrentFleet },
  resources: ResourceAdapters,
): SourceKind {
  return {
    resources,
    hasProjects: false,
    async open({ cloud, caller, adapter }) {
      const clusters = [...deps.fleet().clusters.values()].filter((cluster) => cluster.cloud === cloud);
      if (clusters.length === 0) return NOT_OFFERED;
      const sources = clusters.map((cluster) => ({
        where: { cloud, region: cloud, project: null, cluster: cluster.id },
        connection: createClusterConnection(deps, {
          cluster,
          caller: caller.cluster,
          admit: () => caller.admit.cluster(cluster.id, cloud),
        }),
        adapter,
        resources,
      }));
      return { sources };
    },
    /** Objects of clusters are named `cluster:…`. */
    having: (sources, id) => sources.filter(({ where }) => where.cluster === id.split(':', 1)[0]),
  };
}
