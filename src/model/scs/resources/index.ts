// SPDX-License-Identifier: Apache-2.0
// Every normalised resource, in the order of the documentation. To add one: a file and a line.
import type { ResourceDefinition } from '../resource.ts';
import { availabilityZones } from './availability-zones.ts';
import { clusters } from './clusters.ts';
import { containers } from './containers.ts';
import { flavors } from './flavors.ts';
import { floatingIps } from './floating-ips.ts';
import { images } from './images.ts';
import { keypairs } from './keypairs.ts';
import { loadBalancers } from './load-balancers.ts';
import { namespaces } from './namespaces.ts';
import { networks } from './networks.ts';
import { nodes } from './nodes.ts';
import { ports } from './ports.ts';
import { quotas } from './quotas.ts';
import { routers } from './routers.ts';
import { securityGroupRules } from './security-group-rules.ts';
import { securityGroups } from './security-groups.ts';
import { servers } from './servers.ts';
import { snapshots } from './snapshots.ts';
import { subnets } from './subnets.ts';
import { volumeTypes } from './volume-types.ts';
import { volumes } from './volumes.ts';
import { workloads } from './workloads.ts';

export const RESOURCES: readonly ResourceDefinition[] = [
  servers,
  flavors,
  images,
  keypairs,
  availabilityZones,
  quotas,
  volumes,
  volumeTypes,
  snapshots,
  networks,
  subnets,
  routers,
  ports,
  floatingIps,
  securityGroups,
  securityGroupRules,
  loadBalancers,
  containers,
  clusters,
  nodes,
  namespaces,
  workloads,
];
