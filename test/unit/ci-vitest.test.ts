// SPDX-License-Identifier: Apache-2.0
// How CI counts a ring of Vitest: .ci/vitest.mjs with an npm that writes the reports which a test gives it.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'ci-vitest-'));
afterAll(() => rmSync(folder, { recursive: true }));

const ended = (fullName: string, status: string) => ({
  fullName,
  status,
  failureMessages: status === 'failed' ? ['why'] : [],
});
const report = (files: Readonly<Record<string, readonly ReturnType<typeof ended>[]>>) => {
  const all = Object.values(files).flat();
  const bad = all.some(({ status }) => status !== 'passed');
  return {
    numTotalTests: all.length,
    success: !bad,
    testResults: Object.entries(files).map(([name, assertionResults]) => ({
      name: join(process.cwd(), name),
      status: assertionResults.every(({ status }) => status === 'passed') ? 'passed' : 'failed',
      message: '',
      assertionResults,
    })),
  };
};

/** Its npm writes one report after the other, as they were asked for. */
function counted(...reports: readonly (object | undefined)[]) {
  const results = mkdtempSync(join(folder, 'results-'));
  writeFileSync(join(results, 'reports'), JSON.stringify(reports));
  writeFileSync(
    join(results, 'npm'),
    `#!/usr/bin/env node
const { appendFileSync, readFileSync, writeFileSync } = require('node:fs');
appendFileSync('${results}/calls', JSON.stringify(process.argv.slice(2)) + '\\n');
const report = JSON.parse(readFileSync('${results}/reports'))[readFileSync('${results}/calls', 'utf8').trim().split('\\n').length - 1];
const out = process.argv.find((one) => one.startsWith('--outputFile.json=')).slice(18);
if (report) writeFileSync(out, JSON.stringify(report));
process.exit(report?.success ? 0 : 1);
`,
  );
  chmodSync(join(results, 'npm'), 0o755);
  const env = { ...process.env, PATH: `${results}:${process.env.PATH}` };
  const { status } = spawnSync(process.execPath, ['.ci/vitest.mjs', results, 'a ring', 'test:ring', '--exclude', 'x'], {
    env,
  });
  const read = (name: string) =>
    existsSync(join(results, name)) ? readFileSync(join(results, name), 'utf8') : undefined;
  const calls = (read('calls') ?? '')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as string[]);
  return { status, counts: read('counts'), unsteady: read('unsteady'), names: read('names'), calls };
}

it('what passes is counted, and run once', () => {
  const { calls, ...rest } = counted(report({ 'a.test.ts': [ended('one', 'passed'), ended('two', 'passed')] }));
  expect(rest).toEqual({ status: 0, counts: '2 0\n', unsteady: undefined, names: undefined });
  expect(calls.map((call) => call.slice(0, 5))).toEqual([['run', 'test:ring', '--', '--exclude', 'x']]);
});

it('a file with a failure is run once more, alone; what passes then is told as unsteady', () => {
  const { calls, ...rest } = counted(
    report({ 'a.test.ts': [ended('one', 'passed')], 'b.test.ts': [ended('two', 'failed'), ended('three', 'passed')] }),
    report({ 'b.test.ts': [ended('two', 'passed'), ended('three', 'passed')] }),
  );
  expect(rest).toEqual({
    status: 0,
    counts: '3 0\n',
    unsteady: 'UNSTEADY: a ring\n  two\n    | why\n',
    names: undefined,
  });
  expect(calls[1]?.slice(0, 6)).toEqual(['run', 'test:ring', '--', '--exclude', 'x', 'b.test.ts']);
});

it('what fails again has failed, and so has what is skipped', () => {
  const twice = report({
    'a.test.ts': [ended('one', 'failed'), ended('two', 'skipped')],
    'b.test.ts': [ended('three', 'passed')],
  });
  const { counts, names, unsteady } = counted(twice, twice);
  expect([counts, names, unsteady]).toEqual(['1 2\n', 'FAILED: a ring, 2\n  one\n  two\n', undefined]);
});

it('a run that writes no report has failed, the first time and the second', () => {
  expect(counted(undefined)).toMatchObject({ counts: '0 1\n', calls: [expect.anything()] });
  expect(counted(report({ 'a.test.ts': [ended('one', 'failed')] }), undefined).counts).toBe('0 1\n');
});

it('where much fails, it is no matter of chance: nothing is run again', () => {
  const many = Object.fromEntries(
    Array.from({ length: 7 }, (_, n) => [`${n}.test.ts`, [ended(`test ${n}`, 'failed')]]),
  );
  expect(counted(report(many))).toMatchObject({ counts: '0 7\n', calls: [expect.anything()] });
});
