// SPDX-License-Identifier: Apache-2.0
// Maps a cluster itself to a normalised item.
import { GatewayError } from '../../../model/errors.ts';
import type { ResourceAdapter } from '../../../model/scs/adapter.ts';
import type { ItemOf } from '../../../model/scs/resource.ts';
import type { clusters as definition } from '../../../model/scs/resources/clusters.ts';
import { kubernetesAge } from '../../../standards/kaas/kubernetes-versions.ts';
import { type ClusterLook, type KubeStorageClass, type KubeVersion, lookAt } from '../cluster-look.ts';

type Cluster = ItemOf<typeof definition>;

export const clusters: ResourceAdapter<KubeVersion | null, ClusterLook, Cluster> = {
  service: 'kubernetes',
  async *list(api) {
    const { version, look } = await lookAt(api);
    yield [{ native: version, extra: look }];
  },

  async get(api, id) {
    if (id !== api.cluster)
      throw new GatewayError('nativeNotFound', { cloud: api.cloud, detail: `this is cluster ${api.cluster}` });
    const { version, look } = await lookAt(api);
    return { native: version, extra: look };
  },

  map({ native, extra }, { cloud, region, cluster = '' }) {
    const { nodes, ...look } = extra ?? NEVER;
    const asked = Date.parse(look.date ?? '');
    const age = kubernetesAge(native?.gitVersion ?? '', asked);
    return {
      cloud,
      region,
      project: null,
      id: cluster,
      name: look.name || cluster,
      status: statusOf(look),
      createdAt: null,
      url: look.server,
      version: native?.gitVersion ?? null,
      minor: age?.branch ?? null,
      platform: native?.platform ?? null,
      endOfLife: age?.endOfLife ?? null,
      supported: Number.isNaN(asked) ? null : (age?.supported ?? null),
      nodes: nodes === null ? null : { total: nodes.total, ready: nodes.ready },
      zones: nodes?.zones == null ? null : [...nodes.zones],
      nodeRegions: nodes?.regions == null ? null : [...nodes.regions],
      storageClasses: look.storageClasses?.map(storageClass) ?? null,
      networkPolicy: look.networkPolicy,
      cni: network(look.apiGroups),
      apiGroups: look.apiGroups === null ? null : [...look.apiGroups],
    };
  },
};

const NEVER: ClusterLook = {
  id: '',
  name: '',
  server: null,
  reach: 'unprovable',
  ready: null,
  date: null,
  nodes: null,
  storageClasses: null,
  apiGroups: null,
  networkPolicy: null,
};

function statusOf({ reach, ready }: Pick<ClusterLook, 'reach' | 'ready'>): Cluster['status'] {
  if (reach === 'away') return 'unreachable';
  if (reach !== 'answers' || ready === null) return 'unknown';
  return ready ? 'ready' : 'degraded';
}

const DEFAULT = 'storageclass.kubernetes.io/is-default-class';

const storageClass = ({ metadata, provisioner }: KubeStorageClass) => ({
  name: metadata.name,
  provisioner,
  default: metadata.annotations?.[DEFAULT] === 'true',
});

/** The API groups that network plugins register. */
const NETWORKS: readonly (readonly [group: RegExp, cni: Cluster['cni']])[] = [
  [/^(?:crd\.antrea\.io|controlplane\.antrea\.io)$/, 'antrea'],
  [/^(?:crd\.projectcalico\.org|projectcalico\.org|operator\.tigera\.io)$/, 'calico'],
  [/^cilium\.io$/, 'cilium'],
  [/^kubeovn\.io$/, 'kube-ovn'],
  [/^k8s\.ovn\.org$/, 'ovn-kubernetes'],
];

function network(groups: readonly string[] | null): Cluster['cni'] {
  const found = NETWORKS.filter(([group]) => groups?.some((name) => group.test(name)));
  return found.length === 1 ? (found[0]?.[1] ?? 'unknown') : 'unknown';
}
