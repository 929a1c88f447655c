// SPDX-License-Identifier: Apache-2.0
// What must hold before a change goes in, quickest first; stops at the first step that does not hold.
// Continuous integration runs exactly this: npm run check. With --quick only what takes seconds, for the pre-push hook; with --tested all
// but the unit tests, which have run with the others there.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, tested: { type: 'boolean', default: false } },
});
const root = join(import.meta.dirname, '..');
const tool = (name: string): string => join(root, 'node_modules', '.bin', name);

type Step = readonly [claim: string, command: string, ...args: string[]];
const first: readonly Step[] = [
  ['every file is formatted and free of lint', tool('biome'), 'ci', '--colors=off', '.'],
  ['the types hold', tool('tsc'), '--noEmit'],
];
const architecture: Step = ['imports keep their direction', tool('vitest'), 'run', 'test/unit/architecture.test.ts'];
const rest: readonly Step[] = [
  ['every file, export and dependency is used', tool('knip')],
  ['generated files are in sync with their sources', process.execPath, 'scripts/generate.ts', '--check'],
  ['the document of the API is in good style', process.execPath, 'scripts/lint-api.ts'],
  ['the document of the API keeps its own convention', process.execPath, 'scripts/api-convention.ts'],
  ['the API takes nothing away that was released', process.execPath, 'scripts/api-diff.ts'],
  ['every test has a title of its own', process.execPath, 'scripts/test-titles.ts'],
  ['the packages are what the policy allows', process.execPath, 'scripts/supply-chain.ts'],
];
// What is pure shares nothing: the files of the unit ring need no process each, which took most of its time.
const unit: Step = [
  'imports keep their direction and the unit tests pass',
  tool('vitest'),
  'run',
  'test/unit',
  '--no-isolate',
];

const steps = values.quick ? [...first, architecture] : [...first, ...rest, ...(values.tested ? [] : [unit])];

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
  // What a tool says on success is noise, but for how many tests there were, and what it could not check.
  const counted = stdout.match(/^\s*Tests\s+(.+)$/m)?.[1];
  for (const [note] of stdout.matchAll(/^note: .+$/gm)) console.log(note);
  console.log(`holds: ${claim} (${counted === undefined ? '' : `${counted.trim()}, `}${seconds} s)`);
}
if (held === steps.length) console.log(`check: all ${held} steps hold`);
