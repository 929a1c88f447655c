// SPDX-License-Identifier: Apache-2.0
// All metrics in one table. Labels come from closed sets only: never an id, a path or the text of a header.
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Revocations } from '../federation/revocations.ts';
import type { CurrentFleet } from '../members/fleet.ts';
import type { LastKnown } from '../members/last-known.ts';
import type { AuditSinkState } from '../model/audit.ts';
import type { Clock } from '../model/clock.ts';
import type { Condition } from '../model/conditions.ts';
import type { DurableOperation, DurableStore } from '../model/durable-store.ts';
import type { BreakerState, MemberTransport } from '../model/member.ts';
import type { Store } from '../model/store.ts';
import { type AuditMetrics, createAuditMetrics } from './audit/metrics.ts';
import { addCertificateEnds, addConditions, type CertificateEnd } from './condition-metrics.ts';
import type { ConnectionCounts } from './connections/index.ts';
import { REFUSALS } from './connections/refusals.ts';
import { type MemberGaugesDeps, memberGauges } from './member-gauges.ts';
import { type OpenStreams, STREAM_SURFACES, type StreamEnd, type StreamSurface } from './open-streams.ts';
import { type MetricSnapshot, openMetrics } from './openmetrics.ts';
import { createRequestMetrics, type RequestMetrics } from './request-metrics.ts';
import { createSteadyMetrics, type SteadyMetrics } from './steady-metrics.ts';

export interface Metrics extends Omit<RequestMetrics, 'withExemplars'>, SteadyMetrics, AuditMetrics {
  session(cloud: string, strategy: string, outcome: string, reason: string): void;
  identityCheck(provider: string, outcome: string, reason: string): void;
  /** A question to an identity provider about an owner of application credentials. */
  ownerAsked(provider: string, outcome: string): void;
  reload(outcome: 'applied' | 'refused'): void;
  /** An error that nobody caught; the process goes on. */
  accident(kind: 'exception' | 'rejection'): void;
  linesDropped(lines: number): void;
  degraded(cloud: string, reason: string): void;
  /** Something of a member that is above what is taken over: projects, endpoints. */
  leftOut(cloud: string, what: string): void;
  /** A request that a limit refused. */
  limited(limit: string, surface: string): void;
  /** A connection or request that went beyond what connections may take. */
  connectionRefused(reason: string): void;
  /** Something in flight that was ended before its time. */
  streamEnded(why: StreamEnd, surface: StreamSurface): void;
  /** A revocation from outside that cannot be one. */
  implausibleRevocation(what: 'ignored' | 'cut'): void;
  revocationsFolded(): void;
  /** A host that a cloud or an identity provider has named, and that the gateway does not go to. */
  reachRefused(peer: string, where: string, reason: string): void;
  /** A failed command to the shared state; requests went on without it. */
  storeFailed(operation: string): void;
  /** A failed call to the durable store; its request was answered with 503. */
  durableFailed(operation: string): void;
  /** A lookup in the reference cache, by kind and outcome. */
  references(kind: string, outcome: string): void;
  readonly contentType: string;
  text(): Promise<string>;
  /** The same with exemplars, as OpenMetrics. */
  openMetrics(): Promise<string>;
  /** As data, so that the primary can add up the metrics of several workers. */
  snapshot(): Promise<MetricSnapshot>;
}

export type { MetricSnapshot };

/** What happens to the process rather than to a request: the primary counts its own. Each begins at zero, for a counter without a
 * sample cannot be seen to rise. */
export function createProcessCounters(
  registers: Registry[],
  conditions: () => readonly Condition[],
): Pick<Metrics, 'reload' | 'accident' | 'linesDropped'> {
  addConditions(registers, conditions);
  const reloads = new Counter({
    name: 'scs_gateway_config_reloads_total',
    help: 'Changed configurations: applied, or refused because invalid.',
    labelNames: ['outcome'],
    registers,
  });
  for (const outcome of ['applied', 'refused']) reloads.inc({ outcome }, 0);
  const accidents = new Counter({
    name: 'scs_gateway_unexpected_errors_total',
    help: 'Errors that nobody caught, a defect each: exceptions and rejected promises. The process goes on.',
    labelNames: ['kind'],
    registers,
  });
  for (const kind of ['exception', 'rejection']) accidents.inc({ kind }, 0);
  const linesDropped = new Counter({
    name: 'scs_gateway_log_lines_dropped_total',
    help: 'Log lines that could not be written: the disk is full, or who reads them is gone or too slow.',
    registers,
  });
  return {
    reload: (outcome) => reloads.inc({ outcome }),
    accident: (kind) => accidents.inc({ kind }),
    linesDropped: (lines) => linesDropped.inc(lines),
  };
}

const BREAKER_LEVEL: Record<BreakerState, number> = { closed: 0, 'half-open': 1, open: 2 };

export function createMetrics(deps: {
  readonly fleet: CurrentFleet;
  readonly lastKnown: LastKnown;
  readonly store: Pick<Store, 'health'>;
  readonly durable?: Pick<DurableStore, 'health'>;
  readonly revocations: Pick<Revocations, 'held'>;
  readonly streams: () => Pick<OpenStreams, 'counts'>;
  readonly now: Clock;
  readonly connections: () => ConnectionCounts;
  readonly conditions: { current(): readonly Condition[]; certificateEnds(): readonly CertificateEnd[] };
  /** Bytes. */
  readonly answerMemory?: () => number;
  readonly members: Omit<MemberGaugesDeps, 'fleet'>;
  readonly auditSinks?: () => readonly AuditSinkState[];
}): Metrics {
  const { fleet, lastKnown, store, durable, revocations, streams, now, answerMemory = () => 0, connections } = deps;
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, prefix: 'scs_gateway_' });
  memberGauges({ fleet, ...deps.members }, registers);

  const ofRequests = createRequestMetrics(registers);
  const sessions = new Counter({
    name: 'scs_gateway_sessions_total',
    help: 'Sessions on members: opened, reused from a cache, failed; by strategy and reason (an error code, or ok).',
    labelNames: ['cloud', 'strategy', 'outcome', 'reason'],
    registers,
  });
  const ownersAsked = new Counter({
    name: 'scs_gateway_owner_refreshes_total',
    help: 'Questions to identity providers about owners of application credentials: refreshed, ended (gone or disabled there), failed.',
    labelNames: ['provider', 'outcome'],
    registers,
  });
  const checks = new Counter({
    name: 'scs_gateway_identity_checks_total',
    help: 'Tokens of identity providers checked, and keys fetched, by outcome and reason.',
    labelNames: ['provider', 'outcome', 'reason'],
    registers,
  });
  const ofProcess = createProcessCounters(registers, deps.conditions.current);
  addCertificateEnds(registers, deps.conditions.certificateEnds);
  const steady = createSteadyMetrics(registers, { providers: () => fleet().identityProviders?.health?.() ?? [], now });
  const degradations = new Counter({
    name: 'scs_gateway_degraded_total',
    help: 'Logins, lists and lookups that went on without a member, by reason (an error code).',
    labelNames: ['cloud', 'reason'],
    registers,
  });
  const leftOut = new Counter({
    name: 'scs_gateway_left_out_total',
    help: 'Catalogues and lists of projects of which a part was left out: above a limit of the cloud, or regions whose names no path can carry.',
    labelNames: ['cloud', 'what'],
    registers,
  });
  new Gauge({
    name: 'scs_gateway_answer_memory_bytes',
    help: 'What answers of members take that are being read, parsed or collected.',
    registers,
    collect() {
      this.set(answerMemory());
    },
  });
  const limited = new Counter({
    name: 'scs_gateway_limited_total',
    help: 'Requests refused by a limit, by limit and surface.',
    labelNames: ['limit', 'surface'],
    registers,
  });
  new Gauge({
    name: 'scs_gateway_client_connections',
    help: 'Open connections of clients: known (somebody has been authenticated on it) or anonymous.',
    labelNames: ['kind'],
    registers,
    collect() {
      const { known, anonymous } = connections();
      this.set({ kind: 'known' }, known);
      this.set({ kind: 'anonymous' }, anonymous);
    },
  });
  new Gauge({
    name: 'scs_gateway_client_unsent_bytes',
    help: 'Bytes of responses that wait for clients to read them.',
    registers,
    collect() {
      this.set(connections().unsent);
    },
  });
  const connectionsRefused = new Counter({
    name: 'scs_gateway_client_connections_refused_total',
    help: 'Connections closed, and requests refused or broken off, by a limit of gateway.limits.connections, by reason.',
    labelNames: ['reason'],
    registers,
  });
  for (const reason of REFUSALS) connectionsRefused.inc({ reason }, 0);
  new Gauge({
    name: 'scs_gateway_in_flight',
    help: 'Requests to members under way: of clients, streams (watches, exec), and calls of the gateway itself.',
    labelNames: ['cloud', 'kind'],
    registers,
    collect() {
      this.reset();
      const { members, clusters, apis } = fleet();
      const add = (cloud: string, { slots: { taken } }: MemberTransport): void => {
        for (const kind of ['request', 'stream', 'own'] as const) this.inc({ cloud, kind }, taken[kind]);
      };
      for (const { id, transport } of members.values()) add(id, transport);
      for (const { cloud, transport } of clusters.values()) add(cloud, transport);
      for (const { id, transport } of apis.values()) add(id, transport);
    },
  });
  const streamsEnded = new Counter({
    name: 'scs_gateway_streams_ended_total',
    help: 'What was in flight and ended before its time, by reason (revoked, projectLost, tooOld) and surface.',
    labelNames: ['reason', 'surface'],
    registers,
  });
  for (const surface of STREAM_SURFACES)
    for (const reason of ['revoked', 'projectLost', 'tooOld'] as const) streamsEnded.inc({ reason, surface }, 0);
  new Gauge({
    name: 'scs_gateway_open_streams',
    help: 'What is in flight in the name of a caller, by surface: short requests as well as what stays open.',
    labelNames: ['surface'],
    registers,
    collect() {
      for (const [surface, count] of Object.entries(streams().counts())) this.set({ surface }, count);
    },
  });
  const implausible = new Counter({
    name: 'scs_gateway_implausible_revocations_total',
    help: 'Revocations in the shared state that cannot be any: ignored, or a time in the future that was cut to now.',
    labelNames: ['outcome'],
    registers,
  });
  for (const outcome of ['ignored', 'cut'] as const) implausible.inc({ outcome }, 0);
  const folded = new Counter({
    name: 'scs_gateway_revocations_folded_total',
    help: 'Users all of whose logins were revoked, because more of their tokens were revoked than are held one by one.',
    registers,
  });
  new Gauge({
    name: 'scs_gateway_revocations',
    help: 'Revocations that are held, of tokens and of users.',
    aggregator: 'max',
    registers,
    collect() {
      this.set(revocations.held());
    },
  });
  const reachRefusals = new Counter({
    name: 'scs_gateway_reach_refused_total',
    help: 'Hosts that a cloud or identity provider has named and the gateway does not go to, by where and why.',
    labelNames: ['peer', 'where', 'reason'],
    registers,
  });
  const storeFailures = new Counter({
    name: 'scs_gateway_store_failures_total',
    help: 'Commands to the shared state that failed or were not sent because it is away, by operation.',
    labelNames: ['operation'],
    registers,
  });
  const durableFailures = new Counter({
    name: 'scs_gateway_durable_failures_total',
    help: 'Calls to the durable store that failed, by operation; their requests were answered with 503.',
    labelNames: ['operation'],
    registers,
  });
  for (const operation of ['get', 'find', 'list', 'put', 'remove', 'all'] satisfies DurableOperation[])
    durableFailures.inc({ operation }, 0);
  new Gauge({
    name: 'scs_gateway_durable_up',
    help: 'The durable store: 1 in use, 0 away, read-only, full or broken.',
    aggregator: 'min',
    registers,
    collect() {
      this.set(durable?.health().ok === false ? 0 : 1);
    },
  });
  const referenceUses = new Counter({
    name: 'scs_gateway_reference_cache_total',
    help: 'What is asked of the reference cache: a hit, a stale answer while a newer one is fetched, a miss, or an error.',
    labelNames: ['kind', 'outcome'],
    registers,
  });
  new Gauge({
    name: 'scs_gateway_store_up',
    help: 'Shared state: 1 in use, 0 away or read-only; requests then go on from what each process holds.',
    aggregator: 'min',
    registers,
    collect() {
      this.set(store.health().ok ? 1 : 0);
    },
  });
  new Gauge({
    name: 'scs_gateway_catalog_age_seconds',
    help: 'Time since a member last gave its service catalogue.',
    labelNames: ['cloud'],
    aggregator: 'max',
    registers,
    collect() {
      this.reset();
      for (const id of fleet().members.keys()) {
        const learntAt = lastKnown.learntAt(id);
        if (learntAt !== undefined) this.set({ cloud: id }, (now() - learntAt) / 1000);
      }
    },
  });
  new Gauge({
    name: 'scs_gateway_breaker_state',
    help: "A member's worst breaker: 0 closed, 1 half-open, 2 open.",
    labelNames: ['cloud'],
    aggregator: 'max',
    registers,
    collect() {
      this.reset();
      const { members, apis } = fleet();
      for (const { id, transport } of [...members.values(), ...apis.values()]) {
        const levels = [...transport.breakers().values()].map((breaker) => BREAKER_LEVEL[breaker.state]);
        this.set({ cloud: id }, Math.max(0, ...levels));
      }
    },
  });

  const snapshot = async (): Promise<MetricSnapshot> => ofRequests.withExemplars(await registry.getMetricsAsJSON());

  return {
    ...ofRequests,
    session: (cloud, strategy, outcome, reason) => sessions.inc({ cloud, strategy, outcome, reason }),
    ownerAsked: (provider, outcome) => ownersAsked.inc({ provider, outcome }),
    identityCheck: (provider, outcome, reason) => checks.inc({ provider, outcome, reason }),
    ...ofProcess,
    ...steady,
    ...createAuditMetrics(registers, deps.auditSinks ?? (() => [])),
    degraded: (cloud, reason) => degradations.inc({ cloud, reason }),
    leftOut: (cloud, what) => leftOut.inc({ cloud, what }),
    limited: (limit, surface) => limited.inc({ limit, surface }),
    connectionRefused: (reason) => connectionsRefused.inc({ reason }),
    streamEnded: (reason, surface) => streamsEnded.inc({ reason, surface }),
    implausibleRevocation: (outcome) => implausible.inc({ outcome }),
    revocationsFolded: () => folded.inc(),
    reachRefused: (peer, where, reason) => reachRefusals.inc({ peer, where, reason }),
    storeFailed: (operation) => storeFailures.inc({ operation }),
    durableFailed: (operation) => durableFailures.inc({ operation }),
    references: (kind, outcome) => referenceUses.inc({ kind, outcome }),
    contentType: registry.contentType,
    text: () => registry.metrics(),
    openMetrics: async () => openMetrics(await snapshot()),
    snapshot,
  };
}
