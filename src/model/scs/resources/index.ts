// SPDX-License-Identifier: Apache-2.0
// Every normalised resource, in the order of the documentation. To add one: a file and a line.
import type { ResourceDefinition } from '../resource.ts';
import { availabilityZones } from './availability-zones.ts';
import { flavors } from './flavors.ts';
import { images } from './images.ts';
import { keypairs } from './keypairs.ts';
import { quotas } from './quotas.ts';
import { servers } from './servers.ts';

export const RESOURCES: readonly ResourceDefinition[] = [servers, flavors, images, keypairs, availabilityZones, quotas];
