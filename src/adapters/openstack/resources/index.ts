// SPDX-License-Identifier: Apache-2.0
// Every normalised resource that an OpenStack cloud has. To add one: a file and a line.
import type { ResourceAdapters } from '../../../model/scs/adapter.ts';

export const resources: ResourceAdapters = {};
