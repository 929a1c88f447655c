// SPDX-License-Identifier: Apache-2.0
// Maps the nodes of a cluster to normalised items.
import type { ResourceAdapter } from '../../../model/scs/adapter.ts';
import type { ItemOf } from '../../../model/scs/resource.ts';
import type { nodes as definition } from '../../../model/scs/resources/nodes.ts';
import { type Amounts, isReady, type KubeNode, NODES, NODES_PAGE, REGION, ZONE } from '../node.ts';
import { createdOf, idOf, isOther, one, pages, partsOf } from '../objects.ts';
import { cpuMillis, integer, memoryMiB } from '../quantity.ts';

const ROLE = 'node-role.kubernetes.io/';

type Node = ItemOf<typeof definition>;

export const nodes: ResourceAdapter<KubeNode, undefined, Node> = {
  service: 'kubernetes',
  async *list(api, { filters, metadata }) {
    if (isOther(api, filters)) return;
    for await (const { items } of pages<KubeNode>(api, NODES, NODES_PAGE, metadata))
      yield items.map((native) => ({ native }));
  },

  async get(api, id) {
    const [name = ''] = partsOf(api, id, 1);
    return { native: await one<KubeNode>(api, `${NODES}/${encodeURIComponent(name)}`) };
  },

  map({ native }, { cloud, region, cluster = '' }) {
    const { name, labels = {} } = native.metadata;
    const { nodeInfo = {}, capacity, allocatable, addresses = [] } = native.status ?? {};
    return {
      cloud,
      region,
      project: null,
      id: idOf(cluster, name),
      name,
      status: statusOf(native),
      createdAt: createdOf(native),
      cluster,
      metadata: labels,
      roles: Object.keys(labels).flatMap((label) => (label.startsWith(ROLE) ? [label.slice(ROLE.length)] : [])),
      version: nodeInfo.kubeletVersion || null,
      zone: labels[ZONE] ?? null,
      nodeRegion: labels[REGION] ?? null,
      instanceType: labels['node.kubernetes.io/instance-type'] ?? null,
      capacity: amounts(capacity),
      allocatable: amounts(allocatable),
      architecture: nodeInfo.architecture || null,
      osImage: nodeInfo.osImage || null,
      kernel: nodeInfo.kernelVersion || null,
      containerRuntime: nodeInfo.containerRuntimeVersion || null,
      addresses: addresses.map(({ type, address }) => ({ type, address })),
      taints: native.spec?.taints?.length ?? 0,
    };
  },
};

const amounts = (given: Amounts = {}): Node['capacity'] => ({
  cpuMillis: cpuMillis(given.cpu),
  memoryMiB: memoryMiB(given.memory),
  pods: integer(given.pods),
});

/** The node controller sets the condition to `Unknown` when a kubelet stops reporting. */
function statusOf(node: KubeNode): Node['status'] {
  if (isReady(node)) return node.spec?.unschedulable === true ? 'cordoned' : 'ready';
  const ready = node.status?.conditions?.find(({ type }) => type === 'Ready');
  return ready === undefined ? 'unknown' : 'not-ready';
}
