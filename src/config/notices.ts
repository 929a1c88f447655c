// SPDX-License-Identifier: Apache-2.0
// Which members a configuration says are in maintenance.
import type { Notice } from '../model/maintenance.ts';
import type { Config } from './config.ts';

export interface ConfiguredNotice {
  readonly part: 'cloud' | 'cluster';
  readonly id: string;
  readonly notice: Notice;
}

export const configuredNotices = ({ clouds }: Pick<Config, 'clouds'>): ConfiguredNotice[] =>
  clouds.flatMap(({ id, maintenance, clusters }) => [
    ...(maintenance === undefined ? [] : [{ part: 'cloud' as const, id, notice: maintenance }]),
    ...clusters.flatMap((cluster) =>
      cluster.maintenance === undefined
        ? []
        : [{ part: 'cluster' as const, id: cluster.id, notice: cluster.maintenance }],
    ),
  ]);
