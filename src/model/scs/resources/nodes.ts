// SPDX-License-Identifier: Apache-2.0
// The machines of Kubernetes clusters.
import Type from 'typebox';
import { common, from, metadata, nullable, status } from '../fields.ts';
import { defineResource } from '../resource.ts';

const amounts = (which: 'capacity' | 'allocatable', description: string) =>
  Type.Object(
    {
      cpuMillis: nullable(
        Type.Integer(),
        from(`Kubernetes: Node status.${which}.cpu`, 'Processors, in thousandths of a core.'),
      ),
      memoryMiB: nullable(Type.Integer(), from(`Kubernetes: Node status.${which}.memory`, 'Memory, rounded down.')),
      pods: nullable(Type.Integer(), from(`Kubernetes: Node status.${which}.pods`, 'The maximum number of pods.')),
    },
    from(`Kubernetes: Node status.${which}`, description),
  );

const text = (source: string, description: string) => nullable(Type.String(), from(source, description));

export const nodes = defineResource({
  plural: 'nodes',
  singular: 'node',
  about: 'The nodes of Kubernetes clusters, for callers who may list them.',
  item: Type.Object({
    ...common,
    id: Type.String(from('Kubernetes: Node metadata.name', 'The id: `{cluster}:{name}`.')),
    status: status(
      ['ready', 'not-ready', 'cordoned'],
      'Kubernetes: Node condition Ready, spec.unschedulable. `cordoned`: ready, but accepts no new pods',
    ),
    cluster: Type.String(from('configuration: clouds[].clusters[].id', 'The cluster that it belongs to.')),
    metadata: metadata('Kubernetes: Node metadata.labels', 'Its labels.'),
    roles: Type.Array(
      Type.String(),
      from('Kubernetes: labels node-role.kubernetes.io/…', 'Its roles, such as `control-plane`; empty for workers.'),
    ),
    version: text('Kubernetes: Node status.nodeInfo.kubeletVersion', 'The version of its kubelet.'),
    zone: text('scs-0214: label topology.kubernetes.io/zone', 'The failure zone that it is in.'),
    nodeRegion: text(
      'scs-0214: label topology.kubernetes.io/region',
      "The region that the cluster's operator labels it with; `region` is the region at the gateway.",
    ),
    instanceType: text(
      'Kubernetes: label node.kubernetes.io/instance-type',
      'The instance type; on a cloud, the name of the flavor.',
    ),
    capacity: amounts('capacity', 'The resources of the machine.'),
    allocatable: amounts('allocatable', 'The resources that are available to pods.'),
    architecture: text(
      'Kubernetes: Node status.nodeInfo.architecture',
      'The architecture, as Go names it: `amd64`, `arm64`.',
    ),
    osImage: text('Kubernetes: Node status.nodeInfo.osImage', 'Its operating system.'),
    kernel: text('Kubernetes: Node status.nodeInfo.kernelVersion', 'The version of its kernel.'),
    containerRuntime: text(
      'Kubernetes: Node status.nodeInfo.containerRuntimeVersion',
      'The container runtime and its version.',
    ),
    addresses: Type.Array(
      Type.Object({
        type: Type.String(
          from(
            'Kubernetes: Node status.addresses[].type',
            'The type of the address: `InternalIP`, `ExternalIP` or `Hostname`.',
          ),
        ),
        address: Type.String(from('Kubernetes: Node status.addresses[].address', 'The address or host name.')),
      }),
      from('Kubernetes: Node status.addresses', 'Its addresses.'),
    ),
    taints: Type.Integer(from('Kubernetes: Node spec.taints', 'The number of taints that keep pods away from it.')),
  }),
  filters: {
    cluster: Type.String({ description: 'Only nodes of this cluster.', examples: ['prod-a'] }),
    zone: Type.String({ description: 'Only nodes in this failure zone.' }),
    architecture: Type.String({ description: 'Only nodes of this architecture.', examples: ['amd64'] }),
  },
});
