// SPDX-License-Identifier: Apache-2.0
// The namespaces of Kubernetes clusters.
import Type from 'typebox';
import { common, from, metadata, status } from '../fields.ts';
import { defineResource } from '../resource.ts';

export const namespaces = defineResource({
  plural: 'namespaces',
  singular: 'namespace',
  about: 'The namespaces of Kubernetes clusters, for callers who may list them.',
  item: Type.Object({
    ...common,
    id: Type.String(from('Kubernetes: Namespace metadata.name', 'The id: `{cluster}:{name}`.')),
    status: status(['active', 'terminating'], 'Kubernetes: Namespace status.phase'),
    cluster: Type.String(from('configuration: clouds[].clusters[].id', 'The cluster that it belongs to.')),
    metadata: metadata('Kubernetes: Namespace metadata.labels', 'Its labels.'),
  }),
  filters: {
    cluster: Type.String({ description: 'Only namespaces of this cluster.', examples: ['prod-a'] }),
  },
});
