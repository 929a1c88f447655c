// SPDX-License-Identifier: Apache-2.0
// Blocks of a page in a shell of somebody who has a home of their own and the demo at hand. Whatever `scs-gateway login` shows,
// alice confirms.
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Demo, startDemo } from '../../demo/demo.ts';
import { confirmCode } from '../e2e/browser.ts';
import { blocksOf } from '../e2e/readme-blocks.ts';
import { kubectl } from './found.ts';

const root = join(import.meta.dirname, '../..');

export interface Said {
  readonly code: number | null;
  readonly out: string;
}

export interface DemoShell {
  readonly demo: Demo;
  /** Where its commands begin; the demo's own folder is `.demo` in it. */
  readonly home: string;
  /** Stops at the first command that fails. Standard output and errors as they came. */
  bash(script: string, env?: Readonly<Record<string, string>>): Promise<Said>;
  close(): Promise<void>;
}

/** The block of a page that has this text, with other text in place of what is nobody's. */
export async function blockOf(page: string, text: string, instead: Readonly<Record<string, string>> = {}) {
  const found = blocksOf(await readFile(join(root, page), 'utf8')).filter((block) => block.text.includes(text));
  if (found.length !== 1) throw new Error(`${page} has ${found.length} blocks with ${text}`);
  return Object.entries(instead).reduce((block, [old, now]) => {
    if (!block.includes(old)) throw new Error(`${page} says no ${old}`);
    return block.replaceAll(old, now);
  }, found[0]?.text ?? '');
}

export async function startDemoShell(): Promise<DemoShell> {
  const home = await mkdtemp(join(tmpdir(), 'scs-shell-'));
  const demo = await startDemo(join(home, '.demo'));
  await mkdir(join(home, 'bin'));
  const command = `#!/bin/sh\nexec '${process.execPath}' '${join(root, 'src/main.ts')}' "$@"\n`;
  await writeFile(join(home, 'bin/scs-gateway'), command, { mode: 0o755 });
  const own = {
    PATH: [join(home, 'bin'), kubectl(), process.env.PATH].filter((folder) => folder !== undefined).join(':'),
    HOME: home,
    SCS_CA: demo.files.ca,
    CURL_CA_BUNDLE: demo.files.ca,
    OS_CACERT: demo.files.ca,
    PYTHONWARNINGS: 'ignore',
  };
  return {
    demo,
    home,
    async bash(script, env = {}) {
      const shell = spawn('bash', ['-euo', 'pipefail', '-c', script], {
        cwd: home,
        env: { ...own, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let out = '';
      let confirmed: Promise<string> | undefined;
      for (const stream of [shell.stdout, shell.stderr])
        stream.on('data', (chunk) => {
          out += chunk;
          const [, page = '', typed = ''] = /open (\S+) and confirm the code (\S+)\n/.exec(out) ?? [];
          if (typed !== '') confirmed ??= confirmCode(demo.issuer, page, typed, 'alice');
        });
      const code = await new Promise<number | null>((done) => shell.once('close', done));
      await confirmed;
      return { code, out };
    },
    async close() {
      await demo.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}
