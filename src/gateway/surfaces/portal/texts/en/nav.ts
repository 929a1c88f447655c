// SPDX-License-Identifier: Apache-2.0
// The words of the navigation.
import type { Words } from './frame.ts';

export const nav = {
  clouds: 'Clouds',
  resources: 'Resources',
  clusters: 'Clusters',
  compare: 'Compare',
  api: 'API',
  operator: 'Operator',
  me: 'Me',
} as const satisfies Words;
