// SPDX-License-Identifier: Apache-2.0
// What reading one cluster shows of the KaaS standards: scs-0211 (storage class), 0214 (nodes), 0219 (network).
import type { StorageClassFacts } from '../facts.ts';
import { fail, pass, some, unknown, type Verdict } from '../verdict.ts';

type Node = { readonly name: string; readonly labels: Readonly<Record<string, string>> };

export const NODE_LABELS = ['topology.kubernetes.io/zone', 'topology.kubernetes.io/region'] as const;

/**
 * Missing labels are a failure. Whether labels are true, and which machines nodes run on, cannot be seen from inside.
 */
export function checkNodes(nodes: readonly Node[]): Verdict {
  if (nodes.length === 0) return unknown('there are no nodes to check');
  const bare = nodes.filter(({ labels }) => NODE_LABELS.some((label) => !labels[label]));
  return bare.length > 0
    ? fail(`without ${NODE_LABELS.join(' or ')}: ${some(bare.map(({ name }) => name))}`)
    : unknown('all nodes are labelled; which machines they run on cannot be seen from inside');
}

/** A class with this provisioner cannot create volumes. */
const NO_PROVISIONER = 'kubernetes.io/no-provisioner';

export function checkStorageClasses(classes: readonly StorageClassFacts[]): Verdict {
  const defaults = classes.filter((storageClass) => storageClass.default);
  const [only] = defaults;
  if (only === undefined) return fail('no storage class is the default');
  if (defaults.length > 1) return fail(`several are the default: ${some(defaults.map(({ name }) => name))}`);
  return only.provisioner === NO_PROVISIONER
    ? fail(`the default ${only.name} has no provisioner`)
    : pass(`${only.name} is the one default`);
}

export const checkNetworkPolicies = (served: boolean): Verdict =>
  served
    ? unknown('NetworkPolicy is served; whether the network enforces it requires a test with workloads')
    : fail('networking.k8s.io/v1 serves no NetworkPolicy');
