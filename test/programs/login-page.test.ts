// SPDX-License-Identifier: Apache-2.0
// The commands of docs/login.md, as they stand there, at the demo, with the programs that they name.
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Demo, startDemo } from '../../demo/demo.ts';
import { confirmCode } from '../e2e/browser.ts';
import { blocksOf } from '../e2e/readme-blocks.ts';

const root = join(import.meta.dirname, '../..');
let home: string;
let demo: Demo;
let out = '';
let code: number | null;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'scs-login-page-'));
  demo = await startDemo(join(home, 'demo'));
  await mkdir(join(home, 'bin'));
  const command = `#!/bin/sh\nexec '${process.execPath}' '${join(root, 'src/main.ts')}' "$@"\n`;
  await writeFile(join(home, 'bin/scs-gateway'), command, { mode: 0o755 });
  const page = await readFile(join(root, 'docs/login.md'), 'utf8');
  const blocks = blocksOf(page).filter(({ mark }) => mark === 'run' || mark === 'openstack');
  expect(blocks).toHaveLength(6);
  const env = {
    PATH: `${join(home, 'bin')}:${process.env.PATH}`,
    HOME: home,
    SCS_CA: demo.files.ca,
    SCS_GATEWAY_URL: demo.gatewayUrl,
    PYTHONWARNINGS: 'ignore',
  };
  const script = ['scs-gateway login', ...blocks.map(({ text }) => text)].join('\n');
  const shell = spawn('bash', ['-ex', '-c', script], { cwd: home, env });
  let confirmed: Promise<string> | undefined;
  for (const stream of [shell.stdout, shell.stderr])
    stream.on('data', (chunk) => {
      out += chunk;
      const [, page = '', typed = ''] = /open (\S+) and confirm the code (\S+)\n/.exec(out) ?? [];
      if (typed !== '') confirmed ??= confirmCode(demo.issuer, page, typed, 'alice');
    });
  code = await new Promise((done) => shell.once('close', done));
  expect(await confirmed).toContain('go back to your device');
}, 300_000);
afterAll(async () => {
  await demo?.close();
  await rm(home, { recursive: true, force: true });
});

it('every command of the page about logins succeeds', () => {
  expect(out.slice(-3_000)).toContain('Logged out of ');
  expect(code).toBe(0);
});

it.each([
  ['whoami tells name and groups', /user {6}alice of domain acme, by demo\ngroups {4}acme-research\n/],
  [
    'openstack reads the entry of clouds.yaml',
    /clouds\.yaml: scs, project acme\/research, until [\s\S]*\| Name [\s\S]*active/,
  ],
  ['openstack reads the variables', /network list\n[\s\S]*\| Subnets/],
  ['kubectl gets its contexts', /\.kube\/config: demo-a\n/],
  ['curl gets flavors by a token of a project', /"flavors": ?\[/],
  ['curl gets servers of all clouds by a token without one', /"clouds": ?\[/],
])('%s', (_claim, said) => {
  expect(out).toMatch(said);
});
