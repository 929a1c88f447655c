// SPDX-License-Identifier: Apache-2.0
// `npm run supply-chain`: whether the packages are what supply-chain/policy.yaml says: where they come from, how they may be
// passed on, and what is known against them. The last is asked of the registry. Where that does not answer, nobody knows:
// then it is said so, and only `--advisories required` (a release) fails: an outage there must not stop a fix here.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parse } from 'yaml';
import { type Audit, advisoryFaults } from './supply-chain/advisories.ts';
import { folderFaults } from './supply-chain/folders.ts';
import { licenceFaults } from './supply-chain/licences.ts';
import { lockfileFaults } from './supply-chain/lockfile.ts';
import { shipped, tracerPackages } from './supply-chain/shipped.ts';

const root = join(import.meta.dirname, '..');
const { values } = parseArgs({
  options: { advisories: { type: 'string', default: 'asked' }, install: { type: 'boolean', default: false } },
});
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const policy = parse(read('supply-chain/policy.yaml'));
const manifest = JSON.parse(read('package.json'));
const lock = JSON.parse(read('package-lock.json'));
const faults = [
  ...lockfileFaults(lock, manifest, policy),
  ...licenceFaults(lock, policy, shipped(lock, tracerPackages(root))),
  ...folderFaults(root, policy.folders, policy.licences),
];

const audit = askRegistry();
if ('vulnerabilities' in audit) faults.push(...advisoryFaults(audit as Audit, policy.advisories, new Date()));
else if (values.advisories === 'required') faults.push(`known vulnerabilities could not be asked for: ${why(audit)}`);
else console.log(`note: NOT CHECKED: known vulnerabilities, for the registry does not say: ${why(audit)}`);

if (values.install) faults.push(...installFaults());

for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exitCode = 1;

function askRegistry(): Audit | { readonly message?: string } {
  const once = ['--fetch-retries=0', '--fetch-timeout=10000'];
  const { stdout } = spawnSync('npm', ['audit', '--json', ...once], {
    cwd: root,
    encoding: 'utf8',
    timeout: 30_000,
    maxBuffer: 64 * 1024 * 1024,
  });
  try {
    return JSON.parse(stdout);
  } catch {
    return { message: 'no answer' };
  }
}

function why({ message = 'no reason' }: { readonly message?: string }): string {
  return message.replace(/ - .*/s, '').slice(0, 200);
}

/** Whether it starts with what `npm ci --ignore-scripts --omit=dev` installs, on this Node.js. */
function installFaults(): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'scs-install-'));
  try {
    for (const path of ['package.json', 'package-lock.json', 'bin', 'src'])
      cpSync(join(root, path), join(folder, path), { recursive: true });
    const run = (command: string, ...args: string[]) => spawnSync(command, args, { cwd: folder, encoding: 'utf8' });
    const installed = run('npm', 'ci', '--ignore-scripts', '--omit=dev', '--no-audit', '--no-fund');
    if (installed.status !== 0) return [`packages do not install: ${installed.stderr.slice(-500)}`];
    const { stdout, stderr } = run(process.execPath, 'bin/scs-gateway.js', '--version');
    return stdout.trim() === manifest.version ? [] : [`the gateway does not start: ${stderr.slice(-500)}`];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
