// SPDX-License-Identifier: Apache-2.0
// The demo's two member clouds, one of each shape, and a Kubernetes cluster in the first. They share the projects research and teaching of domain acme
// (under different ids, as two real clouds would); `archive` exists in cloud-b alone.

import { type StandIn, startCloud } from '../standins/cloud.ts';
import { type ClusterStandIn, startCluster } from '../standins/cluster.ts';
import type { HubTrust } from '../standins/keystone.ts';

const GROUPS = {
  'acme-research': [['acme', 'research', 'member']],
  'acme-teaching': [['acme', 'teaching', 'member']],
} as const;

/** A technical user and an application credential, for strategies that hold a credential. */
const HELD = {
  users: [{ name: 'gateway', password: 'gateway-pw', domain: 'Default', roles: [['acme', 'research', 'member']] }],
} as const;

export async function startDemoClouds(ports: { readonly a: number; readonly b: number }): Promise<[StandIn, StandIn]> {
  const projects = ['acme/research', 'acme/teaching'];
  return Promise.all([
    startCloud({
      name: 'cloud-a',
      region: 'RegionA',
      shape: 'ports',
      port: ports.a,
      projects,
      groups: GROUPS,
      ...HELD,
    }),
    startCloud({
      name: 'cloud-b',
      region: 'RegionB',
      shape: 'paths',
      port: ports.b,
      projects: [...projects, 'acme/archive'],
      groups: { ...GROUPS, 'acme-research': [...GROUPS['acme-research'], ['acme', 'archive', 'member']] },
      ...HELD,
    }),
  ]);
}

/** Who is in acme-research may do everything there. */
export const startDemoCluster = (port: number): Promise<ClusterStandIn> =>
  startCluster({
    name: 'demo-a',
    port,
    namespaces: ['default', 'kube-system', 'research'],
    rbac: [{ to: 'scs:acme-research', verbs: ['*'], resources: ['*'] }],
    programs: true,
  });

/** What a member is told about the gateway when it joins. */
export const trustIn =
  (issuer: string, jwks: HubTrust['jwks']) =>
  (cloud: StandIn): void =>
    cloud.trust({ issuer, audience: cloud.authUrl, jwks });

export const trustInCluster = (cluster: ClusterStandIn, issuer: string, jwks: HubTrust['jwks']): void =>
  cluster.trust({ issuer, audience: cluster.name, jwks: async () => jwks() });
