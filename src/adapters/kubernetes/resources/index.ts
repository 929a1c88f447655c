// SPDX-License-Identifier: Apache-2.0
// The normalised resources of a Kubernetes cluster. To add one: a file and a line.
import type { ResourceAdapters } from '../../../model/scs/adapter.ts';
import { clusters } from './clusters.ts';
import { namespaces } from './namespaces.ts';
import { nodes } from './nodes.ts';
import { workloads } from './workloads.ts';

export const resources: ResourceAdapters = { clusters, nodes, namespaces, workloads };
