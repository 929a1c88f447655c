// SPDX-License-Identifier: Apache-2.0
// The commands of docs/login.md, as they stand there, at the demo, with the programs that they name.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { blocksOf } from '../e2e/readme-blocks.ts';
import { type DemoShell, startDemoShell } from './demo-shell.ts';

let shell: DemoShell;
let out: string;
let code: number | null;

beforeAll(async () => {
  shell = await startDemoShell();
  const page = await readFile(join(import.meta.dirname, '../../docs/login.md'), 'utf8');
  const blocks = blocksOf(page).filter(({ mark }) => ['login', 'run', 'openstack'].includes(mark));
  expect(blocks).toHaveLength(7);
  const script = blocks
    .map(({ text }) => text)
    .join('\n')
    .replaceAll('https://gateway.example.org', shell.demo.gatewayUrl);
  ({ code, out } = await shell.bash(`set -x\n${script}`, { SCS_GATEWAY_URL: shell.demo.gatewayUrl }));
}, 300_000);
afterAll(() => shell?.close());

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
