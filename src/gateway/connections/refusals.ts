// SPDX-License-Identifier: Apache-2.0
// What happens to connections and requests that go beyond a limit is counted each time, and logged once per reason and
// while: an attack must not become as many log lines.
import type { FastifyBaseLogger } from 'fastify';

/** A closed set: also a label of the metric. */
export const REFUSALS = [
  'total',
  'address',
  'anonymous',
  'requests',
  'pipelined',
  'proxyHeader',
  'handshake',
  'preface',
  'settings',
  'head',
  'idle',
  'age',
  'stall',
  'unsent',
  'unsentTotal',
  'frames',
] as const;
export type Refusal = (typeof REFUSALS)[number];

export type Refuse = (reason: Refusal, client: string) => void;

const EVERY = 10_000;
/** Ends in the ordinary way, too. */
const QUIET: ReadonlySet<Refusal> = new Set(['idle', 'age']);

export interface Refusals {
  readonly refuse: Refuse;
  /** Writes what is due. */
  flush(): void;
}

export function createRefusals(deps: {
  readonly log: () => Pick<FastifyBaseLogger, 'warn'>;
  readonly metrics: () => { connectionRefused(reason: Refusal): void };
  readonly now: () => number;
}): Refusals {
  const { log, metrics, now } = deps;
  const open = new Map<Refusal, { count: number; client: string; loggedAt: number }>();
  const flush = (): void => {
    for (const [reason, entry] of open) {
      if (now() - entry.loggedAt < EVERY) continue;
      if (entry.count === 0) {
        open.delete(reason);
        continue;
      }
      log().warn({ reason, count: entry.count, client: entry.client }, 'client connections limited');
      entry.count = 0;
      entry.loggedAt = now();
    }
  };
  return {
    refuse(reason, client) {
      metrics().connectionRefused(reason);
      if (QUIET.has(reason)) return;
      const entry = open.get(reason) ?? { count: 0, client, loggedAt: Number.NEGATIVE_INFINITY };
      entry.count += 1;
      entry.client = client;
      open.set(reason, entry);
      if (entry.loggedAt === Number.NEGATIVE_INFINITY) flush();
    },
    flush,
  };
}
