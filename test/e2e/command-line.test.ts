// SPDX-License-Identifier: Apache-2.0
// What an operator reads from the command line when something is wrong: a sentence and an exit code, never a stack.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issue } from '../../demo/ca.ts';
import { freePort } from '../free-port.ts';

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

  it('ends with 2 where the command line is wrong', async () => {
    expect(await run('chekc')).toMatchObject({ code: 2, out: '', err: expect.stringContaining('Did you mean check?') });
  });

  it.each([1, 2])(
    'ends where the operations port is in use, before anybody could use it, with %i process(es)',
    async (workers) => {
      const taken = createServer().listen(0, '127.0.0.1');
      await once(taken, 'listening');
      const operations = { port: (taken.address() as AddressInfo).port };
      const port = await freePort();
      const gateway = {
        publicUrl: `http://127.0.0.1:${port}`,
        listen: { port },
        operations,
        workers,
        keys: './own-keys',
      };
      const openstack = { authUrl: 'http://127.0.0.1:2/v3', region: 'R', strategy: { kind: 'native' } };
      const clouds = [{ id: 'cloud-a', name: 'Cloud A', openstack }];
      const file = join(home, 'taken.yaml');
      await writeFile(join(home, 'redis-url'), 'redis://127.0.0.1:3');
      const state = { state: { redis: `file:${join(home, 'redis-url')}` } };
      await writeFile(file, JSON.stringify({ gateway, clouds, ...(workers > 1 && state) }));
      const child = spawn(process.execPath, ['src/main.ts', 'serve', '-c', file], {
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      // Somebody who has been waiting for the gateway to come back keeps a connection open from the first moment.
      const sockets: Socket[] = [];
      const eager = setInterval(() => {
        const socket = connect(port, '127.0.0.1', () => sockets.push(socket));
        socket.on('error', () => undefined);
      }, 5);
      let err = '';
      child.stderr.on('data', (chunk) => {
        err += chunk;
      });
      const [code] = await once(child, 'close');
      clearInterval(eager);
      taken.close();
      for (const socket of sockets) socket.destroy();
      expect({ code, err, connected: sockets.length }).toEqual({
        code: 1,
        err: `scs-gateway: listen EADDRINUSE: address already in use 127.0.0.1:${operations.port}\n`,
        connected: 0,
      });
    },
  );

  it('says which Node.js it needs and how to get it, where an older one runs it', async () => {
    // As Debian has it: no Node of ours can be that old.
    const old = join(home, 'old.mjs');
    const versions = "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.19.2' } })";
    await writeFile(old, versions);
    const ended = await new Promise((done) =>
      execFile(process.execPath, ['--import', old, 'bin/scs-gateway.js', 'check'], (error, out, err) =>
        done({ code: error?.code, out, err }),
      ),
    );
    expect(ended).toEqual({
      code: 1,
      out: '',
      err: expect.stringMatching(
        /^scs-gateway: this is Node\.js 20\.19\.2, and Node\.js 24\.5 or newer is needed: .*\n$/,
      ),
    });
    const { code, out } = await new Promise<{ code: unknown; out: string }>((done) =>
      execFile(process.execPath, ['bin/scs-gateway.js', 'chekc'], (error, out) => done({ code: error?.code, out })),
    );
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });

  it('says that it cannot revoke what only the running process knows', async () => {
    expect(await run('revoke', '--user', 'a'.repeat(64))).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringMatching(/^scs-gateway: nothing is revoked: without state\.redis, only the running process/),
    });
  });
});

describe('scs-gateway kubeconfig', () => {
  const asked: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url, request.headers.authorization);
    if (request.headers.authorization === 'Bearer nobody')
      response
        .writeHead(404, { 'content-type': 'application/problem+json' })
        .end('{"detail":"Use ?auth=token, or ask."}');
    else if (request.headers.authorization === 'Bearer good') response.end('apiVersion: v1\n');
    else response.writeHead(401, { 'content-type': 'application/problem+json' }).end('{"detail":"No such token."}');
  });
  beforeAll(() => new Promise<void>((done) => server.listen(0, '127.0.0.1', done)));
  afterAll(() => new Promise((done) => server.close(done)));

  const kubeconfig = (token: string, ...args: string[]): Promise<{ code: number; out: string; err: string }> => {
    const { SCS_CA: _, ...rest } = process.env;
    const env = { ...rest, SCS_TOKEN: token, SCS_GATEWAY_URL: urlOf() };
    return new Promise((done) => {
      execFile(process.execPath, ['src/main.ts', 'kubeconfig', ...args], { env }, (error, out, err) =>
        done({ code: Number(error?.code ?? 0), out, err }),
      );
    });
  };
  const urlOf = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  it('writes what the gateway gives for the token, and nothing else', async () => {
    expect(await kubeconfig('good')).toEqual({ code: 0, out: 'apiVersion: v1\n', err: '' });
    expect(await kubeconfig('good', '--auth', 'token', '--provider', 'corp')).toMatchObject({ code: 0 });
    expect(asked).toEqual([
      '/scs/v1/kubeconfig?auth=exec',
      'Bearer good',
      '/scs/v1/kubeconfig?auth=token&provider=corp',
      'Bearer good',
    ]);
  });

  it('says why the gateway refused', async () => {
    expect(await kubeconfig('bad')).toEqual({
      code: 3,
      out: '',
      err: `scs-gateway: ${urlOf()} answered 401: No such token.\n`,
    });
  });

  it('says its own option where the gateway names the parameter of its URL', async () => {
    expect((await kubeconfig('nobody')).err).toBe(`scs-gateway: ${urlOf()} answered 404: Use --auth token, or ask.\n`);
  });

  it('says how to trust the certificate of a gateway, where nobody that it knows has signed it', async () => {
    const tls = createTlsServer(await issue(Date.now()), (_request, response) => response.end());
    await new Promise<void>((done) => tls.listen(0, '127.0.0.1', done));
    const url = `https://localhost:${(tls.address() as AddressInfo).port}`;
    const { code, err } = await kubeconfig('good', '--gateway', url).finally(() => tls.close());
    expect({ code, err }).toEqual({
      code: 1,
      err: expect.stringMatching(
        /^scs-gateway: https:\/\/localhost:\d+ cannot be reached: .*certificate.*; if .* name that by --ca FILE or \$SCS_CA\n$/,
      ),
    });
  });

  it('says that the gateway cannot be reached, and why', async () => {
    const { code, err } = await kubeconfig('good', '--gateway', 'http://127.0.0.1:2');
    expect({ code, err }).toEqual({
      code: 4,
      err: expect.stringMatching(/^scs-gateway: http:\/\/127\.0\.0\.1:2 cannot be reached: .*ECONNREFUSED.*\n$/),
    });
  });
});
