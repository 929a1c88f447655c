// SPDX-License-Identifier: Apache-2.0
// What the portal gives to download, with the programs that it is for: whoever saves the files can use them, as the page says.
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, fetch } from 'undici';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Demo, startDemo } from '../../demo/demo.ts';
import { confirmCode } from '../e2e/browser.ts';
import { Browser, type Page } from '../security/websso-house.ts';
import { openstack } from './found.ts';

const root = join(import.meta.dirname, '../..');
const browser = new Browser();
let home: string;
let demo: Demo;
const get = (path: string): Promise<Page> => browser.get(`${demo.gatewayUrl}${path}`);
const post = (path: string, form: Record<string, string>): Promise<Page> =>
  browser.get(`${demo.gatewayUrl}${path}`, { method: 'POST', body: new URLSearchParams(form) });
const field = ({ text }: Page, name: string): string =>
  new RegExp(`name="${name}" value="([^"]+)"`).exec(text)?.[1] ?? '';

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'scs-portal-files-'));
  demo = await startDemo(join(home, 'demo'));
  const dispatcher = new Agent({ connect: { ca: await readFile(demo.files.ca, 'utf8') } });
  browser.fetch = ((url: string, init: object) =>
    fetch(url, { ...init, dispatcher })) as unknown as typeof browser.fetch;
  await mkdir(join(home, 'bin'));
  const command = `#!/bin/sh\nexec '${process.execPath}' '${join(root, 'src/main.ts')}' "$@"\n`;
  await writeFile(join(home, 'bin/scs-gateway'), command, { mode: 0o755 });
  const back = `${demo.gatewayUrl}/identity/v3/auth/websso/callback/`;
  await browser.get(await browser.logIn(`${demo.gatewayUrl}/portal/login/demo`, 'alice', back));
}, 120_000);
afterAll(async () => {
  await demo?.close();
  await rm(home, { recursive: true, force: true });
});

/** Runs it as alice would, who confirms whatever code it prints. */
async function run(script: string): Promise<string> {
  const env = {
    PATH: [join(home, 'bin'), openstack(), process.env.PATH].join(':'),
    HOME: home,
    OS_CACERT: demo.files.ca,
    SCS_CA: demo.files.ca,
    SCS_GATEWAY_URL: demo.gatewayUrl,
    PYTHONWARNINGS: 'ignore',
    PYTHONUNBUFFERED: '1',
  };
  const shell = spawn('bash', ['-e', '-c', script], { cwd: home, env, timeout: 60_000 });
  let out = '';
  let confirmed: Promise<string> | undefined;
  for (const stream of [shell.stdout, shell.stderr])
    stream.on('data', (chunk) => {
      out += chunk;
      // keystoneauth's words, or the command's own.
      const [, page = '', code = ''] =
        /please go to: (\S+)\?user_code=(\S+)/.exec(out) ?? /open (\S+) and confirm the code (\S+)\n/.exec(out) ?? [];
      if (code !== '') confirmed ??= confirmCode(demo.issuer, page, code, 'alice');
    });
  const ended = await new Promise((done) => shell.once('close', done));
  await confirmed;
  expect([ended, out]).toEqual([0, expect.any(String)]);
  return out;
}

async function save(name: string, page: Page): Promise<void> {
  expect([page.status, page.headers.get('content-disposition')]).toEqual([200, expect.stringMatching(/^attachment/)]);
  await writeFile(join(home, name), page.text);
}

it('openstack takes the entry of clouds.yaml, and asks for a login in a browser', async () => {
  await save('clouds.yaml', await get('/portal/me/clouds.yaml'));
  expect(await run('openstack --os-cloud acme-research --os-region-name cloud-b project list')).toContain('research');
}, 120_000);

it('a shell that has read openrc of a project works in that project', async () => {
  const [, link = ''] =
    /href="([^"]+openrc\?project=[^"]+)">openrc<span class="hidden"> acme\/research</.exec(
      (await get('/portal/me')).text,
    ) ?? [];
  await save('openrc.sh', await get(link));
  const out = await run('rm -f clouds.yaml; . ./openrc.sh; openstack token issue -f json');
  expect(out).toContain('"project_id"');
}, 120_000);

it('a program with the files of an application credential logs in by itself, until it is deleted', async () => {
  const form = await get('/portal/me/credentials');
  const [, project = ''] = /<option value="([^"]+)"[^>]*>acme\/research</.exec(form.text) ?? [];
  const made = await post('/portal/me/credentials', { csrf: field(form, 'csrf'), name: 'ci', project, days: '7' });
  expect(made.status).toBe(201);
  const sent = { csrf: field(made, 'csrf'), id: field(made, 'id'), secret: field(made, 'secret'), name: 'ci' };
  await save('clouds.yaml', await post('/portal/me/credentials/file', { ...sent, region: 'cloud-a' }));
  await save('ci.sh', await post('/portal/me/credentials/file', { ...sent, region: 'cloud-a', as: 'openrc' }));
  // Debian 12's as well.
  for (const openstack of ['openstack', '/usr/bin/openstack'])
    expect(await run(`${openstack} --os-cloud ci flavor list -f value -c Name`)).toContain('SCS-1V-4');
  expect(await run('rm clouds.yaml; . ./ci.sh; openstack image list -f value -c Name')).toContain('Ubuntu 24.04');

  const end = `/portal/me/credentials/${sent.id}/delete`;
  await post(end, { csrf: field(await get(end), 'csrf') });
  expect(await run('. ./ci.sh; ! openstack image list')).toContain('401');
}, 120_000);

it('kubectl takes the kubeconfig, and logs in by the command that it names', async () => {
  const page = await get('/portal/clusters');
  expect(page.text).toContain('href="/portal/me/kubeconfig"');
  await save('kubeconfig', await get('/portal/me/kubeconfig'));
  const out = await run('scs-gateway login; kubectl --kubeconfig kubeconfig --context demo-a get namespaces -o name');
  expect(out).toContain('namespace/research');
}, 120_000);
