// SPDX-License-Identifier: Apache-2.0
// What is so in one Kubernetes cluster, as the standards look at it. What the caller may not see there is unknown.
import { hasNetworkPolicies } from '../../adapters/kubernetes/cluster-look.ts';
import { type KubeNode, NODES, NODES_PAGE } from '../../adapters/kubernetes/node.ts';
import { type KubeObject, one, pages } from '../../adapters/kubernetes/objects.ts';
import { GatewayError } from '../../model/errors.ts';
import type { NativeApi } from '../../model/scs/adapter.ts';
import type { ClusterFacts } from '../../standards/facts.ts';
import { factual } from './facts.ts';

interface StorageClass extends KubeObject {
  readonly provisioner: string;
}

const DEFAULT_CLASS = 'storageclass.kubernetes.io/is-default-class';
/** What is above it is not looked at: labels are alike, or already wrong among the first thousand. */
const MOST_PAGES = 10;

export async function readCluster(api: NativeApi): Promise<ClusterFacts> {
  const [version, nodes, storageClasses, networkPolicies] = await Promise.all([
    factual(() => versionOf(api)),
    factual(() => nodesOf(api)),
    factual(async () =>
      (await one<{ items: StorageClass[] }>(api, '/apis/storage.k8s.io/v1/storageclasses')).items.map(
        ({ metadata, provisioner }) => ({
          name: metadata.name,
          provisioner,
          default: metadata.annotations?.[DEFAULT_CLASS] === 'true',
        }),
      ),
    ),
    factual(() => hasNetworkPolicies(api)),
  ]);
  return { id: api.cluster ?? '', version, nodes, storageClasses, networkPolicies };
}

async function versionOf(api: NativeApi): Promise<string> {
  const { gitVersion } = await one<{ gitVersion?: unknown }>(api, '/version');
  if (typeof gitVersion === 'string') return gitVersion;
  throw new GatewayError('memberGarbage', { cloud: api.cloud, detail: 'no gitVersion at /version' });
}

async function nodesOf(api: NativeApi): Promise<{ name: string; labels: Readonly<Record<string, string>> }[]> {
  const seen: KubeNode[] = [];
  let read = 0;
  for await (const { items } of pages<KubeNode>(api, NODES, NODES_PAGE)) {
    seen.push(...items);
    if (++read >= MOST_PAGES) break;
  }
  return seen.map(({ metadata: { name, labels } }) => ({ name, labels: labels ?? {} }));
}
