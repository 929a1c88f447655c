// SPDX-License-Identifier: Apache-2.0
// The normalised resources of an OpenStack cloud. To add one: a file and a line.
import type { ResourceAdapters } from '../../../model/scs/adapter.ts';
import { availabilityZones } from './availability-zones.ts';
import { containers } from './containers.ts';
import { flavors } from './flavors.ts';
import { floatingIps } from './floating-ips.ts';
import { images } from './images.ts';
import { keypairs } from './keypairs.ts';
import { loadBalancers } from './load-balancers.ts';
import { networks } from './networks.ts';
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

export const resources: ResourceAdapters = {
  servers,
  flavors,
  images,
  keypairs,
  'availability-zones': availabilityZones,
  quotas,
  volumes,
  'volume-types': volumeTypes,
  snapshots,
  networks,
  subnets,
  routers,
  ports,
  'floating-ips': floatingIps,
  'security-groups': securityGroups,
  'security-group-rules': securityGroupRules,
  'load-balancers': loadBalancers,
  containers,
};
