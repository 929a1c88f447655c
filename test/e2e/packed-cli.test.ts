// SPDX-License-Identifier: Apache-2.0
// `npm run pack:cli`: what users get who have no checkout, run from a folder of their own, without the network.
import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Demo, startDemo } from '../../demo/demo.ts';
import { VERSION } from '../../src/version.ts';
import { confirmCode } from './browser.ts';

const root = join(import.meta.dirname, '../..');
/** What comes after it. */
const NEXT = '99.0.1';
const TARBALL = `scs-gateway-${VERSION}.tgz`;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scs-packed-'));
  for (const [to, ...more] of [['one'], ['two'], ['next', '--version', NEXT]]) {
    const pack = [join(root, 'scripts/pack-cli.ts'), '--to', join(folder, to as string), ...more];
    const { code, err } = await run(process.execPath, pack, root);
    expect({ code, err }).toEqual({ code: 0, err: '' });
  }
});
afterAll(() => rm(folder, { recursive: true }));

/** With this Node.js as `node`, a home of its own, and nothing of this process's npm. */
function run(
  command: string,
  args: readonly string[],
  cwd = folder,
  onErr = (_: string): void => {},
  more: Record<string, string> = {},
) {
  const { HOME: _home, ...rest } = process.env;
  const env = Object.fromEntries(Object.entries(rest).filter(([name]) => !/^(npm_|SCS_|OS_|XDG_)/i.test(name)));
  const PATH = [dirname(process.execPath), env.PATH].join(delimiter);
  return new Promise<{ code: unknown; out: string; err: string }>((done) => {
    const child = execFile(command, args, { cwd, env: { ...env, PATH, HOME: folder, ...more } }, (error, out, err) =>
      done({ code: error === null ? 0 : error.code, out, err }),
    );
    let err = '';
    child.stderr?.on('data', (chunk) => {
      err += chunk;
      onErr(err);
    });
  });
}

it('gives the same bytes each time', async () => {
  for (const file of ['scs-gateway.mjs', TARBALL])
    expect((await readFile(join(folder, 'one', file))).equals(await readFile(join(folder, 'two', file)))).toBe(true);
});

it('is one small file that can be run, with the licences of what is inside, and nothing of a server', async () => {
  const file = join(folder, 'one/scs-gateway.mjs');
  const { size, mode } = await stat(file);
  expect(size).toBeLessThan(800 * 1024);
  expect(mode & 0o777).toBe(0o755);
  const text = await readFile(file, 'utf8');
  expect(text).toMatch(/^#!\/usr\/bin\/env node\n/);
  for (const name of ['commander', 'openid-client', 'oauth4webapi', 'qr', 'yaml'])
    expect(text).toMatch(new RegExp(`^${name} \\d`, 'm'));
  for (const word of ['fastify', 'ioredis', 'prom-client', root]) expect(text).not.toContain(word);
  const { code, out, err } = await run(file, ['--help']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain('login [options]');
  expect(out).not.toContain('serve');
  expect((await run(file, ['--version'])).out).toBe(`${VERSION}\n`);
});

it('runs by npx from the packed package, with no network and no checkout', async () => {
  await mkdir(join(folder, 'elsewhere'));
  const args = ['exec', '--offline', '--yes', '--package', join(folder, 'one', TARBALL), '--', 'scs-gateway', '--help'];
  const { code, out } = await run('npm', args, join(folder, 'elsewhere'));
  expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining('Usage: scs-gateway') });
});

it('is installed, upgraded, taken back and removed by npm, with no network, and leaves nothing', async () => {
  const prefix = join(folder, 'prefix');
  const npm = async (...args: string[]) => {
    const { code, err } = await run('npm', [...args, '--global', '--prefix', prefix, '--offline', '--no-audit']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
  };
  const installed = async () => (await run(join(prefix, 'bin/scs-gateway'), ['--version'])).out;
  for (const [from, version] of [
    ['one', VERSION],
    ['next', NEXT],
    ['one', VERSION],
  ] as const) {
    await npm('install', join(folder, from, `scs-gateway-${version}.tgz`));
    expect(await installed()).toBe(`${version}\n`);
    expect(await readdir(join(prefix, 'lib/node_modules'))).toEqual(['scs-gateway']);
  }
  const files = (await readdir(join(prefix, 'lib/node_modules/scs-gateway'), { recursive: true })).toSorted();
  expect(files).toEqual(['LICENSE', 'README.md', 'package.json', 'scs-gateway.mjs']);
  await npm('uninstall', 'scs-gateway');
  expect(await readdir(join(prefix, 'bin'))).toEqual([]);
  expect(await readdir(join(prefix, 'lib/node_modules'))).toEqual([]);
});

it('is installed as docs/login.md says, as a file and as a package', async () => {
  const page = await readFile(join(root, 'docs/login.md'), 'utf8');
  const [, block = ''] = /^```sh\n(install -m 755 [\s\S]*?)^```$/m.exec(page) ?? [];
  await mkdir(join(folder, '.local/bin'), { recursive: true });
  const settings = { npm_config_offline: 'true', npm_config_yes: 'true', npm_config_prefix: join(folder, 'npm') };
  const { code, out, err } = await run('bash', ['-ec', block], join(folder, 'one'), undefined, settings);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain('Usage: scs-gateway');
});

it.each(['20.19.2', '24.4.1'])('says which Node.js it needs where an older one runs it: %s', async (version) => {
  const old = join(folder, `${version}.mjs`);
  await writeFile(
    old,
    `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`,
  );
  const args = ['--import', old, join(folder, 'one/scs-gateway.mjs'), '--help'];
  expect(await run(process.execPath, args)).toEqual({
    code: 1,
    out: '',
    err: `scs-gateway: this is Node.js ${version}, and Node.js 24.5 or newer is needed: https://nodejs.org/en/download\n`,
  });
});

it('logs in at a gateway, and gives a token there', async () => {
  const demo: Demo = await startDemo(join(folder, 'demo'));
  try {
    const file = join(folder, 'one/scs-gateway.mjs');
    const login = ['login', '--gateway', demo.gatewayUrl, '--ca', demo.files.ca, '--project', 'research'];
    let confirmed: Promise<string> | undefined;
    const ended = await run(file, login, folder, (text) => {
      const [, page = '', code = ''] = /open (\S+) and confirm the code (\S+)\n/.exec(text) ?? [];
      if (code !== '') confirmed ??= confirmCode(demo.issuer, page, code, 'alice');
    });
    expect(ended).toMatchObject({ code: 0, out: expect.stringContaining('user      alice of domain acme') });
    expect(await confirmed).toContain('go back to your device');
    // Neither the gateway nor its authority need be named again.
    const token = { code: 0, out: expect.stringMatching(/^eyJ[\w.-]+\n$/), err: '' };
    expect(await run(file, ['token'])).toEqual(token);
    // Nor after an upgrade, which is another file in its place; and back again.
    const own = join(folder, 'own');
    for (const [from, version] of [
      ['one', VERSION],
      ['next', NEXT],
      ['one', VERSION],
    ] as const) {
      await copyFile(join(folder, from, 'scs-gateway.mjs'), own);
      expect((await run(own, ['--version'])).out).toBe(`${version}\n`);
      expect(await run(own, ['token'])).toEqual(token);
    }
  } finally {
    await demo.close();
  }
});
