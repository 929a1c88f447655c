// SPDX-License-Identifier: Apache-2.0
// What runs in Kubernetes clusters, in short: the controllers that people write manifests for, not their pods.
import Type from 'typebox';
import { common, from, nullable, oneOf, status } from '../fields.ts';
import { defineResource } from '../resource.ts';

export const WORKLOAD_KINDS = ['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob'] as const;

const count = (source: string, description: string) => nullable(Type.Integer(), from(source, description));

export const workloads = defineResource({
  plural: 'workloads',
  singular: 'workload',
  about:
    'Deployments, StatefulSets, DaemonSets, Jobs and CronJobs of Kubernetes clusters. Kinds that the caller may not list are left out where others may be; where the caller may list them in one namespace only, name it.',
  item: Type.Object({
    ...common,
    id: Type.String(
      from('Kubernetes: kind, metadata.namespace and metadata.name', '`{cluster}:{namespace}:{kind}:{name}`.'),
    ),
    status: status(
      ['available', 'progressing', 'failed', 'completed', 'suspended'],
      'Kubernetes: status and its conditions, by the rules of `kubectl rollout status`. A CronJob is `available` unless it is suspended',
    ),
    cluster: Type.String(from('configuration: clouds[].clusters[].id', 'The cluster that it runs in.')),
    namespace: Type.String(from('Kubernetes: metadata.namespace', 'The namespace that it stands in.')),
    kind: oneOf([...WORKLOAD_KINDS], from('Kubernetes: kind', 'What it is.')),
    replicas: Type.Object(
      {
        desired: count(
          'Kubernetes: spec.replicas, status.desiredNumberScheduled, spec.completions',
          'How many there should be; for a Job, how many must succeed.',
        ),
        ready: count('Kubernetes: status.readyReplicas, numberReady, ready', 'How many are ready.'),
        available: count(
          'Kubernetes: status.availableReplicas, numberAvailable',
          'How many have been ready for long enough.',
        ),
        succeeded: count('Kubernetes: status.succeeded', 'How many have come to a good end; for Jobs alone.'),
      },
      from('Kubernetes: status', 'Its pods, counted. All null for a CronJob, whose Jobs have them.'),
    ),
    images: Type.Array(
      Type.String(),
      from('Kubernetes: containers[].image of the pod template', 'The images that it runs, each once.'),
    ),
    schedule: nullable(
      Type.String(),
      from('Kubernetes: CronJob spec.schedule', 'When a CronJob runs; null for others.'),
    ),
  }),
  filters: {
    cluster: Type.String({ description: 'Only workloads of this cluster.', examples: ['prod-a'] }),
    namespace: Type.String({ description: 'Only workloads in this namespace.', examples: ['default'] }),
    kind: oneOf([...WORKLOAD_KINDS], { description: 'Only workloads of this kind.' }),
  },
});
