// SPDX-License-Identifier: Apache-2.0
// What the audit stream is to those who configure it, write to it and show its state.
import type { Secret } from './secret.ts';

const AUDIT_SINKS = ['stdout', 'file', 'http', 'syslog'] as const;
export type AuditSink = (typeof AUDIT_SINKS)[number];

/** Times in milliseconds, sizes in bytes. A sink that is absent is not in use; one at least is. */
export interface AuditOptions {
  /** Makes the chain one of HMACs: only who has it can write another. */
  readonly key?: Secret;
  readonly stdout?: boolean;
  readonly file?: AuditFileOptions;
  readonly http?: AuditHttpOptions;
  readonly syslog?: AuditSyslogOptions;
  readonly spool: AuditSpoolLimits;
}

export interface AuditSpoolLimits {
  /** Of the events that wait for one sink. */
  readonly size: number;
  /** How long one waits at most. */
  readonly time: number;
}

export interface AuditFileOptions {
  /** Absolute. */
  readonly path: string;
  /** At which it is rotated. */
  readonly size: number;
  /** Rotated files that stay. */
  readonly keep: number;
  /** Whether what was written is on the disk before it counts as written. */
  readonly fsync: boolean;
}

export interface AuditHttpOptions {
  readonly url: string;
  /** The whole value of the header. */
  readonly authorization?: Secret;
  /** PEM. */
  readonly ca?: string;
  readonly format: 'ndjson' | 'json';
  readonly timeout: number;
}

export interface AuditSyslogOptions {
  readonly host: string;
  readonly port: number;
  readonly transport: 'tls' | 'tcp' | 'udp';
  /** PEM. */
  readonly ca?: string;
  readonly facility: number;
  readonly timeout: number;
}

export interface AuditSinkState {
  readonly sink: AuditSink;
  /** It takes events. */
  readonly ok: boolean;
  /** In words. */
  readonly detail: string;
  /** Events that wait. */
  readonly waiting: number;
  /** Milliseconds that the oldest of them has waited. */
  readonly age: number;
}
