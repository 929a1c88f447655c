// SPDX-License-Identifier: Apache-2.0
// Builds the documentation site into dist/docs, and checks what came out. What it is built with stands in site/, and is installed
// there when it is needed: nobody who only works on the gateway has it. With --dev the site is served while its pages change.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { faultsOf } from '../site/check.ts';

const { values } = parseArgs({ options: { dev: { type: 'boolean', default: false } } });
const root = join(import.meta.dirname, '..');
const site = join(root, 'site');

function run(command: string, ...args: string[]): void {
  const quiet = values.dev ? 'inherit' : 'pipe';
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    cwd: site,
    stdio: ['ignore', quiet, quiet],
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status === 0) return;
  console.error(`${stdout ?? ''}${stderr ?? ''}${error === undefined ? '' : error.message}`);
  console.error(`docs: ${command} ${args.join(' ')} failed`);
  process.exit(1);
}

/** Whether what is installed is what the lockfile says: npm keeps a copy of the lockfile beside what it installed. */
function installed(): boolean {
  const there = join(site, 'node_modules/.package-lock.json');
  if (!existsSync(there)) return false;
  type Lock = { readonly packages: Record<string, { readonly version?: string; readonly optional?: boolean }> };
  const read = (path: string): Lock['packages'] => (JSON.parse(readFileSync(path, 'utf8')) as Lock).packages;
  const have = read(there);
  return Object.entries(read(join(site, 'package-lock.json'))).every(
    ([path, { version, optional }]) => path === '' || optional === true || have[path]?.version === version,
  );
}

// Scripts of packages are not run: what is needed of them is in the packages.
if (!installed()) run('npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund');
const vitepress = join(site, 'node_modules/vitepress/bin/vitepress.js');
if (values.dev) run(process.execPath, vitepress, 'dev', '.');
else {
  const started = performance.now();
  run(process.execPath, vitepress, 'build', '.');
  const faults = faultsOf(join(root, 'dist/docs'));
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) {
    console.error(`docs: ${faults.length} faults`);
    process.exitCode = 1;
  } else {
    const seconds = ((performance.now() - started) / 1000).toFixed(0);
    console.log(`docs: dist/docs is built, and every link and anchor in it leads somewhere (${seconds} s)`);
  }
}
