// SPDX-License-Identifier: Apache-2.0
// A report as JUnit XML, which CI systems read: a suite for each part, a test case for each step. There is no standard of it;
// what is used here, Jenkins, GitLab, Zuul and GitHub's reporters all read.
import type { Report, ReportPart, ReportStep } from './report.ts';

export function junitOf({ report, checkedAt, gateway, version, parts }: Report): string {
  const steps = parts.flatMap((part) => part.steps);
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: `scs-gateway ${report}`, ...counts(steps), timestamp: checkedAt })}>`,
    ...parts.flatMap((part) => suite(report, part, { timestamp: checkedAt, gateway, version })),
    '</testsuites>',
  ];
  return `${lines.join('\n')}\n`;
}

function suite(
  report: string,
  { name, kind, steps }: ReportPart,
  { timestamp, gateway, version }: { readonly timestamp: string; readonly gateway: string; readonly version: string },
): string[] {
  const called = `${name} (${kind})`;
  return [
    `  <testsuite${attributes({ name: called, ...counts(steps), timestamp })}>`,
    '    <properties>',
    `      <property${attributes({ name: 'gateway', value: gateway })}/>`,
    `      <property${attributes({ name: 'version', value: version })}/>`,
    '    </properties>',
    ...steps.flatMap((step) => testCase(`${report}.${kind}.${name}`, step)),
    '  </testsuite>',
  ];
}

function testCase(classname: string, { step, title, verdict, reason, next }: ReportStep): string[] {
  const name = title === undefined ? step : `${step}: ${title}`;
  const start = `    <testcase${attributes({ classname, name })}`;
  const words = escapeXml(next === undefined ? reason : `${reason}\n→ ${next}`);
  if (verdict === 'ok') return [`${start}>`, `      <system-out>${words}</system-out>`, '    </testcase>'];
  const told =
    verdict === 'failed'
      ? `<failure${attributes({ message: reason })}>${words}</failure>`
      : `<skipped${attributes({ message: verdict === 'advice' ? `advice: ${reason}` : reason })}/>`;
  return [`${start}>`, `      ${told}`, '    </testcase>'];
}

function counts(steps: readonly ReportStep[]): Record<string, string> {
  const failures = steps.filter(({ verdict }) => verdict === 'failed').length;
  const skipped = steps.filter(({ verdict }) => verdict === 'not tried' || verdict === 'advice').length;
  return { tests: String(steps.length), failures: String(failures), errors: '0', skipped: String(skipped) };
}

const attributes = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(([name, value]) => ` ${name}="${escapeXml(value).replaceAll(/[\t\n]/g, ' ')}"`)
    .join('');

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** What is no character of XML 1.0 (§2.2) cannot be written at all, by no escape either. */
const escapeXml = (text: string): string =>
  text
    .toWellFormed()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: those that XML does not have
    .replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffe\uffff]/g, '\ufffd')
    .replaceAll(/[&<>"']/g, (found) => ENTITIES[found] ?? '');
