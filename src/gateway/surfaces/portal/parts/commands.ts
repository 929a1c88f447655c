// SPDX-License-Identifier: Apache-2.0
// The nearest commands of `openstack` and `kubectl` for a kind of resource, as a list and as one object. Pure.
import type { Item } from '../../../../model/scs/resource.ts';
import { onClouds, shellWord } from '../snippets.ts';

interface Commands {
  readonly openstack?: string;
  readonly kubectl?: string;
}

/** Words of python-openstackclient, where they differ. */
const WORDS: Readonly<Record<string, string>> = {
  'floating-ips': 'floating ip',
  'volume-types': 'volume type',
  snapshots: 'volume snapshot',
  'security-groups': 'security group',
  'security-group-rules': 'security group rule',
  'availability-zones': 'availability zone',
  'load-balancers': 'loadbalancer',
};

/** OpenStack has none of these. */
const KUBERNETES: Readonly<Record<string, string>> = {
  clusters: 'config get-contexts',
  nodes: 'get nodes',
  namespaces: 'get namespaces',
  workloads: 'get deployments,statefulsets,daemonsets,jobs,cronjobs --all-namespaces',
};

/** Of the project that the command works in. */
const QUOTA = 'quota show --usage';

const wordOf = (plural: string): string => WORDS[plural] ?? plural.replace(/s$/, '');

export function commandsOfList(plural: string, clouds: readonly { readonly id: string }[]): Commands {
  const inCluster = KUBERNETES[plural];
  if (inCluster !== undefined) return { kubectl: `kubectl ${inCluster}` };
  return { openstack: onClouds(clouds, plural === 'quotas' ? QUOTA : `${wordOf(plural)} list`) };
}

export function commandsOfObject(plural: string, { cloud, id, name }: Pick<Item, 'cloud' | 'id' | 'name'>): Commands {
  const there = [{ id: cloud }];
  // A zone is told of in the list alone; a name of Kubernetes is one of its namespace and cluster, which the list says.
  if (plural === 'availability-zones' || plural === 'quotas' || plural === 'clusters' || plural === 'workloads')
    return commandsOfList(plural, there);
  if (plural in KUBERNETES) return { kubectl: `kubectl get ${plural} ${shellWord(name)} -o yaml` };
  return { openstack: onClouds(there, `${wordOf(plural)} show ${shellWord(id)}`) };
}
