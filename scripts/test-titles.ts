// SPDX-License-Identifier: Apache-2.0
// Every test has a title that is a claim of its own: what a report names can be found in the source, and is found once.
// Titles are read from the source without running it, so `%s` stands for whatever a table puts there.
import { spawnSync } from 'node:child_process';
import { join, relative } from 'node:path';

export interface ListedTest {
  /** Its describes and its own title, with ` > ` between them. */
  readonly name: string;
  readonly file: string;
}

const PLACEHOLDER = /%[a-z#%]|\$[\w.#]+/g;

/** Sentences on titles that stand twice in one ring, and on those that say nothing by themselves. */
export function titleFaults(tests: readonly ListedTest[]): string[] {
  const files = new Map<string, string[]>();
  for (const { name, file } of tests) {
    const [, ring = ''] = file.split('/');
    const key = `${ring}: ${name}`;
    files.set(key, [...(files.get(key) ?? []), file]);
  }
  const twice = [...files]
    .filter(([, where]) => where.length > 1)
    .map(([key, where]) => `${key}: stands ${where.length} times (${[...new Set(where)].join(', ')})`);
  const empty = tests
    .filter(({ name }) => !/\p{L}{2}/u.test((name.split(' > ').at(-1) ?? '').replaceAll(PLACEHOLDER, '')))
    .map(({ name, file }) => `${file}: ${name}: has no words of its own`);
  return [...twice, ...empty];
}

const root = join(import.meta.dirname, '..');

function listed(...config: string[]): ListedTest[] {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [vitest, 'list', '--json', ...config], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(stderr);
  const tests = JSON.parse(stdout) as ListedTest[];
  return tests.map(({ name, file }) => ({ name, file: relative(root, file) }));
}

if (import.meta.main) {
  const tests = [...listed(), ...listed('--config', 'test/redis/vitest.config.ts')];
  const faults = titleFaults(tests);
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exitCode = 1;
  else console.log(`${tests.length} titles`);
}
