// SPDX-License-Identifier: Apache-2.0
// The way to one Kubernetes cluster for one caller: the same port as for an OpenStack region.
import type { Cluster, ClusterCaller } from '../model/cluster.ts';
import { GatewayError } from '../model/errors.ts';
import { K8S } from '../model/public-paths.ts';
import type { ReferenceCache } from '../model/reference-cache.ts';
import type { NativeConnection } from '../model/scs/adapter.ts';
import { createApiConnection } from './api-connection.ts';
import { createHideAddress } from './hide-address.ts';

export interface ClusterApiDeps {
  readonly references: ReferenceCache;
  readonly publicUrl: string;
}

export interface ClusterApiOptions {
  readonly cluster: Cluster;
  readonly caller: ClusterCaller;
  /** Before each request; throws where the cluster takes no more. */
  readonly admit?: () => void;
}

const SERVICE = 'kubernetes';

export function createClusterConnection(
  { references, publicUrl }: ClusterApiDeps,
  { cluster, caller, ...options }: ClusterApiOptions,
): NativeConnection {
  const { id, name, cloud, server, origin, prefix, transport, strategy, standing } = cluster;
  const url = `${publicUrl}${K8S}${id}`;
  return createApiConnection({
    place: {
      cloud,
      region: cloud,
      cluster: id,
      clusterName: name,
      offers: (service) => service === SERVICE,
      endpoint: (service) => (service === SERVICE ? url : undefined),
    },
    transport,
    origin,
    prefix,
    credential: () => strategy.credential(caller),
    by: { key: caller.principal.id },
    standing,
    refused() {
      strategy.refused(caller);
      if (strategy.showsUnauthorized)
        throw new GatewayError('forbidden', { cloud, message: `The cluster ${id} does not take your token.` });
    },
    // An apiserver's own words seldom hold its address, but they may.
    hidden: createHideAddress(server, url, id),
    user: caller.principal.id,
    // An apiserver answers by who asks.
    cache: {
      references,
      name: `${cloud}/${id}`,
      varyBy: [server, caller.principal.id, ...caller.principal.groups.toSorted()],
    },
    ...options,
  });
}
