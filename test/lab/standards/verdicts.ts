// SPDX-License-Identifier: Apache-2.0
// The verdicts of the SCS scope's own tests and of the gateway's report over generated clouds:
// `node test/lab/standards/verdicts.ts [--seed N] [--count N]`. With `--record` upstream's are written down for the tests that run
// without it.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { conformanceReport } from '../../../src/standards/conformance.ts';
import { factsOf, generatedClouds, NOW } from './generated-clouds.ts';
import { askReference, type Comparison, compareWithSuite, type Generated, REVISION } from './suite.ts';

type Verdicts = Readonly<Record<string, string>>;

/** Those that only read; what they stand for is in docs/scs-standards.md. */
const MADE = /^scs-0101-|^scs-0117-|^scs-0123-swift-s3$/;

const ours = (described: Parameters<typeof factsOf>[0]): Verdicts => {
  const checks = conformanceReport(factsOf(described), NOW).checks;
  const own = checks.filter(({ id }) => id.startsWith('scs-') && !MADE.test(id) && id !== 'scs-0116-permissions');
  return Object.fromEntries(own.map(({ id, result }) => [id, result]));
};

/** One letter for each test, in the order of the gateway's report: what is recorded. */
export const lettersOf = (verdicts: Verdicts): string =>
  Object.values(verdicts)
    .map((verdict) => verdict[0])
    .join('');

export const ourVerdicts = (seed: number, count: number): readonly Verdicts[] => generatedClouds(seed, count).map(ours);

function upstreamVerdicts(tests: string, seed: number, count: number): readonly Verdicts[] {
  const clouds = generatedClouds(seed, count);
  const asked = { tests: Object.keys(ours(clouds[0] as (typeof clouds)[number])), clouds };
  return askReference('verdicts.py', [join(tests, 'iaas'), String(NOW / 1000)], asked) as readonly Verdicts[];
}

/** `differ`: each kind of difference, and where it is, one a line. */
export function compareClouds({ tests, seed, count }: Generated) {
  const [theirs, own] = [upstreamVerdicts(tests, seed, count), ourVerdicts(seed, count)];
  const kinds = new Map<string, number[]>();
  // Where a test of the scope breaks off, it has no verdict to compare.
  for (const [index, verdicts] of theirs.entries())
    for (const [test, verdict] of Object.entries(verdicts))
      if (verdict !== 'unknown' && verdict !== own[index]?.[test]) {
        const kind = `${test}: ${verdict} upstream, ${own[index]?.[test]} here`;
        kinds.set(kind, [...(kinds.get(kind) ?? []), index]);
      }
  const differ = [...kinds].map(
    ([kind, where]) => `${kind}: ${where.length} clouds, such as ${where.slice(0, 3).join(', ')}`,
  );
  return { theirs, differ };
}

function main({ record, ...generated }: Comparison): number {
  const { theirs, differ } = compareClouds(generated);
  const { seed, count } = generated;
  const names = Object.keys(theirs[0] ?? {});
  if (record) {
    const meta = {
      upstream: 'github.com/SovereignCloudStack/standards',
      revision: REVISION,
      what: 'verdicts of the tests of its scope over generated clouds: a letter (pass, fail, unknown) for each of `tests`',
      seed,
      count,
    };
    const file = join(import.meta.dirname, '../../fixtures/standards/generated-verdicts.json');
    writeFileSync(file, `${JSON.stringify({ _meta: meta, tests: names, verdicts: theirs.map(lettersOf) }, null, 1)}\n`);
  }
  for (const one of differ) console.log(one);
  console.log(`${count} clouds, ${names.length} tests each: ${differ.length} kinds of difference`);
  return differ.length === 0 ? 0 : 1;
}

if (import.meta.main) process.exitCode = compareWithSuite(2_000, main);
