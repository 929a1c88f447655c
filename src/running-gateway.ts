// SPDX-License-Identifier: Apache-2.0
// What a gateway is started with, and what whoever started it can do with it.
import type { LookupFunction } from 'node:net';
import type { FastifyBaseLogger } from 'fastify';
import type { CloudKinds } from './adapters/cloud-kind.ts';
import type { Config } from './config/config.ts';
import type { OpenSockets } from './gateway/listen-at.ts';
import type { Metrics } from './gateway/metrics.ts';
import type { Readiness } from './gateway/readiness.ts';
import type { Latencies } from './members/latencies.ts';
import type { Clock } from './model/clock.ts';
import type { DurableStore } from './model/durable-store.ts';
import type { Store } from './model/store.ts';

export interface GatewayOptions {
  readonly config: Config;
  readonly now?: Clock;
  /** Where log lines go; standard output where absent. */
  readonly log?: { write(line: string): void };
  /** Instead of the configured one. */
  readonly store?: Store;
  /** Instead of the configured one. */
  readonly durable?: DurableStore;
  /**
   * Which of several processes this is, where a primary process starts them (workers/). Its log lines say so; the
   * primary has the operations listener, and speaks of changed configurations.
   */
  readonly worker?: number;
  /** Listeners that are open already, instead of the configured places. */
  readonly sockets?: OpenSockets;
  /** Kinds of cloud beside OpenStack and Kubernetes, instead of the gateway's own. */
  readonly kinds?: CloudKinds;
  /** With what was measured before, instead of none. */
  readonly latencies?: Latencies;
  /** Instead of the system's, for every host name that the gateway connects to. */
  readonly resolve?: LookupFunction;
}

export interface Gateway {
  readonly publicUrl: string;
  /** Empty for a worker. */
  readonly operationsUrl: string;
  readonly log: FastifyBaseLogger;
  /** What the operations listener tells, for whoever tells it instead. */
  readonly metrics: Pick<Metrics, 'snapshot' | 'accident'>;
  readonly readiness: () => Readiness;
  /** Puts a new configuration in force without dropping a connection. Rejects what a running process cannot change. */
  reconfigure(config: Config): Promise<void>;
  /** For a changed configuration that was refused: counted and logged, the old one stays. */
  refused(error: Error): void;
  /**
   * No new requests; those under way come to their end within `drainTimeout`. `delay` ms before that, it is no longer
   * ready but serves on as always, so that load balancers stop sending before there is nobody to answer.
   */
  close(options?: { readonly delay?: number }): Promise<void>;
}
