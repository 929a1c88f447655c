// SPDX-License-Identifier: Apache-2.0
// Every normalised resource, in the order of the documentation. To add one: a file and a line.
import type { ResourceDefinition } from '../resource.ts';

export const RESOURCES: readonly ResourceDefinition[] = [];
