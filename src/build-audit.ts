// SPDX-License-Identifier: Apache-2.0
// The audit stream as the running gateway has it: opened by its configuration, hooked into the end of requests, and shown in
// readiness and metrics. Without the section there is none of it.
import { type AuditDeps, openAudit, openAuditFile } from './audit/index.ts';
import type { Config } from './config/config.ts';
import { type AuditRecord, createAuditRecord } from './gateway/audit/index.ts';
import type { AuditMetrics } from './gateway/audit/metrics.ts';
import { createSeldom } from './gateway/log-lines.ts';
import type { AuditSinkState } from './model/audit.ts';
import type { Clock } from './model/clock.ts';

export interface BuildAuditDeps {
  readonly config: Config;
  readonly version: string;
  readonly worker: number | undefined;
  readonly now: Clock;
  readonly log: () => {
    error(fields: object, message: string): void;
    warn(fields: object, message: string): void;
    info(fields: object, message: string): void;
  };
  readonly metrics: () => AuditMetrics;
}

export interface BuiltAudit {
  readonly record?: AuditRecord;
  sinks(): readonly AuditSinkState[];
  /** For /readyz: requests go on whatever becomes of events. */
  readiness(): Readonly<Record<string, { readonly ok: boolean; readonly detail: string; readonly needed: false }>>;
  close(): Promise<void>;
}

type ClientOf = Parameters<typeof createAuditRecord>[0]['clientOf'];

const NONE: BuiltAudit = { sinks: () => [], readiness: () => ({}), close: async () => undefined };

/** What has to be waited for, apart: while the gateway is built nothing may wait, since what is told then is told to nobody. */
export async function prepareAudit(deps: BuildAuditDeps): Promise<(clientOf: ClientOf) => BuiltAudit> {
  const { audit: options } = deps.config.gateway;
  if (options === undefined) return () => NONE;
  const file = await openAuditFile(options, { of: deps.worker, now: deps.now });
  return (clientOf) => build({ ...deps, options, file, clientOf });
}

function build({
  config,
  clientOf,
  metrics,
  ...deps
}: BuildAuditDeps & Pick<AuditDeps, 'options' | 'file'> & { readonly clientOf: ClientOf }): BuiltAudit {
  const { publicUrl } = config.gateway;
  const saysAgain = createSeldom(deps);
  const audit = openAudit({
    ...deps,
    publicUrl,
    onEvent: (kind) => metrics().audited(kind),
    onLost: (sink, events) => metrics().auditLost(sink, events),
  });
  return {
    record: createAuditRecord({
      record: audit.record,
      clientOf,
      now: deps.now,
      onDefect(error) {
        metrics().audited('defect');
        if (saysAgain('audit defect')) deps.log().error({ err: error }, 'an audit event could not be written');
      },
    }),
    sinks: audit.sinks,
    readiness() {
      const all = audit.sinks();
      const { chain, seq } = audit.head();
      const words = all.map(
        ({ sink, detail, waiting }) => `${sink}: ${detail}${waiting > 0 ? `, ${waiting} wait` : ''}`,
      );
      const detail = `${words.join('; ')}; chain ${chain} at ${seq}`;
      return { audit: { ok: all.every(({ ok }) => ok), detail, needed: false } };
    },
    close: async () => void (await audit.close()),
  };
}
