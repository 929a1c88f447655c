// SPDX-License-Identifier: Apache-2.0
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scs-demo-'));
});
afterAll(() => rm(folder, { recursive: true }));

const demo = (...args: string[]) =>
  spawn(process.execPath, ['demo/main.ts', '--folder', folder, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
const collect = (child: ReturnType<typeof demo>) =>
  new Promise<{ code: number | null; out: string }>((done) => {
    let out = '';
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    child.once('close', (code) => done({ code, out }));
  });

test('--exec runs one command with everything set, keeps standard output to it, and ends with its exit code', async () => {
  const script = `
    const env = process.env;
    const headers = { 'x-auth-token': env.SCS_TOKEN };
    fetch(env.SCS_GATEWAY_URL + '/clouds/cloud-b/image/v2/images', { headers }).then(async (answer) => {
      const { images } = await answer.json();
      const names = ['OS_CLIENT_CONFIG_FILE', 'OS_CLOUD', 'SCS_CA', 'KUBECONFIG', 'PATH'];
      console.log(JSON.stringify({ images: images.length, env: Object.fromEntries(names.map((n) => [n, env[n]])) }));
      process.exit(7);
    });`;
  const command = `NODE_EXTRA_CA_CERTS="$SCS_CA" '${process.execPath}' -e '${script.replaceAll("'", `'\\''`)}'`;
  const { code, out } = await collect(demo('--exec', command));
  expect(code).toBe(7);
  const said = JSON.parse(out);
  expect(said.images).toBe(3);
  expect(said.env).toEqual({
    OS_CLIENT_CONFIG_FILE: join(folder, 'clouds.yaml'),
    OS_CLOUD: 'scs-demo',
    SCS_CA: join(folder, 'ca.pem'),
    KUBECONFIG: join(folder, 'kubeconfig'),
    PATH: `${join(folder, 'bin')}:${process.env.PATH}`,
  });
  const { clouds } = parse(await readFile(join(folder, 'clouds.yaml'), 'utf8'));
  expect(Object.keys(clouds)).toEqual(expect.arrayContaining(['scs-demo', 'scs-demo-automation', 'scs-demo-token']));
  const facts = JSON.parse(await readFile(join(folder, 'demo.json'), 'utf8'));
  expect(facts).toMatchObject({ regions: ['cloud-a', 'cloud-b'], files: { ca: join(folder, 'ca.pem') } });
  expect(clouds['scs-demo'].auth.auth_url).toBe(`${facts.gateway}/identity/v3`);
});

test('says what to paste next, keeps no token in it, and ends well when interrupted', async () => {
  const child = demo();
  const ended = collect(child);
  await new Promise<void>((ready) => {
    child.stdout.on('data', (chunk) => String(chunk).includes('Ctrl-C ends everything') && ready());
  });
  // A command beside a running demo leaves that one's files alone, and none of its own behind.
  const before = await readFile(join(folder, 'env'), 'utf8');
  const beside = await collect(demo('--exec', 'echo "$SCS_CA"'));
  expect(beside.out.trim()).toMatch(new RegExp(`^${folder}-\\d+/ca\\.pem$`));
  await expect(readFile(beside.out.trim())).rejects.toThrow('ENOENT');
  expect(await readFile(join(folder, 'env'), 'utf8')).toBe(before);
  // Whoever looks at it finds something.
  const script = `
    fetch(process.env.URL + '/scs/v1/servers', { headers: { authorization: 'Bearer ' + process.env.SCS_TOKEN } })
      .then(async (answer) => console.log(JSON.stringify((await answer.json()).items)));`;
  const { gateway } = JSON.parse(await readFile(join(folder, 'demo.json'), 'utf8'));
  const token = /SCS_TOKEN='?([^'\n]+)/.exec(before)?.[1] ?? '';
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', script], {
    env: { ...process.env, URL: gateway, SCS_TOKEN: token, NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem') },
  });
  const servers = JSON.parse(stdout) as { name: string; status: string; createdAt: string; addresses: unknown[] }[];
  expect(servers.length).toBe(25);
  expect([...new Set(servers.map(({ status }) => status))].sort()).toEqual(
    ['active', 'awaiting-confirmation', 'error', 'paused', 'shelved', 'stopped', 'suspended'].sort(),
  );
  expect(servers.find(({ name }) => name === 'old-wiki')).toMatchObject({ status: 'stopped', addresses: [{}] });
  expect(servers.filter(({ createdAt }) => Date.now() - Date.parse(createdAt) > 24 * 3_600_000).length).toBeGreaterThan(
    15,
  );
  child.kill('SIGINT');
  const { code, out } = await ended;
  expect(code).toBe(0);
  for (const word of ['openstack --os-region-name cloud-a', 'curl --cacert', 'clouds.yaml', 'ca.pem', 'alice-pw'])
    expect(out).toContain(word);
  expect(out).not.toMatch(/eyJ[\w-]{16,}\./);
});

test('says in a sentence what is wrong with its options', async () => {
  const child = demo('--excec', 'true');
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  expect(await collect(child)).toEqual({ code: 2, out: '' });
  expect(said).toMatch(/^Unknown option '--excec'/);
  expect(said).not.toContain('    at ');
});

test('--idp starts the identity provider alone, and shows its entry', async () => {
  const child = demo('--idp');
  const shown = await new Promise<string>((done) => {
    let out = '';
    child.stdout.on('data', (chunk) => {
      out += chunk;
      if (out.includes('mallory')) done(out);
    });
  });
  const [entry] = parse(/^(identityProviders:\n(?: .*\n)+)/m.exec(shown)?.[1] ?? '').identityProviders;
  expect(entry).toMatchObject({ id: 'demo', audiences: ['scs-gateway'], domain: 'acme' });
  const { issuer } = (await (await fetch(`${entry.issuer}/.well-known/openid-configuration`)).json()) as Record<
    string,
    string
  >;
  expect(issuer).toBe(entry.issuer);
  child.kill('SIGTERM');
  expect((await collect(child)).code).toBe(0);
});
