// SPDX-License-Identifier: Apache-2.0
// The forms that a report can be written in for programs and for others to read.
import { junitOf } from './junit.ts';
import type { Report } from './report.ts';
import { reportPage } from './report-page.ts';

export const FORMS = {
  json: (report: Report): string => `${JSON.stringify(report, null, 2)}\n`,
  junit: junitOf,
  html: reportPage,
} satisfies Readonly<Record<string, (report: Report) => string>>;

export type Form = keyof typeof FORMS;
