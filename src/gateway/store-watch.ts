// SPDX-License-Identifier: Apache-2.0
// Makes it seen when the shared state is away: log lines and a metric.
import type { FastifyBaseLogger } from 'fastify';
import type { StoreEvent } from '../model/store.ts';
import type { Metrics } from './metrics.ts';

/** Log and metrics are read at each event, since the store is there before them. */
export const storeWatch =
  (deps: {
    readonly log: () => FastifyBaseLogger;
    readonly metrics: () => Pick<Metrics, 'storeFailed'>;
  }): ((event: StoreEvent) => void) =>
  (event) => {
    if (event.kind === 'failure') deps.metrics().storeFailed(event.operation);
    else if (event.kind === 'up') deps.log().info('shared state: Redis is available');
    else deps.log().warn({ reason: event.reason }, 'shared state: Redis is away; requests go on from the local copy');
  };
