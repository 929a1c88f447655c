// SPDX-License-Identifier: Apache-2.0
// node .ci/vitest.mjs RESULTS NAME SCRIPT [ARGUMENT…]: runs `npm run SCRIPT` and counts from Vitest's report; a skipped
// or unfinished test is a failed one. Files with failures are run once more, alone: what passes then has passed, and is
// told as unsteady at the end of the whole run, so that it is mended. For any Node that a machine has.
import { spawnSync } from 'node:child_process';
import { appendFileSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const [, , results, name, script, ...args] = process.argv;
// As many at most: where more fails, it is no matter of chance.
const MOST_FILES = 6;

function run(report, ...more) {
  const json = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const { status } = spawnSync('npm', ['run', script, '--', ...args, ...more, ...json], { stdio: ['ignore', 1, 2] });
  let read = { testResults: [], numTotalTests: 0, success: false };
  try {
    read = JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    // It ended before it could say anything, which is a failure.
  }
  const failures = read.testResults.flatMap(({ name: file, message, status, assertionResults }) => {
    const failed = assertionResults.filter((one) => one.status !== 'passed');
    if (failed.length === 0 && status === 'failed') failed.push({ fullName: file, failureMessages: [message] });
    return failed.map(({ fullName, status, failureMessages: [why = status] }) => ({ file, fullName, why }));
  });
  // Something that belongs to no test went wrong.
  if (failures.length === 0 && !(read.success && status === 0))
    failures.push({ fullName: `${name}: exit ${status}`, why: '' });
  return { failures, total: read.numTotalTests };
}

const say = (file, text) => appendFileSync(join(results, file), text);
let { failures, total } = run(join(results, `${script}.json`));
const files = [...new Set(failures.map(({ file }) => file))];
if (files.length > 0 && files.length <= MOST_FILES && !files.includes(undefined)) {
  process.stdout.write(`\n== once more, alone: ${files.map((file) => relative('', file)).join(' ')}\n`);
  const first = failures;
  ({ failures } = run(join(results, `${script}-again.json`), ...files.map((file) => relative('', file))));
  const unsteady = first.filter(({ fullName }) => failures.every((one) => one.fullName !== fullName));
  if (unsteady.length > 0) say('unsteady', `UNSTEADY: ${name}\n${unsteady.map(told).join('')}`);
}
function told({ fullName, why }) {
  return `  ${fullName}\n${why.slice(0, 800).replace(/^/gm, '    | ')}\n`;
}
say('counts', `${Math.max(0, total - failures.length)} ${failures.length}\n`);
if (failures.length > 0) {
  const first = failures.slice(0, 20);
  say('failed', first.map(told).join(''));
  say('names', `FAILED: ${name}, ${failures.length}\n${first.map(({ fullName }) => `  ${fullName}\n`).join('')}`);
}
