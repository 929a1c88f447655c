// SPDX-License-Identifier: Apache-2.0
// The metrics of conditions (model/conditions.ts) and of the ends of certificates. Labels: names and subjects of the table, and
// ids of the configuration.
import { Gauge, type Registry } from 'prom-client';
import type { Condition, Subject } from '../model/conditions.ts';

export interface CertificateEnd {
  readonly subject: Subject;
  readonly peer: string;
  /** Until it ends; negative after that. */
  readonly seconds: number;
}

/** One sample for each condition that there is: an alert ends with its condition. */
export function addConditions(registers: Registry[], conditions: () => readonly Condition[]): void {
  new Gauge({
    name: 'scs_gateway_condition',
    help: 'What is wrong although the gateway goes on: 1 for each condition that there is, by name and subject, and the cloud or identity provider that it is about.',
    labelNames: ['condition', 'subject', 'peer'],
    aggregator: 'max',
    registers,
    collect() {
      this.reset();
      for (const { name, subject, peer } of conditions()) this.set({ condition: name, subject, peer }, 1);
    },
  });
}

/** Of several with the same labels the first to end. */
export function addCertificateEnds(registers: Registry[], ends: () => readonly CertificateEnd[]): void {
  new Gauge({
    name: 'scs_gateway_certificate_expires_seconds',
    help: 'Seconds until a certificate ends, negative after that: of the gateway, in its configuration, or as clouds and identity providers serve it.',
    labelNames: ['subject', 'peer'],
    aggregator: 'min',
    registers,
    collect() {
      this.reset();
      const first = new Map<string, CertificateEnd>();
      for (const end of ends()) {
        const key = `${end.subject} ${end.peer}`;
        if ((first.get(key)?.seconds ?? Number.POSITIVE_INFINITY) > end.seconds) first.set(key, end);
      }
      for (const { subject, peer, seconds } of first.values()) this.set({ subject, peer }, seconds);
    },
  });
}
