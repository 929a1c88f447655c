// SPDX-License-Identifier: Apache-2.0
// What must hold before a change goes in, quickest first; stops at the first step that does not hold.
// Continuous integration runs exactly this: npm run check.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const tool = (name: string): string => join(root, 'node_modules', '.bin', name);

const steps: readonly (readonly [claim: string, command: string, ...args: string[]])[] = [
  ['every file is formatted and free of lint', tool('biome'), 'ci', '--colors=off', '.'],
  ['the types hold', tool('tsc'), '--noEmit'],
  ['every file, export and dependency is used', tool('knip')],
  ['generated files are in sync with their sources', process.execPath, 'scripts/generate.ts', '--check'],
  ['the document of the API is in good style', process.execPath, 'scripts/lint-api.ts'],
  ['the API takes nothing away that was released', process.execPath, 'scripts/api-diff.ts'],
  ['imports keep their direction and the unit tests pass', tool('vitest'), 'run', 'test/unit'],
];

// Colours of tools would end up in logs, and in the way of reading their counts.
const { FORCE_COLOR: _, ...env } = process.env;
let held = 0;
for (const [claim, command, ...args] of steps) {
  const started = performance.now();
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd: root,
    env: { ...env, NO_COLOR: '1' },
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  if (status !== 0) {
    console.error(`${stdout ?? ''}${stderr ?? ''}${error === undefined ? '' : `${error.message}\n`}`);
    console.error(`check: does not hold: ${claim} (${seconds} s)`);
    process.exitCode = 1;
    break;
  }
  held += 1;
  // What a tool says on success is noise, but for how many tests there were.
  const counted = stdout.match(/^\s*Tests\s+(.+)$/m)?.[1];
  console.log(`holds: ${claim} (${counted === undefined ? '' : `${counted.trim()}, `}${seconds} s)`);
}
if (held === steps.length) console.log(`check: all ${held} steps hold`);
