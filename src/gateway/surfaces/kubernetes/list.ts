// SPDX-License-Identifier: Apache-2.0
// The clusters as this caller sees them: reachable or not, which version, how many nodes where the caller may know.
import type { Cluster, ClusterCaller } from '../../../model/cluster.ts';
import type { ClusterDeps } from './deps.ts';
import { asRecord } from './headers.ts';

export interface ListedCluster {
  readonly id: string;
  readonly name: string;
  readonly cloud: string;
  readonly server: string;
  readonly reachable: boolean;
  readonly version?: string;
  /** Absent where the caller may not list nodes. */
  readonly nodes?: number;
}

export async function listClusters(deps: ClusterDeps, caller: ClusterCaller): Promise<{ clusters: ListedCluster[] }> {
  const clusters = [...deps.hub().clusters.values()];
  return { clusters: await Promise.all(clusters.map((cluster) => look(deps, cluster, caller))) };
}

async function look({ publicUrl }: ClusterDeps, cluster: Cluster, caller: ClusterCaller): Promise<ListedCluster> {
  const { id, name, cloud } = cluster;
  const listed = { id, name, cloud, server: `${publicUrl}/k8s/${id}` };
  const ask = async (path: string): Promise<Record<string, unknown> | undefined> => {
    const answer = await cluster.transport.call({
      method: 'GET',
      url: `${cluster.server}${path}`,
      headers: { accept: 'application/json', ...asRecord(await cluster.strategy.prove(caller)) },
    });
    return answer.status === 200 ? (JSON.parse(answer.body) as Record<string, unknown>) : undefined;
  };
  try {
    const version = await ask('/version');
    // One object and the count of what is left: cheap on any cluster.
    const nodes = await ask('/api/v1/nodes?limit=1').catch(() => undefined);
    const metadata = nodes?.metadata as { remainingItemCount?: number } | undefined;
    const items = nodes?.items as unknown[] | undefined;
    return {
      ...listed,
      reachable: true,
      ...(typeof version?.gitVersion === 'string' ? { version: version.gitVersion } : {}),
      ...(items === undefined ? {} : { nodes: items.length + (metadata?.remainingItemCount ?? 0) }),
    };
  } catch {
    return { ...listed, reachable: false };
  }
}
