// SPDX-License-Identifier: Apache-2.0
// What an operator reads from the command line when something is wrong: a sentence and an exit code, never a stack.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'scs-command-line-'));
  const gateway = { publicUrl: 'http://127.0.0.1:1', listen: { host: '127.0.0.1', port: 1 }, keys: './keys' };
  const openstack = { authUrl: 'http://127.0.0.1:2/v3', region: 'R', strategy: { kind: 'native' } };
  const config = { gateway, clouds: [{ id: 'cloud-a', name: 'Cloud A', openstack }] };
  await writeFile(join(home, 'gateway.yaml'), JSON.stringify(config));
});
afterAll(() => rm(home, { recursive: true }));

const run = (...args: string[]): Promise<{ code: number; out: string; err: string }> =>
  new Promise((done) => {
    const file = join(home, 'gateway.yaml');
    execFile(process.execPath, ['src/main.ts', ...args, '-c', file], (error, out, err) =>
      done({ code: Number(error?.code ?? 0), out, err }),
    );
  });

describe('the command line', () => {
  it('has the version of the package', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly version: string };
    expect(await run('--version')).toEqual({ code: 0, out: `${version}\n`, err: '' });
  });

  it('counts in words: one cloud is a cloud', async () => {
    expect((await run('check')).out).toContain('is right: 1 cloud, 0 identity providers,');
  });

  it('says that there are no keys before the first start', async () => {
    expect(await run('keys', 'list')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^no keys in .*\/keys yet/),
    });
  });

  it('says which file in the key folder is none of its keys, without a stack', async () => {
    await mkdir(join(home, 'keys'));
    await writeFile(join(home, 'keys/odd.json'), '{}');
    for (const command of [['keys', 'list'], ['serve']]) {
      const err = `scs-gateway: ${join(home, 'keys/odd.json')} is not a key of the gateway\n`;
      expect(await run(...command)).toEqual({ code: 1, out: '', err });
    }
  });

  it('says that it cannot revoke what only the running process knows', async () => {
    expect(await run('revoke', '--user', 'a'.repeat(64))).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringMatching(/^scs-gateway: nothing is revoked: without state\.redis, only the running process/),
    });
  });
});
