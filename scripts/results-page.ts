// SPDX-License-Identifier: Apache-2.0
// Folds a folder of results, as `scs-gateway check` and `conformance` write them with --output json, into one page with their
// history: node scripts/results-page.ts FOLDER PAGE [--title WORDS] [--keep DAYS] [--junit FOLDER]. With --keep older results are
// removed; with --junit the latest of each kind is written as JUnit XML too.
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readFailure, readRegular } from '../src/files/regular.ts';
import { historyPage } from '../src/report/history-page.ts';
import { junitOf } from '../src/report/junit.ts';
import { REPORTS, type Report, readReport } from '../src/report/report.ts';

/** Bytes: the report of a hundred clouds has a few. */
const LARGEST = 8 * 1024 * 1024;
/** Results that are read, the latest by name: the memory of the page is bounded, whoever fills the folder. */
const MOST = 1_000;
const DAY = 86_400_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    title: { type: 'string', default: 'SCS Federation Gateway: results' },
    keep: { type: 'string' },
    junit: { type: 'string' },
  },
});
const [folder, target] = positionals;
const keep = values.keep === undefined ? undefined : Number(values.keep);
if (folder === undefined || target === undefined || (keep !== undefined && !(keep >= 1))) {
  console.error('usage: node scripts/results-page.ts FOLDER PAGE [--title WORDS] [--keep DAYS] [--junit FOLDER]');
  process.exit(2);
}

const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).toSorted();
const unread = names.length > MOST ? [`${names.length - MOST} results more, by name before these`] : [];
const reports: Report[] = [];
for (const name of names.slice(-MOST)) {
  const text = await readRegular(join(folder, name), LARGEST).catch((error: unknown) => new Error(readFailure(error)));
  const report = typeof text === 'string' ? readReport(text) : undefined;
  if (report === undefined) unread.push(`${name}: ${text instanceof Error ? text.message : 'it is no result'}`);
  else if (keep !== undefined && Date.parse(report.checkedAt) < Date.now() - keep * DAY) await rm(join(folder, name));
  else reports.push(report);
}
await writeFile(target, historyPage(reports, { title: values.title, unread }));
if (values.junit !== undefined)
  for (const kind of REPORTS) {
    const latest = reports.filter(({ report }) => report === kind).reduce(later, undefined);
    if (latest !== undefined) await writeFile(join(values.junit, `${kind}.xml`), junitOf(latest));
  }
for (const words of unread) console.error(`not read: ${words}`);
console.log(`${target}: ${reports.length} results`);

function later(one: Report | undefined, other: Report): Report {
  return one !== undefined && one.checkedAt > other.checkedAt ? one : other;
}
