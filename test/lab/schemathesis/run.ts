// SPDX-License-Identifier: Apache-2.0
// Schemathesis against two stand-in clouds: `node test/lab/schemathesis/run.ts [--examples N] [--seed N] [--only REGEX]`. Its Python
// package is installed below LAB_CACHE. Ends with 1 where a finding is not explained.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startHarness } from '../../e2e/harness.ts';
import { createTools } from '../suites/tools.ts';
import { explanationOf, findings, idleOf } from './findings.ts';

const { values } = parseArgs({
  options: {
    examples: { type: 'string', default: '20' },
    seed: { type: 'string', default: '20261126' },
    only: { type: 'string' },
  },
});
const harness = await startHarness();
try {
  const folder = mkdtempSync(join(tmpdir(), 'scs-schemathesis-'));
  const { cases, found } = await findings(createTools(), {
    url: harness.url,
    token: await harness.scoped('alice'),
    folder,
    examples: Number(values.examples),
    seed: Number(values.seed),
    ...(values.only === undefined ? {} : { only: values.only }),
  });
  const open = found.filter((one) => explanationOf(one) === undefined);
  writeFileSync(join(folder, 'found.json'), JSON.stringify(found, null, 1));
  for (const { check, operation, status, message, detail, request } of open)
    console.log(
      `\n${check}: ${operation}: ${status}\n  ${message.replaceAll('\n', ' ')}\n  ${detail}\n  ${request.slice(0, 500)}`,
    );
  console.log(`\n${cases} cases: ${found.length} kinds of finding, ${open.length} of them not explained; ${folder}`);
  for (const row of idleOf(found)) console.log(`  explains nothing of it: ${row}`);
  process.exitCode = open.length === 0 ? 0 : 1;
} finally {
  await harness.close();
}
