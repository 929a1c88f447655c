// SPDX-License-Identifier: Apache-2.0
// What docs/joining-an-openstack-cloud.md says of an Apache before Debian's Keystone, with the real programs: claims arrive by the
// uwsgi protocol and by mod_wsgi, not over HTTP, and never from a client. In Keystone's place is a program that says what it sees.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { freePort } from '../free-port.ts';
import { SOON } from '../soon.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/joining-an-openstack-cloud.md'), 'utf8');
const block = (mark: string): string => new RegExp(`^\`\`\`${mark}\\n([\\s\\S]*?)^\`\`\``, 'm').exec(page)?.[1] ?? '';

const folder = mkdtempSync(join(tmpdir(), 'scs-keystone-'));
// Apache's and mod_wsgi's processes are somebody else.
chmodSync(folder, 0o755);
const started: ChildProcess[] = [];
const ISSUER = 'https://gateway.example.org';
const APP = `def application(environ, start):
    start('200 OK', [('Content-Type', 'text/plain')])
    return [environ.get('OIDC-iss', 'nobody').encode()]
`;
let socket: number;
let http: number;

beforeAll(async () => {
  [socket, http] = [await freePort(), await freePort()];
  const app = join(folder, 'keystone-wsgi-public');
  writeFileSync(app, APP);
  const line = block('ini debian').replace('127.0.0.1:5001', `127.0.0.1:${socket}`);
  expect(line).toContain(String(socket));
  const ini = join(folder, 'uwsgi.ini');
  writeFileSync(ini, `[uwsgi]\nplugins = python3\nmaster = false\ndie-on-term = true\nwsgi-file = ${app}\n${line}`);
  // As Debian's service starts it.
  run('uwsgi_python3', '--http-socket', `127.0.0.1:${http}`, '--ini', ini);
  await vi.waitFor(async () => expect(await (await fetch(`http://127.0.0.1:${http}/v3`)).text()).toBe('nobody'), SOON);
});
afterAll(async () => {
  for (const child of started) {
    child.kill('SIGTERM');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }
  rmSync(folder, { recursive: true });
});

function run(command: string, ...args: string[]): void {
  const child = spawn(command, args, {
    stdio: 'ignore',
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` },
  });
  started.push(child);
}

const MODULES = ['mpm_event', 'authn_core', 'authz_core', 'env', 'alias', 'proxy', 'proxy_http', 'proxy_uwsgi', 'wsgi'];

/** What Keystone's place sees behind an Apache with these lines, which has let somebody in. */
async function seen(lines: string, headers: Record<string, string> = {}, letsIn = true): Promise<string> {
  const port = await freePort();
  const file = join(folder, `apache-${port}.conf`);
  writeFileSync(
    file,
    `ServerRoot /usr/lib/apache2
${MODULES.map((name) => `LoadModule ${name}_module modules/mod_${name}.so\n`).join('')}ServerName 127.0.0.1
Listen 127.0.0.1:${port}
PidFile ${folder}/${port}.pid
DefaultRuntimeDir ${folder}
Mutex file:${folder} default
ErrorLog ${folder}/error.log
User nobody
Group nogroup
WSGISocketPrefix ${folder}/wsgi
<Directory />
  Require all granted
</Directory>
${letsIn ? `SetEnv OIDC-iss ${ISSUER}` : ''}
${lines}`,
  );
  run('apache2', '-f', file, '-DFOREGROUND');
  let text = '';
  await vi.waitFor(async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/v3/OS-FEDERATION/x`, { headers });
    expect(answer.status).toBe(200);
    text = await answer.text();
  }, SOON);
  return text;
}
const debian = (): string => block('apache debian').replace(':5001/', `:${socket}/`);

it('by the uwsgi protocol the claims arrive', async () => {
  expect(debian()).toContain('ProxyPass / uwsgi://');
  expect(await seen(debian())).toBe(ISSUER);
});

it('over HTTP they are lost', async () => {
  expect(await seen(`ProxyPass / http://127.0.0.1:${http}/`)).toBe('nobody');
});

it('by mod_wsgi they arrive', async () => {
  const lines = block('apache wsgi')
    .replace('/usr/bin/keystone-wsgi-public', join(folder, 'keystone-wsgi-public'))
    .replaceAll('user=keystone group=keystone', 'user=nobody group=nogroup');
  expect(lines).toContain(folder);
  expect(await seen(lines)).toBe(ISSUER);
});

it('a client’s header of that name is no claim', async () => {
  const forged = { 'OIDC-iss': ISSUER, OIDC_iss: ISSUER };
  expect(await seen(debian(), forged, false)).toBe('nobody');
  expect(await (await fetch(`http://127.0.0.1:${http}/v3`, { headers: forged })).text()).toBe('nobody');
});
