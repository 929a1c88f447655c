// SPDX-License-Identifier: Apache-2.0
// Flavor names as the reference parser of the SCS standards reads them and as the gateway does, over generated names:
// `node test/lab/standards/flavor-names.ts [--seed N] [--count N]`. With `--record` its verdicts over the names of the fixture
// are written down, for the tests that run without it.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { parseFlavorName } from '../../../src/standards/scs-0100/flavor-name.ts';
import { generatedNames } from './generated-names.ts';
import { REVISION, scsSuite } from './suite.ts';

export interface UpstreamName {
  readonly syntax: 'v1' | 'v3';
  readonly canonical: string;
  readonly short: string;
  readonly cpus: number;
  readonly ramGiB: number;
  readonly diskGB: number | null;
  readonly extraSpecs: Readonly<Record<string, string>>;
}
/** Null: refused. False: none of the standard's business. */
export type UpstreamVerdict = UpstreamName | null | false;

/** `tests`: the folder `Tests` of the suite. Nothing but Python's own library is needed. */
export function upstreamVerdicts(tests: string, names: readonly string[]): readonly UpstreamVerdict[] {
  const program = join(import.meta.dirname, 'flavor_names.py');
  const { status, stdout, stderr, error } = spawnSync('python3', [program, join(tests, 'iaas')], {
    input: JSON.stringify(names),
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`the reference parser ended with ${status}: ${error ?? stderr}`);
  return JSON.parse(stdout);
}

/** In the same shape. */
export function ourVerdict(name: string): UpstreamVerdict {
  const read = parseFlavorName(name);
  if ('fault' in read) return read.claimsScs ? null : false;
  const { syntax, canonical, short, parsed, extraSpecs } = read;
  const { cpus, ramGiB, disk } = parsed;
  return { syntax, canonical, short, cpus, ramGiB, diskGB: disk?.sizeGB ?? null, extraSpecs };
}

function main(): number {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      count: { type: 'string', default: '20000' },
      record: { type: 'boolean', default: false },
    },
  });
  const suite = scsSuite();
  if ('missing' in suite) {
    console.log(`skipped: ${suite.missing}`);
    return 0;
  }
  const [seed, count] = [Number(values.seed), Number(values.count)];
  const names = generatedNames(seed, count);
  const upstream = upstreamVerdicts(suite.tests, names);
  if (values.record) {
    const rows = names.map((name, index) => {
      const verdict = upstream[index];
      return verdict ? [name, verdict.syntax, verdict.canonical, verdict.short] : [name, verdict];
    });
    const meta = {
      upstream: 'github.com/SovereignCloudStack/standards',
      revision: REVISION,
      what: 'verdicts of its parser over generated names: [name, syntax, canonical, short]; null: refused; false: no name of the standard',
      seed,
      count,
    };
    const file = join(import.meta.dirname, '../../fixtures/standards/generated-flavor-names.json');
    const lines = rows.map((row) => JSON.stringify(row)).join(',\n');
    writeFileSync(file, `{"_meta":${JSON.stringify(meta)},\n"names":[\n${lines}\n]}\n`);
  }
  const differ = names.flatMap((name, index) => {
    const [theirs, ours] = [upstream[index] as UpstreamVerdict, ourVerdict(name)];
    return isDeepStrictEqual(theirs, ours) ? [] : [{ name, theirs, ours }];
  });
  for (const one of differ.slice(0, 40)) console.log(JSON.stringify(one));
  const read = upstream.filter(Boolean).length;
  console.log(`${names.length} names, ${read} of them valid upstream: ${differ.length} differ`);
  return differ.length === 0 ? 0 : 1;
}

if (import.meta.main) process.exitCode = main();
