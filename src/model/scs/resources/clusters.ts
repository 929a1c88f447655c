// SPDX-License-Identifier: Apache-2.0
// Kubernetes clusters, with what users need to know before they move a workload from one to another.
import Type from 'typebox';
import { common, declared, from, nullable, oneOf, status, time } from '../fields.ts';
import { defineResource } from '../resource.ts';

const storageClass = Type.Object({
  name: Type.String(from('Kubernetes: StorageClass metadata.name', 'The name that a volume claim refers to.')),
  provisioner: Type.String(from('Kubernetes: StorageClass provisioner', 'The driver that provisions the volumes.')),
  default: Type.Boolean(
    from(
      'scs-0211: annotation storageclass.kubernetes.io/is-default-class',
      'Whether claims that name no class use this one.',
    ),
  ),
});

export const clusters = defineResource({
  plural: 'clusters',
  singular: 'cluster',
  about:
    'The Kubernetes clusters of all clouds, including those that do not answer. Fields that the caller may not see are null.',
  item: Type.Object({
    ...common,
    id: Type.String(from('configuration: clouds[].clusters[].id', 'Its id at the gateway, as used in `/k8s/{id}`.')),
    name: Type.String(from('configuration: clouds[].clusters[].name', 'The display name.')),
    status: status(
      ['ready', 'degraded', 'unreachable'],
      'Kubernetes: /version and /readyz. `degraded`: it answers but reports that it is not ready. `unknown`: it cannot be queried on behalf of this caller',
    ),
    url: nullable(
      Type.String(),
      from('gateway', 'The server URL for kubectl and other clients, as a kubeconfig needs it.'),
    ),
    version: nullable(Type.String(), from('Kubernetes: /version gitVersion', 'The version of its API server.')),
    minor: nullable(Type.String(), from('Kubernetes: /version gitVersion', 'The minor version, such as `1.34`.')),
    platform: nullable(
      Type.String(),
      from('Kubernetes: /version platform', 'The platform that the API server runs on.'),
    ),
    endOfLife: nullable(
      Type.String({ format: 'date' }),
      from('scs-0210: end of life of the minor version', 'The date until which upstream supports this minor version.'),
    ),
    supported: declared(
      from(
        'scs-0210: end of life, compared with the date of the answer',
        'Whether upstream still supports this minor version; `unknown` if the gateway does not know the version.',
      ),
    ),
    nodes: nullable(
      Type.Object({
        total: Type.Integer(from('Kubernetes: nodes', 'The number of nodes.')),
        ready: nullable(
          Type.Integer(),
          from('Kubernetes: Node condition Ready', 'The number of nodes that are ready; null above a thousand nodes.'),
        ),
      }),
      from('Kubernetes: nodes', 'Node counts; null if the caller may not list nodes.'),
    ),
    zones: nullable(
      Type.Array(Type.String()),
      from('scs-0214: node label topology.kubernetes.io/zone', 'The failure zones that its nodes are labelled with.'),
    ),
    nodeRegions: nullable(
      Type.Array(Type.String()),
      from('scs-0214: node label topology.kubernetes.io/region', 'The regions that its nodes are labelled with.'),
    ),
    storageClasses: nullable(
      Type.Array(storageClass),
      from('scs-0211: StorageClasses', 'Its storage classes; null if the caller may not list them.'),
    ),
    networkPolicy: declared(
      from(
        'scs-0219: networkpolicies in networking.k8s.io/v1',
        'Whether the API serves network policies. The API does not tell whether the cluster enforces them.',
      ),
    ),
    cni: oneOf(
      ['antrea', 'calico', 'cilium', 'kube-ovn', 'ovn-kubernetes', 'unknown'],
      from('Kubernetes: /apis', 'The network plugin, if exactly one known plugin has registered its API group.'),
    ),
    apiGroups: nullable(
      Type.Array(Type.String()),
      from('Kubernetes: /apis', 'Every API group that it serves; this shows which operators are installed.'),
    ),
    createdAt: time(from('not declared', 'Always null: a cluster does not report when it was created.')),
  }),
  unlisted: ['createdAt'],
  filters: {
    minor: Type.String({ description: 'Only this minor version, such as `1.34`.', examples: ['1.34'] }),
    supported: Type.Boolean({ description: 'Whether upstream still supports the version.' }),
    networkPolicy: Type.Boolean({ description: 'Whether the API serves network policies.' }),
  },
});
