// SPDX-License-Identifier: Apache-2.0
import type { Words } from './frame.ts';

export const clusters = {
  title: 'Kubernetes clusters',
  lead: 'Every cluster of every cloud, asked just now, by one login.',
  none: 'No cloud has a cluster for you.',
  version: 'Version',
  supported: 'supported until',
  unsupported: 'not supported any more, since',
  nodes: 'Nodes',
  ready: (ready: string, all: string) => `${ready} of ${all} ready`,
  zones: 'Zones',
  network: 'Network',
  policies: 'Network policies',
  storage: 'Storage classes',
  standard: 'default',
  url: 'Address for kubectl',
  platform: 'Platform',
  groups: 'API groups',
  namespaces: 'Namespaces',
  workloads: 'Workloads',
  kubeconfig: 'Download kubeconfig',
  kubeconfigHint:
    'One file for all clusters, with a context for each. It holds no secret: kubectl logs in by the scs-gateway command, which has to be installed.',
  use: 'Use it',
  more: 'All of them, with filters',
  hidden: 'The cluster does not show these to you.',
  back: 'All clusters',
} as const satisfies Words;
