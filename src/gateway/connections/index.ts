// SPDX-License-Identifier: Apache-2.0
// The bounds on what connections of clients may take, in one piece for the composition root: who may connect, what is
// swept, what is counted.
import type { FastifyBaseLogger } from 'fastify';
import type { ConnectionLimits } from '../../model/limits.ts';
import type { Proxies } from '../limits/address.ts';
import { createRefusals, type Refusal, type Refuse } from './refusals.ts';
import { createRegistry, type Registry } from './registry.ts';
import { sweep } from './sweep.ts';

export interface ClientConnections extends Registry {
  readonly refuse: Refuse;
  /** For the metrics. */
  counts(): ConnectionCounts;
  close(): void;
}

export interface ConnectionCounts {
  readonly anonymous: number;
  readonly known: number;
  /** Bytes that wait for clients, at the last sweep. */
  readonly unsent: number;
}

export interface ClientConnectionsDeps {
  readonly limits: () => ConnectionLimits;
  readonly proxies: Proxies;
  /** Of gateway.proxyProtocol. */
  readonly proxyProtocol?: boolean;
  readonly log: () => Pick<FastifyBaseLogger, 'warn'>;
  readonly metrics: () => { connectionRefused(reason: Refusal): void };
  /** Milliseconds that never go back. */
  readonly now?: () => number;
}

const EVERY = 1_000;

export function createClientConnections(deps: ClientConnectionsDeps): ClientConnections {
  const { limits, proxies, proxyProtocol = false, now = () => performance.now() } = deps;
  const refusals = createRefusals({ ...deps, now });
  const { refuse } = refusals;
  const registry = createRegistry({ limits, proxies, proxyProtocol, refuse, now });
  let unsent = 0;
  const timer = setInterval(() => {
    unsent = sweep({ connections: () => registry.connections, limits, refuse, leaving: () => registry.leaving(), now });
    refusals.flush();
  }, EVERY);
  timer.unref();
  return {
    ...registry,
    refuse,
    counts() {
      let known = 0;
      for (const one of registry.connections) if (one.known) known += 1;
      return { known, anonymous: registry.connections.size - known, unsent };
    },
    close: () => clearInterval(timer),
  };
}
