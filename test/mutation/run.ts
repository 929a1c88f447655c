// SPDX-License-Identifier: Apache-2.0
// npm run test:mutation [-- file …]: changes the code in small ways and sees whether a test of the unit or contract ring
// notices. Without files: the parts where a fault that nobody notices would be worst. The tools are installed at the
// first run, in a package of their own. The report is .stryker/mutation.json; docs/mutation-tests.md tells the score.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const here = import.meta.dirname;
const root = join(here, '../..');
const stryker = join(here, 'node_modules/@stryker-mutator/core/bin/stryker.js');

function run(command: string, args: readonly string[], cwd: string): void {
  const { status } = spawnSync(command, args, { cwd, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

if (!existsSync(stryker)) run('npm', ['ci', '--no-audit', '--no-fund'], here);
const files = process.argv.slice(2);
const some = files.length === 0 ? [] : ['--mutate', files.join(',')];
run(process.execPath, [stryker, 'run', join(here, 'stryker.config.json'), ...some], root);
