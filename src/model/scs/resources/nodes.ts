// SPDX-License-Identifier: Apache-2.0
// The machines of Kubernetes clusters.
import Type from 'typebox';
import { common, from, nullable, status } from '../fields.ts';
import { defineResource } from '../resource.ts';

const amounts = (which: 'capacity' | 'allocatable', description: string) =>
  Type.Object(
    {
      cpuMillis: nullable(
        Type.Integer(),
        from(`Kubernetes: Node status.${which}.cpu`, 'Processors, in thousandths of one.'),
      ),
      memoryMiB: nullable(Type.Integer(), from(`Kubernetes: Node status.${which}.memory`, 'Memory, rounded down.')),
      pods: nullable(Type.Integer(), from(`Kubernetes: Node status.${which}.pods`, 'The most pods at a time.')),
    },
    from(`Kubernetes: Node status.${which}`, description),
  );

const text = (source: string, description: string) => nullable(Type.String(), from(source, description));

export const nodes = defineResource({
  plural: 'nodes',
  singular: 'node',
  about: 'Nodes of Kubernetes clusters, for callers who may list them there.',
  item: Type.Object({
    ...common,
    id: Type.String(from('Kubernetes: Node metadata.name', 'The cluster and the name: `{cluster}:{name}`.')),
    status: status(
      ['ready', 'not-ready', 'cordoned'],
      'Kubernetes: Node condition Ready, spec.unschedulable. `cordoned`: ready, but takes no new pods',
    ),
    cluster: Type.String(from('configuration: clouds[].clusters[].id', 'The cluster that it belongs to.')),
    roles: Type.Array(
      Type.String(),
      from('Kubernetes: labels node-role.kubernetes.io/…', 'Its roles, `control-plane` above all; empty for workers.'),
    ),
    version: text('Kubernetes: Node status.nodeInfo.kubeletVersion', 'The version of its kubelet.'),
    zone: text('scs-0214: label topology.kubernetes.io/zone', 'The failure zone that it stands in.'),
    nodeRegion: text(
      'scs-0214: label topology.kubernetes.io/region',
      "The region that the cluster's operator says; `region` is the gateway's.",
    ),
    instanceType: text('Kubernetes: label node.kubernetes.io/instance-type', 'On a cloud, the name of its flavor.'),
    capacity: amounts('capacity', 'What the machine has.'),
    allocatable: amounts('allocatable', 'What pods can have of it.'),
    architecture: text('Kubernetes: Node status.nodeInfo.architecture', "In Go's words: `amd64`, `arm64`."),
    osImage: text('Kubernetes: Node status.nodeInfo.osImage', 'Its operating system.'),
    kernel: text('Kubernetes: Node status.nodeInfo.kernelVersion', 'Its kernel.'),
    containerRuntime: text('Kubernetes: Node status.nodeInfo.containerRuntimeVersion', 'What runs its containers.'),
    addresses: Type.Array(
      Type.Object({
        type: Type.String(from('Kubernetes: Node status.addresses[].type', '`InternalIP`, `ExternalIP`, `Hostname`.')),
        address: Type.String(from('Kubernetes: Node status.addresses[].address', 'The address or name.')),
      }),
      from('Kubernetes: Node status.addresses', 'Its addresses.'),
    ),
    taints: Type.Integer(from('Kubernetes: Node spec.taints', 'How many taints keep pods away from it.')),
  }),
  filters: {
    cluster: Type.String({ description: 'Only nodes of this cluster.', examples: ['prod-a'] }),
    zone: Type.String({ description: 'Only nodes in this failure zone.' }),
    architecture: Type.String({ description: 'Only nodes of this architecture.', examples: ['amd64'] }),
  },
});
