// SPDX-License-Identifier: Apache-2.0
// Kubernetes clusters: what somebody who moves a workload from one to another has to know beforehand.
import Type from 'typebox';
import { common, declared, from, nullable, oneOf, status, time } from '../fields.ts';
import { defineResource } from '../resource.ts';

const storageClass = Type.Object({
  name: Type.String(from('Kubernetes: StorageClass metadata.name', 'What a volume claim names.')),
  provisioner: Type.String(from('Kubernetes: StorageClass provisioner', 'The driver that makes the volumes.')),
  default: Type.Boolean(
    from(
      'scs-0211: annotation storageclass.kubernetes.io/is-default-class',
      'Whether claims that name no class get this one.',
    ),
  ),
});

export const clusters = defineResource({
  plural: 'clusters',
  singular: 'cluster',
  about:
    'Kubernetes clusters of all clouds, also those that do not answer. What the caller may not see in a cluster is null.',
  item: Type.Object({
    ...common,
    id: Type.String(from('configuration: clouds[].clusters[].id', 'Its id at the gateway, as in `/k8s/{id}`.')),
    name: Type.String(from('configuration: clouds[].clusters[].name', 'The name that people see.')),
    status: status(
      ['ready', 'degraded', 'unreachable'],
      'Kubernetes: /version and /readyz. `degraded`: it answers and says that it is not ready. `unknown`: it cannot be asked for this caller',
    ),
    server: nullable(
      Type.String(),
      from('gateway', 'The URL for kubectl and every other client; what belongs into a kubeconfig.'),
    ),
    version: nullable(Type.String(), from('Kubernetes: /version gitVersion', 'The version of its API server.')),
    minor: nullable(Type.String(), from('Kubernetes: /version gitVersion', 'The same in short, like `1.34`.')),
    platform: nullable(Type.String(), from('Kubernetes: /version platform', 'What the API server runs on.')),
    endOfLife: nullable(
      Type.String({ format: 'date' }),
      from('scs-0210: end of life of the minor version', 'The day until which upstream supports this minor version.'),
    ),
    supported: declared(
      from(
        'scs-0210: end of life, compared with the date of the answer',
        'Whether upstream still supports this minor version; `unknown` for one that the table does not have.',
      ),
    ),
    nodes: nullable(
      Type.Object({
        total: Type.Integer(from('Kubernetes: nodes', 'How many nodes it has.')),
        ready: nullable(
          Type.Integer(),
          from('Kubernetes: Node condition Ready', 'How many of them are ready; null above a thousand nodes.'),
        ),
      }),
      from('Kubernetes: nodes', 'Null where the caller may not list nodes.'),
    ),
    zones: nullable(
      Type.Array(Type.String()),
      from('scs-0214: node label topology.kubernetes.io/zone', 'The failure zones that its nodes name.'),
    ),
    nodeRegions: nullable(
      Type.Array(Type.String()),
      from('scs-0214: node label topology.kubernetes.io/region', 'The regions that its nodes name.'),
    ),
    storageClasses: nullable(
      Type.Array(storageClass),
      from('scs-0211: StorageClasses', 'Null where the caller may not list them.'),
    ),
    networkPolicy: declared(
      from(
        'scs-0219: networkpolicies in networking.k8s.io/v1',
        'Whether the API has network policies. Whether the cluster enforces them, the API does not tell.',
      ),
    ),
    cni: oneOf(
      ['antrea', 'calico', 'cilium', 'kube-ovn', 'ovn-kubernetes', 'unknown'],
      from('Kubernetes: /apis', 'The network, where exactly one known one has put its own API group in.'),
    ),
    apiGroups: nullable(
      Type.Array(Type.String()),
      from('Kubernetes: /apis', 'Every API group that it serves: which operators are there shows here.'),
    ),
    created: time(from('not declared', 'Always null: a cluster does not say when it was made.')),
  }),
  filters: {
    minor: Type.String({ description: 'Only this minor version, like `1.34`.', examples: ['1.34'] }),
    supported: declared({ description: 'By whether upstream still supports the version.' }),
    networkPolicy: declared({ description: 'By whether the API has network policies.' }),
  },
});
