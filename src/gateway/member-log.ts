// SPDX-License-Identifier: Apache-2.0
// What is told of members beside the answers of requests: sessions, and what a login or a list went on without.
import type { FastifyBaseLogger } from 'fastify';
import type { ExchangeDeps } from '../federation/exchange.ts';
import type { Clock } from '../model/clock.ts';
import type { GatewayError } from '../model/errors.ts';
import type { Metrics } from './metrics.ts';
import { createRecentFailures, type RecentFailures } from './recent-failures.ts';

export interface MemberLog extends Required<Pick<ExchangeDeps, 'onSession' | 'onLeftOut'>> {
  onDegraded(cloud: string, error: GatewayError): void;
  /** The last sessions that failed. */
  readonly failures: RecentFailures['list'];
}

export function createMemberLog(deps: {
  readonly log: () => Pick<FastifyBaseLogger, 'warn'>;
  readonly metrics: () => Pick<Metrics, 'session' | 'leftOut' | 'degraded'>;
  readonly now: Clock;
  /** Whether it is time to say again what is so at each request. */
  readonly saysAgain: (what: string) => boolean;
}): MemberLog {
  const { log, metrics, saysAgain } = deps;
  const recent = createRecentFailures(deps);
  return {
    failures: recent.list,
    onSession({ id: cloud, strategy: { kind: strategy } }, outcome, reason, detail) {
      metrics().session(cloud, strategy, outcome, reason);
      if (outcome !== 'failed') return;
      recent.note({ cloud, strategy, reason, detail: detail ?? '' });
      log().warn({ cloud, strategy, reason, detail }, 'session failed');
    },
    onLeftOut({ id: cloud }, what, left) {
      metrics().leftOut(cloud, what);
      if (saysAgain(`${cloud} ${what}`))
        log().warn({ cloud, what, left }, 'member lists more than is taken over; the rest is left out');
    },
    onDegraded(cloud, { code: reason, detail }) {
      metrics().degraded(cloud, reason);
      log().warn({ cloud, reason, detail }, 'member left out');
    },
  };
}
