// SPDX-License-Identifier: Apache-2.0
// Makes it seen when the shared state or the durable store is away: log lines and metrics.
import type { FastifyBaseLogger } from 'fastify';
import type { DurableEvent } from '../model/durable-store.ts';
import type { StoreEvent } from '../model/store.ts';
import type { Metrics } from './metrics.ts';

/** Log and metrics are read at each event, since the store is there before them. */
export const storeWatch =
  (deps: {
    readonly log: () => FastifyBaseLogger;
    readonly metrics: () => Pick<Metrics, 'storeFailed' | 'storeChanged'>;
  }): ((event: StoreEvent) => void) =>
  (event) => {
    if (event.kind === 'failure') return deps.metrics().storeFailed(event.operation);
    deps.metrics().storeChanged(event.kind);
    if (event.kind === 'up') deps.log().info('shared state: Redis is available');
    else deps.log().warn({ reason: event.reason }, 'shared state: Redis is away; requests go on from the local copy');
  };

export const durableWatch =
  (deps: {
    readonly log: () => FastifyBaseLogger;
    readonly metrics: () => Pick<Metrics, 'durableFailed'>;
  }): ((event: DurableEvent) => void) =>
  (event) => {
    if (event.kind === 'failure') deps.metrics().durableFailed(event.operation);
    else if (event.kind === 'up') deps.log().info('durable store: available again');
    else if (event.kind === 'warning')
      deps.log().warn({ reason: event.reason }, 'durable store: it may lose what it keeps');
    else
      deps
        .log()
        .error(
          { reason: event.reason },
          'durable store: away; application credentials cannot be changed, nor used where it cannot be read',
        );
  };
