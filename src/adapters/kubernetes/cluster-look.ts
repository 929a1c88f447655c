// SPDX-License-Identifier: Apache-2.0
// Inspects a cluster as one caller sees it: whether it answers, and what this caller may read. It never fails because
// of the cluster: an unreachable cluster is a result.
import { type GatewayError, toGatewayError } from '../../model/errors.ts';
import type { NativeAnswer, NativeApi } from '../../model/scs/adapter.ts';
import { attempt, knock, type Reach } from '../reach.ts';
import { isReady, type KubeNode, NODES, NODES_PAGE, REGION, ZONE } from './node.ts';
import { type KubeObject, one, pages } from './objects.ts';

export interface ClusterLook {
  readonly id: string;
  readonly name: string;
  readonly server: string | null;
  readonly reach: Reach;
  /** From /readyz; null if that is not known. */
  readonly ready: boolean | null;
  /** When it was queried, by the cluster's own clock (the Date header, RFC 9110 §6.6.1). */
  readonly date: string | null;
  readonly nodes: NodeCount | null;
  readonly storageClasses: readonly KubeStorageClass[] | null;
  readonly apiGroups: readonly string[] | null;
  readonly networkPolicy: boolean | null;
}

interface NodeCount {
  readonly total: number;
  readonly ready: number | null;
  readonly zones: readonly string[] | null;
  readonly regions: readonly string[] | null;
}

export interface KubeVersion {
  readonly gitVersion?: string;
  readonly platform?: string;
}

export interface KubeStorageClass extends KubeObject {
  readonly provisioner: string;
}

/** A list of clusters must not read ten thousand nodes: above this limit only their number is reported. */
const MOST_NODES_PAGES = 10;

export interface LookedAt {
  readonly version: KubeVersion | null;
  readonly look: ClusterLook;
}

/** For callers who only need to know whether the cluster responds. */
export async function reachable(api: NativeApi): Promise<Reach> {
  return (await knock(api, () => version(api))).reach;
}

const version = (api: NativeApi): Promise<NativeAnswer> => api.call({ service: 'kubernetes', path: '/version' });

export async function lookAt(api: NativeApi): Promise<LookedAt> {
  const asked = await knock(api, () => version(api));
  const known = {
    id: api.cluster ?? '',
    name: api.clusterName ?? api.cluster ?? '',
    server: api.endpoint('kubernetes') ?? null,
  };
  const { reach } = asked;
  if (reach !== 'answers') return { version: null, look: { ...known, ...NOTHING, reach } };
  const [ready, nodes, classes, groups, networking] = await Promise.all([
    attempt(api, () => api.call({ service: 'kubernetes', path: '/readyz' })),
    attempt(api, () => countNodes(api)),
    attempt(api, () => one<{ items: KubeStorageClass[] }>(api, '/apis/storage.k8s.io/v1/storageclasses')),
    attempt(api, () => api.cached('discovery', 'groups', groupNames)),
    attempt(api, () => api.cached('discovery', 'networkpolicies', hasNetworkPolicies)),
  ]);
  return {
    version: (asked.value?.body as KubeVersion | undefined) ?? null,
    look: {
      ...known,
      reach,
      ready: readiness(ready.error),
      date: asked.value?.headers.date ?? null,
      nodes: nodes.value ?? null,
      storageClasses: classes.value?.items ?? null,
      apiGroups: groups.value ?? null,
      networkPolicy: networking.value ?? null,
    },
  };
}

const NOTHING = {
  ready: null,
  date: null,
  nodes: null,
  storageClasses: null,
  apiGroups: null,
  networkPolicy: null,
} as const;

/** /readyz answers 500 if the cluster is not ready, and 403 if the caller may not read it. */
const readiness = (error: GatewayError | undefined): ClusterLook['ready'] => {
  if (error === undefined) return true;
  return error.code === 'nativeFailed' ? false : null;
};

async function countNodes(api: NativeApi): Promise<NodeCount> {
  const seen: KubeNode[] = [];
  let read = 0;
  for await (const { items, left } of pages<KubeNode>(api, NODES, NODES_PAGE)) {
    seen.push(...items);
    if (++read >= MOST_NODES_PAGES && left > 0)
      return { total: seen.length + left, ready: null, zones: null, regions: null };
  }
  return summary(seen);
}

function summary(nodes: readonly KubeNode[]): NodeCount {
  const values = (label: string): string[] =>
    [...new Set(nodes.flatMap(({ metadata }) => metadata.labels?.[label] ?? []))].sort();
  return {
    total: nodes.length,
    ready: nodes.filter(isReady).length,
    zones: values(ZONE),
    regions: values(REGION),
  };
}

async function groupNames(api: NativeApi): Promise<string[]> {
  const { groups } = await one<{ groups: { name: string }[] }>(api, '/apis');
  return groups.map(({ name }) => name).sort();
}

export async function hasNetworkPolicies(api: NativeApi): Promise<boolean> {
  try {
    const { resources } = await one<{ resources: { name: string }[] }>(api, '/apis/networking.k8s.io/v1');
    return resources.some(({ name }) => name === 'networkpolicies');
  } catch (cause) {
    if (toGatewayError(cause).code === 'nativeNotFound') return false;
    throw cause;
  }
}
