// SPDX-License-Identifier: Apache-2.0
// Flavor names as the reference parser of the SCS standards reads them and as the gateway does, over generated names:
// `node test/lab/standards/flavor-names.ts [--seed N] [--count N]`. With `--record` its verdicts over the names of the fixture
// are written down, for the tests that run without it.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { parseFlavorName } from '../../../src/standards/scs-0100/flavor-name.ts';
import { generatedNames } from './generated-names.ts';
import { askReference, type Comparison, compareWithSuite, type Generated, REVISION } from './suite.ts';

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

/** `tests`: the folder `Tests` of the suite. */
export const upstreamVerdicts = (tests: string, names: readonly string[]): readonly UpstreamVerdict[] =>
  askReference('flavor_names.py', [join(tests, 'iaas')], names) as readonly UpstreamVerdict[];

/** In the same shape. */
export function ourVerdict(name: string): UpstreamVerdict {
  const read = parseFlavorName(name);
  if ('fault' in read) return read.claimsScs ? null : false;
  const { syntax, canonical, short, parsed, extraSpecs } = read;
  const { cpus, ramGiB, disk } = parsed;
  return { syntax, canonical, short, cpus, ramGiB, diskGB: disk?.sizeGB ?? null, extraSpecs };
}

/** `differ`: what is read in another way, one a line. */
export function compareNames({ tests, seed, count }: Generated) {
  const names = generatedNames(seed, count);
  const upstream = upstreamVerdicts(tests, names);
  const differ = names.flatMap((name, index) => {
    const [theirs, ours] = [upstream[index] as UpstreamVerdict, ourVerdict(name)];
    return isDeepStrictEqual(theirs, ours) ? [] : [JSON.stringify({ name, theirs, ours })];
  });
  return { names, upstream, differ };
}

function main({ record, ...generated }: Comparison): number {
  const { names, upstream, differ } = compareNames(generated);
  if (record) {
    const rows = names.map((name, index) => {
      const verdict = upstream[index];
      return verdict ? [name, verdict.syntax, verdict.canonical, verdict.short] : [name, verdict];
    });
    const meta = {
      upstream: 'github.com/SovereignCloudStack/standards',
      revision: REVISION,
      what: 'verdicts of its parser over generated names: [name, syntax, canonical, short]; null: refused; false: no name of the standard',
      seed: generated.seed,
      count: generated.count,
    };
    const file = join(import.meta.dirname, '../../fixtures/standards/generated-flavor-names.json');
    const lines = rows.map((row) => JSON.stringify(row)).join(',\n');
    writeFileSync(file, `{"_meta":${JSON.stringify(meta)},\n"names":[\n${lines}\n]}\n`);
  }
  for (const one of differ.slice(0, 40)) console.log(one);
  const read = upstream.filter(Boolean).length;
  console.log(`${names.length} names, ${read} of them valid upstream: ${differ.length} differ`);
  return differ.length === 0 ? 0 : 1;
}

if (import.meta.main) process.exitCode = compareWithSuite(20_000, main);
