// SPDX-License-Identifier: Apache-2.0
// The tour of docs/demo.md, as it stands there, with the programs that it names.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { blocksOf } from '../e2e/readme-blocks.ts';
import { layTerraform } from './terraform.ts';

const root = join(import.meta.dirname, '../..');
let folder: string;
let out = '';
let code: number | null;

/** The demo in a folder of its own, beside which the commands find what they name. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scs-tour-'));
  await cp(join(root, 'demo'), join(folder, 'demo'), { recursive: true });
  await cp(join(root, 'README.md'), join(folder, 'README.md'));
  const demo = spawn(process.execPath, ['demo/main.ts', '--folder', join(folder, '.demo')], { cwd: root });
  try {
    await new Promise<void>((ready, failed) => {
      demo.stdout.on('data', (chunk) => String(chunk).includes('Ctrl-C ends everything') && ready());
      demo.once('exit', () => failed(new Error('the demo does not start')));
    });
    const { bin, settings } = await layTerraform(folder);
    const page = await readFile(join(root, 'docs/demo.md'), 'utf8');
    const tour = blocksOf(page).filter(({ language, mark }) => language === 'sh' && mark === 'tour');
    const PATH = `${bin}:${process.env.PATH}`;
    const env = { ...process.env, PATH, TF_CLI_CONFIG_FILE: settings, PYTHONWARNINGS: 'ignore' };
    const shell = spawn('bash', ['-e', '-c', tour.map(({ text }) => text).join('\n')], { cwd: folder, env });
    for (const stream of [shell.stdout, shell.stderr]) stream.on('data', (chunk) => (out += chunk));
    [code] = (await once(shell, 'close')) as [number | null];
  } finally {
    demo.kill('SIGINT');
    await once(demo, 'exit');
  }
}, 300_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

it('every command of the tour succeeds', () => {
  expect(out.slice(-2_000)).toContain('service "hello" deleted');
  expect(code).toBe(0);
});

it.each([
  [
    'Terraform makes its first stack, finds nothing to change and takes it away',
    /Resources: 15 added[\s\S]*No changes\.[\s\S]*15 destroyed/,
  ],
  ['Swift keeps what is set for an account', /properties\s+\| purpose='demo'/],
  ['Swift counts and deletes objects in bulk', /Objects: 3\n[\s\S]*\bone\n/],
  [
    'kubectl tries, applies and reads',
    /hello created \(server dry run\)[\s\S]*deployment\.apps\/hello created\n[\s\S]*service\/hello /,
  ],
  ['kubectl runs a program in a pod, with and without input', /hello from a pod\nthrough the gateway\n/],
])('%s', (_claim, said) => {
  expect(out).toMatch(said);
});
