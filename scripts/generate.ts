// SPDX-License-Identifier: Apache-2.0
// Writes every file that is derived from the source. With --check it writes nothing and fails, naming the file, where one
// is out of date.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { apiExamples } from './api-examples.ts';
import { architectureDrawing } from './architecture-drawing.ts';
import { chartFiles } from './chart-files.ts';
import { commandLinePage } from './command-line-page.ts';
import { configurationFiles } from './configuration-files.ts';

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
const root = join(import.meta.dirname, '..');
// What is made from others comes after them: the document has the examples in it.
const groups = [
  configurationFiles,
  chartFiles,
  commandLinePage,
  architectureDrawing,
  apiExamples,
  async () => (await import('./api-files.ts')).apiFiles(),
];
for (const group of groups) for (const [file, content] of await group()) await keep(file, content);

async function keep(file: string, content: string): Promise<void> {
  const path = join(root, file);
  const present = await readFile(path, 'utf8').catch(() => undefined);
  if (present === content) return;
  if (values.check) {
    console.error(`${file} is out of sync with its source: run npm run generate`);
    process.exitCode = 1;
  } else {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
    console.log(`wrote ${file}`);
  }
}
