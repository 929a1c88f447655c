// SPDX-License-Identifier: Apache-2.0
// Where the compliance suite of SovereignCloudStack/standards is. It is not part of the project (AGPL, CC BY-SA): it is run as
// it is, from a folder of the machine, and whoever lacks it is told in one line.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** The revision that the recorded verdicts and the tables of `src/standards` are of. */
export const REVISION = '077174d94b576e480e8168d198004296bee94748';

const BESIDE = resolve(import.meta.dirname, '../../../../shared/suites/scs-standards');

/** Its folder `Tests`, or what is missing. */
export function scsSuite(
  env: NodeJS.ProcessEnv = process.env,
): { readonly tests: string } | { readonly missing: string } {
  const root = env.SCS_SUITE ?? BESIDE;
  const tests = join(root, 'Tests');
  if (existsSync(join(tests, 'iaas', 'openstack_test.py'))) return { tests };
  return {
    missing: `no SCS compliance suite in ${root}: clone github.com/SovereignCloudStack/standards (at ${REVISION.slice(0, 7)}) there, or name its folder in SCS_SUITE`,
  };
}

/** What is compared: the same for the same seed. */
export interface Generated {
  /** The folder of the suite with its tests. */
  readonly tests: string;
  readonly seed: number;
  readonly count: number;
}

export interface Comparison extends Generated {
  readonly record: boolean;
}

/** A program that compares with the suite over what is generated: `[--seed N] [--count N] [--record]`. Its exit code. */
export function compareWithSuite(count: number, compare: (comparison: Comparison) => number): number {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      count: { type: 'string', default: String(count) },
      record: { type: 'boolean', default: false },
    },
  });
  const suite = scsSuite();
  if ('missing' in suite) {
    console.log(`skipped: ${suite.missing}`);
    return 0;
  }
  return compare({
    tests: suite.tests,
    seed: Number(values.seed),
    count: Number(values.count),
    record: values.record,
  });
}

/** What the reference in Python answers to `input`, over the folder `iaas` of the suite's tests. Nothing but Python's own library is needed. */
export function askReference(program: string, args: readonly string[], input: unknown): unknown {
  const { status, stdout, stderr, error } = spawnSync('python3', [join(import.meta.dirname, program), ...args], {
    input: JSON.stringify(input),
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${error ?? stderr}`);
  return JSON.parse(stdout);
}
