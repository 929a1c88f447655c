// SPDX-License-Identifier: Apache-2.0
// The metrics of the audit stream. Where there is none, they have no samples.
import { Counter, Gauge, type Registry } from 'prom-client';
import { OWN_KINDS } from '../../audit/index.ts';
import type { AuditSinkState } from '../../model/audit.ts';
import { AUDIT_KINDS } from './kinds.ts';

export interface AuditMetrics {
  /** An event of this kind was written; `defect`: one could not be. */
  audited(kind: string): void;
  auditLost(sink: string, events: number): void;
}

export function createAuditMetrics(registers: Registry[], sinks: () => readonly AuditSinkState[]): AuditMetrics {
  const events = new Counter({
    name: 'scs_gateway_audit_events_total',
    help: 'Audit events, by kind; defect: one that could not be written.',
    labelNames: ['kind'],
    registers,
  });
  /** To look one up by its label costs more than to count. */
  const byKind = new Map(
    [...Object.keys(AUDIT_KINDS), ...OWN_KINDS, 'defect'].map((kind) => [kind, events.labels(kind)]),
  );
  const lost = new Counter({
    name: 'scs_gateway_audit_lost_total',
    help: 'Audit events that a sink has not got: it took none for longer than they wait, or there was no room for more.',
    labelNames: ['sink'],
    registers,
  });
  new Gauge({
    name: 'scs_gateway_audit_sink_up',
    help: 'Whether a sink takes audit events: 1, else 0; they wait meanwhile.',
    labelNames: ['sink'],
    aggregator: 'min',
    registers,
    collect() {
      for (const { sink, ok } of sinks()) {
        this.set({ sink }, ok ? 1 : 0);
        // So that its first loss is seen to rise.
        lost.inc({ sink }, 0);
      }
    },
  });
  new Gauge({
    name: 'scs_gateway_audit_waiting_events',
    help: 'Audit events that wait for a sink.',
    labelNames: ['sink'],
    registers,
    collect() {
      for (const { sink, waiting } of sinks()) this.set({ sink }, waiting);
    },
  });
  new Gauge({
    name: 'scs_gateway_audit_oldest_seconds',
    help: 'How long the oldest audit event has waited for a sink.',
    labelNames: ['sink'],
    aggregator: 'max',
    registers,
    collect() {
      for (const { sink, age } of sinks()) this.set({ sink }, age / 1000);
    },
  });
  return {
    audited: (kind) => byKind.get(kind)?.inc(),
    auditLost: (sink, count) => lost.inc({ sink }, count),
  };
}
