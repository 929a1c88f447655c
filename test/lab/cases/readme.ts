// SPDX-License-Identifier: Apache-2.0
// The README's blocks that need an OpenStack client, run as they stand there, against the demo.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { blocksOf } from '../../e2e/readme-blocks.ts';
import { cleanEnv, execute } from '../client.ts';
import type { Context } from './context.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const INTERPRETERS: Readonly<Record<string, string>> = { sh: '/bin/sh -e', python: '/usr/bin/python3' };

export async function readmeCases(lab: Context): Promise<void> {
  const blocks = blocksOf(readFileSync(join(ROOT, 'README.md'), 'utf8')).filter(({ mark }) => mark === 'lab');
  for (const { language, text } of blocks) {
    await lab.claims.claim(`the README's ${language} block for OpenStack clients runs against the demo`, async () => {
      const file = join(lab.scratch, `readme.${language}`);
      writeFileSync(file, text);
      const command = `cd ${ROOT} && ${INTERPRETERS[language]} ${file}`;
      const demo = ['demo/main.ts', '--exec', command];
      const { code, stdout, stderr } = await execute(process.execPath, demo, cleanEnv(lab.scratch), ROOT);
      if (code !== 0) throw new Error(`it ended with ${code}\n${stdout}${stderr}`);
    });
  }
}
