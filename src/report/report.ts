// SPDX-License-Identifier: Apache-2.0
// What a check has found, as data: the shape of `--output json`, and what every other form is made of. Written by one run,
// read by another program, perhaps of another version, so that what is read is checked.
import { isObject } from '../model/is-object.ts';

/** `advice`: it does not hold, and counts for nothing. */
const VERDICTS = ['ok', 'failed', 'not tried', 'advice'] as const;
export type Verdict = (typeof VERDICTS)[number];

export interface ReportStep {
  /** Short and stable, for programs. */
  readonly step: string;
  readonly verdict: Verdict;
  readonly reason: string;
  /** What to do about it. */
  readonly next?: string;
  /** For people, where the name alone says little. */
  readonly title?: string;
}

export interface ReportPart {
  /** The id of a cloud, cluster, region or identity provider. */
  readonly name: string;
  readonly kind: string;
  readonly ok: boolean;
  readonly steps: readonly ReportStep[];
}

export const REPORTS = ['check', 'conformance'] as const;

export interface Report {
  readonly report: (typeof REPORTS)[number];
  /** RFC 3339. */
  readonly checkedAt: string;
  /** Its public URL. */
  readonly gateway: string;
  /** Of whoever wrote it. */
  readonly version: string;
  readonly ok: boolean;
  readonly parts: readonly ReportPart[];
}

export const failedIn = ({ parts }: Pick<Report, 'parts'>): ReportPart[] => parts.filter(({ ok }) => !ok);

/** Undefined: it is none. Anything beside what a report has is left out. */
export function readReport(text: string): Report | undefined {
  const found = parse(text);
  if (!isObject(found)) return undefined;
  const { report, checkedAt, gateway, version, ok, parts } = found;
  const kind = REPORTS.find((one) => one === report);
  if (kind === undefined || typeof ok !== 'boolean' || !Array.isArray(parts)) return undefined;
  if (!isText(checkedAt) || !isText(gateway) || !isText(version)) return undefined;
  const at = Date.parse(checkedAt);
  if (!Number.isFinite(at)) return undefined;
  const read = parts.map(partOf);
  return read.every((part) => part !== undefined)
    ? { report: kind, checkedAt: new Date(at).toISOString(), gateway, version, ok, parts: read }
    : undefined;
}

function partOf(value: unknown): ReportPart | undefined {
  if (!isObject(value)) return undefined;
  const { name, kind, ok, steps } = value;
  if (!isText(name) || !isText(kind) || typeof ok !== 'boolean' || !Array.isArray(steps)) return undefined;
  const read = steps.map(stepOf);
  return read.every((step) => step !== undefined) ? { name, kind, ok, steps: read } : undefined;
}

function stepOf(value: unknown): ReportStep | undefined {
  if (!isObject(value)) return undefined;
  const { step, verdict, reason, next, title } = value;
  const known = VERDICTS.find((one) => one === verdict);
  if (!isText(step) || known === undefined || !isText(reason)) return undefined;
  return { step, verdict: known, reason, ...(isText(next) && { next }), ...(isText(title) && { title }) };
}

const isText = (value: unknown): value is string => typeof value === 'string';

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
