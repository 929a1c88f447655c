// SPDX-License-Identifier: Apache-2.0
// Kubernetes clusters as sources: each cluster of the cloud. What is in a cluster belongs to no project. A cluster that the
// caller's token is not for (`passthrough`) is, as a project without a role, none of the caller's.
import { type ClusterApiDeps, createClusterConnection } from '../../members/cluster-api.ts';
import type { CurrentFleet } from '../../members/fleet.ts';
import type { Cluster, ClusterCaller } from '../../model/cluster.ts';
import { toGatewayError } from '../../model/errors.ts';
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
      const all = [...deps.fleet().clusters.values()].filter((cluster) => cluster.cloud === cloud);
      if (all.length === 0) return NOT_OFFERED;
      // It knows no roles of Keystone, so that some of the owner's cannot be told from all.
      if (caller.caller.credential?.roles !== undefined) return { sources: [], nothing: 'no-access' };
      // The clusters themselves are listed whoever may enter them.
      const clusters = adapter === resources.clusters ? all : await provable(all, caller.cluster);
      if (clusters.length === 0) return { sources: [], nothing: 'no-access' };
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

async function provable(clusters: readonly Cluster[], caller: ClusterCaller): Promise<readonly Cluster[]> {
  const can = await Promise.all(
    clusters.map(({ strategy }) =>
      strategy.credential(caller).then(
        () => true,
        (cause: unknown) => toGatewayError(cause).code !== 'forbidden',
      ),
    ),
  );
  return clusters.filter((_, i) => can[i]);
}
