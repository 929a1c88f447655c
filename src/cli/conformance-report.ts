// SPDX-License-Identifier: Apache-2.0
// From what a gateway says of a cloud and the SCS standards to a part of a report for each region and cluster.
import { isObject } from '../model/is-object.ts';
import type { ReportPart, ReportStep, Verdict } from '../report/report.ts';

/** The version that is being prepared; its checks count only where that is asked for. */
const NEXT = 'next';

export interface Judging {
  /** Whether checks that only the next version of a scope has count too. */
  readonly next: boolean;
}

export function conformanceParts(cloud: string, answer: unknown, judging: Judging): ReportPart[] {
  if (!isObject(answer)) return [unreadable(cloud, 'the gateway answers with no report')];
  const regions = listOf(answer.regions).map((one) => partOf(String(one.region), 'SCS-compatible IaaS', one, judging));
  const clusters = listOf(answer.clusters).map((one) =>
    partOf(String(one.cluster), 'SCS-compatible KaaS', one, judging),
  );
  const parts = [...regions, ...clusters];
  return parts.length === 0 ? [unreadable(cloud, 'there is nothing that the standards are about')] : parts;
}

/** A cloud of which there is no report. */
export const unreadable = (cloud: string, reason: string): ReportPart => ({
  name: cloud,
  kind: 'cloud',
  ok: false,
  steps: [{ step: 'report', verdict: 'failed', reason }],
});

function partOf(name: string, kind: string, { checks }: Record<string, unknown>, judging: Judging): ReportPart {
  const steps = listOf(checks).map((check) => stepOf(check, judging));
  // Where a cloud is away each check is "unknown": that nothing fails would then say nothing.
  const seen = steps.some(({ verdict }) => verdict !== 'not tried');
  const first = steps.find(({ verdict }) => verdict === 'not tried');
  const all = seen
    ? steps
    : [
        {
          step: 'report',
          verdict: 'failed' as const,
          reason: `nothing could be read: ${first?.reason ?? 'no checks'}`,
        },
        ...steps,
      ];
  return { name, kind, ok: !all.some(({ verdict }) => verdict === 'failed'), steps: all };
}

function stepOf(
  { id, standard, title, level, versions, result, detail }: Record<string, unknown>,
  { next }: Judging,
): ReportStep {
  const counts = Array.isArray(versions) && versions.some((version) => next || version !== NEXT);
  const verdicts: Readonly<Record<string, Verdict>> = { pass: 'ok', fail: counts ? 'failed' : 'advice' };
  return {
    step: String(id),
    title: `${String(title)} (${String(standard)}, ${String(level)})`,
    verdict: verdicts[String(result)] ?? 'not tried',
    reason: String(detail),
  };
}

const listOf = (value: unknown): Record<string, unknown>[] => (Array.isArray(value) ? value.filter(isObject) : []);
