// SPDX-License-Identifier: Apache-2.0
// One look at a cluster as one caller sees it: whether it answers, and what it lets this caller know. Nothing of it fails:
// a cluster that is away is one that is known to be away.
import { GatewayError, toGatewayError } from '../../model/errors.ts';
import { inTime } from '../../model/in-time.ts';
import type { NativeAnswer, NativeApi } from '../../model/scs/adapter.ts';
import { isReady, type KubeNode, NODES, NODES_PAGE, REGION, ZONE } from './node.ts';
import { type KubeObject, one, pages } from './objects.ts';

/** `refused`: it does not take the gateway's proof. `unprovable`: this caller cannot be proven to it at all. */
export type Reach = 'answers' | 'away' | 'refused' | 'unprovable';

export interface ClusterLook {
  readonly id: string;
  readonly name: string;
  readonly server: string | null;
  readonly reach: Reach;
  /** By /readyz. */
  readonly ready: 'yes' | 'no' | 'unknown';
  /** When it was asked, by the cluster's own clock; RFC 9110's date. */
  readonly date: string | null;
  readonly nodes: NodeCount | null;
  readonly storageClasses: readonly KubeStorageClass[] | null;
  readonly apiGroups: readonly string[] | null;
  readonly networkPolicy: 'yes' | 'no' | 'unknown';
}

export interface NodeCount {
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

/** A list of clusters is no place to read ten thousand nodes: above this only their number is told. */
const MOST_NODES_PAGES = 10;
/** Milliseconds, for each question. */
const PATIENCE = 5_000;

export interface LookedAt {
  readonly version: KubeVersion | null;
  readonly look: ClusterLook;
}

/** For those who only want to know whether somebody is there. */
export async function reachable(api: NativeApi): Promise<Reach> {
  return (await knock(api)).reach;
}

async function knock(api: NativeApi): Promise<Attempt<NativeAnswer> & { readonly reach: Reach }> {
  const asked = await attempt(api, () => api.call({ service: 'kubernetes', path: '/version' }));
  return { ...asked, reach: asked.error === undefined ? 'answers' : reachOf(asked.error) };
}

export async function lookAt(api: NativeApi): Promise<LookedAt> {
  const asked = await knock(api);
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
      networkPolicy: networking.value === undefined ? 'unknown' : networking.value ? 'yes' : 'no',
    },
  };
}

const NOTHING = {
  ready: 'unknown',
  date: null,
  nodes: null,
  storageClasses: null,
  apiGroups: null,
  networkPolicy: 'unknown',
} as const;

interface Attempt<T> {
  readonly value?: T;
  readonly error?: GatewayError;
}

/**
 * Only what is no fault of the cluster is thrown: nobody waits any more, or a fault of ours. One that hangs must not take
 * the others of a list with it.
 */
async function attempt<T>(api: NativeApi, work: () => Promise<T>): Promise<Attempt<T>> {
  const { cloud } = api;
  try {
    return { value: await inTime(work(), PATIENCE, () => new GatewayError('memberTimeout', { cloud })) };
  } catch (cause) {
    // An answer that cannot be read: somebody else's than an API server's, most likely.
    const error = cause instanceof GatewayError ? cause : new GatewayError('memberGarbage', { cloud, cause });
    if (api.signal.aborted || error.code === 'internal') throw cause;
    return { error };
  }
}

function reachOf({ code }: GatewayError): Reach {
  // It has answered, though not to this question.
  if (code.startsWith('native')) return 'answers';
  if (code === 'memberRefused' || code === 'unauthorized') return 'refused';
  return code === 'forbidden' ? 'unprovable' : 'away';
}

/** Not ready is 500; who may not ask gets 403. */
const readiness = (error: GatewayError | undefined): ClusterLook['ready'] => {
  if (error === undefined) return 'yes';
  return error.code === 'nativeFailed' ? 'no' : 'unknown';
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

export function summary(nodes: readonly KubeNode[]): NodeCount {
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
