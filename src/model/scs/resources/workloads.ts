// SPDX-License-Identifier: Apache-2.0
// The workloads of Kubernetes clusters: the controllers that people write manifests for, not their pods.
import Type from 'typebox';
import { common, from, metadata, nullable, oneOf, status } from '../fields.ts';
import { defineResource } from '../resource.ts';

const WORKLOAD_KINDS = ['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob'] as const;

const count = (source: string, description: string) => nullable(Type.Integer(), from(source, description));

export const workloads = defineResource({
  plural: 'workloads',
  singular: 'workload',
  about:
    'Deployments, StatefulSets, DaemonSets, Jobs and CronJobs of Kubernetes clusters. Kinds that the caller may not list are left out if other kinds may be listed. If the caller may list them in one namespace only, the request must name it.',
  item: Type.Object({
    ...common,
    id: Type.String(
      from('Kubernetes: kind, metadata.namespace and metadata.name', 'The id: `{cluster}:{namespace}:{kind}:{name}`.'),
    ),
    status: status(
      ['available', 'progressing', 'failed', 'completed', 'suspended'],
      'Kubernetes: status and its conditions, by the rules of `kubectl rollout status`. A CronJob is `available` unless it is suspended',
    ),
    cluster: Type.String(from('configuration: clouds[].clusters[].id', 'The cluster that it runs in.')),
    namespace: Type.String(from('Kubernetes: metadata.namespace', 'The namespace that it is in.')),
    kind: oneOf([...WORKLOAD_KINDS], from('Kubernetes: kind', 'The kind of the workload.')),
    metadata: metadata('Kubernetes: metadata.labels of the workload', 'Its labels.'),
    replicas: Type.Object(
      {
        desired: count(
          'Kubernetes: spec.replicas, status.desiredNumberScheduled, spec.completions',
          'The desired number of pods; for a Job, the number that must succeed.',
        ),
        ready: count('Kubernetes: status.readyReplicas, numberReady, ready', 'The number of ready pods.'),
        available: count(
          'Kubernetes: status.availableReplicas, numberAvailable',
          'The number of pods that have been ready for long enough.',
        ),
        succeeded: count('Kubernetes: status.succeeded', 'The number of pods that have succeeded; only for Jobs.'),
      },
      from('Kubernetes: status', 'The counts of its pods. All are null for a CronJob, whose Jobs have the pods.'),
    ),
    containerImages: Type.Array(
      Type.String(),
      from('Kubernetes: containers[].image of the pod template', 'The images that it runs, without duplicates.'),
    ),
    schedule: nullable(
      Type.String(),
      from('Kubernetes: CronJob spec.schedule', 'The schedule of a CronJob; null for other kinds.'),
    ),
  }),
  filters: {
    cluster: Type.String({ description: 'Only workloads of this cluster.', examples: ['prod-a'] }),
    namespace: Type.String({ description: 'Only workloads in this namespace.', examples: ['default'] }),
    kind: oneOf([...WORKLOAD_KINDS], { description: 'Only workloads of this kind.' }),
  },
});
