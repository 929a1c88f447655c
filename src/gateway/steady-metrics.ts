// SPDX-License-Identifier: Apache-2.0
// The metrics of what the gateway leans on beside the clouds: the shared state, and identity providers.
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { LogoutOutcome } from '../federation/back-channel-logout.ts';
import type { ProviderHealth } from '../model/identity-service.ts';

export interface SteadyMetrics {
  /** The shared state has become available, or is away: many of both are a store that comes and goes. */
  storeChanged(to: 'up' | 'down'): void;
  /** Milliseconds that it took to answer a heartbeat. */
  storeAnswered(ms: number): void;
  /** What an identity provider has told of a logout. */
  loggedOut(provider: string, outcome: LogoutOutcome): void;
}

export function createSteadyMetrics(
  registers: Registry[],
  { providers, now }: { readonly providers: () => readonly ProviderHealth[]; readonly now: () => number },
): SteadyMetrics {
  const changes = new Counter({
    name: 'scs_gateway_store_changes_total',
    help: 'How often the shared state became available (up) or was lost (down).',
    labelNames: ['to'],
    registers,
  });
  for (const to of ['up', 'down']) changes.inc({ to }, 0);
  const answers = new Histogram({
    name: 'scs_gateway_store_round_trip_seconds',
    help: 'Time that the shared state took to answer a heartbeat, once a second.',
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1],
    registers,
  });
  const logouts = new Counter({
    name: 'scs_gateway_backchannel_logouts_total',
    help: 'Logouts that identity providers have told of: ended, refused, replayed, notKept (in force at one replica alone).',
    labelNames: ['provider', 'outcome'],
    registers,
  });
  new Gauge({
    name: 'scs_gateway_identity_provider_up',
    help: 'Whether the last look for the keys of an identity provider succeeded: 1, else 0; known keys stay in use.',
    labelNames: ['provider'],
    aggregator: 'min',
    registers,
    collect() {
      this.reset();
      for (const { id, ok } of providers()) this.set({ provider: id }, ok ? 1 : 0);
    },
  });
  new Gauge({
    name: 'scs_gateway_identity_provider_keys_age_seconds',
    help: 'Time since an identity provider gave the keys that are in use; absent where there are none.',
    labelNames: ['provider'],
    aggregator: 'max',
    registers,
    collect() {
      this.reset();
      for (const { id, fetchedAt } of providers())
        if (fetchedAt !== undefined) this.set({ provider: id }, Math.max(0, (now() - fetchedAt) / 1000));
    },
  });
  return {
    storeChanged: (to) => changes.inc({ to }),
    storeAnswered: (ms) => answers.observe(ms / 1000),
    loggedOut: (provider, outcome) => logouts.inc({ provider, outcome }),
  };
}
