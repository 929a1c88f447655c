// SPDX-License-Identifier: Apache-2.0
// The clusters as this caller sees them: whether reachable, whether the caller's token counts there, which version, and the
// number of nodes if the caller may list them.
import { lookAt } from '../../../adapters/kubernetes/cluster-look.ts';
import { createClusterConnection } from '../../../members/cluster-api.ts';
import type { Cluster, ClusterCaller } from '../../../model/cluster.ts';
import { type ShownNotice, shownNotice } from '../../../model/maintenance.ts';
import { K8S } from '../../../model/public-paths.ts';
import type { ReferenceCache } from '../../../model/reference-cache.ts';
import type { ClusterDeps } from './deps.ts';

export interface ListedCluster {
  readonly id: string;
  readonly name: string;
  readonly cloud: string;
  readonly server: string;
  readonly reachable: boolean;
  /** False: it wants another token than this one. Null: not known. */
  readonly access: boolean | null;
  readonly version?: string;
  /** Absent if the caller may not list nodes. */
  readonly nodes?: number;
  /** Absent: none. */
  readonly maintenance?: ShownNotice;
}

export interface ListDeps extends ClusterDeps {
  readonly references: ReferenceCache;
}

export async function listClusters(
  deps: ListDeps,
  caller: ClusterCaller,
  signal: AbortSignal,
): Promise<{ clusters: ListedCluster[] }> {
  const clusters = [...deps.fleet().clusters.values()];
  return { clusters: await Promise.all(clusters.map((cluster) => look(deps, cluster, caller, signal))) };
}

async function look(
  deps: ListDeps,
  cluster: Cluster,
  caller: ClusterCaller,
  signal: AbortSignal,
): Promise<ListedCluster> {
  const { id, name, cloud } = cluster;
  const notice = deps.maintenance.cluster(cluster);
  const listed = {
    ...{ id, name, cloud, server: `${deps.publicUrl}${K8S}${id}` },
    ...(notice === undefined ? {} : { maintenance: shownNotice(notice) }),
  };
  try {
    const { version, look } = await lookAt(createClusterConnection(deps, { cluster, caller }).api({ signal }));
    const { reach } = look;
    return {
      ...listed,
      reachable: reach === 'unprovable' ? await answers(cluster, caller) : reach !== 'away',
      access: ACCESS[reach],
      ...(typeof version?.gitVersion === 'string' ? { version: version.gitVersion } : {}),
      ...(look.nodes === null ? {} : { nodes: look.nodes.total }),
    };
  } catch {
    return { ...listed, reachable: false, access: null };
  }
}

const ACCESS = { answers: true, refused: false, unprovable: false, away: null } as const;

/** Whatever it says to a stranger. */
const answers = ({ transport, server }: Cluster, { principal }: ClusterCaller): Promise<boolean> =>
  transport.call({ method: 'GET', url: `${server}/version`, by: { key: principal.id } }).then(
    () => true,
    () => false,
  );
