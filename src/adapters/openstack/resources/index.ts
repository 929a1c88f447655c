// SPDX-License-Identifier: Apache-2.0
// Every normalised resource that an OpenStack cloud has. To add one: a file and a line.
import type { ResourceAdapters } from '../../../model/scs/adapter.ts';
import { availabilityZones } from './availability-zones.ts';
import { flavors } from './flavors.ts';
import { images } from './images.ts';
import { keypairs } from './keypairs.ts';
import { quotas } from './quotas.ts';
import { servers } from './servers.ts';

export const resources: ResourceAdapters = {
  servers,
  flavors,
  images,
  keypairs,
  'availability-zones': availabilityZones,
  quotas,
};
