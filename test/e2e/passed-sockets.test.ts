// SPDX-License-Identifier: Apache-2.0
// A gateway on listeners that are open before it, as systemd passes them on, and the command that asks it. One after the other, with
// requests: test/programs/debian-package.test.ts
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { COMMANDS } from '../../src/cli/index.ts';
import { createProgram } from '../../src/cli/run.ts';
import { VERSION } from '../../src/version.ts';

const main = join(import.meta.dirname, '../../src/main.ts');
let folder: string;
let sockets: Server[];
let running: ChildProcess[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scs-sockets-'));
  running = [];
  sockets = await Promise.all(
    [0, 1].map(async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      return server;
    }),
  );
});
afterEach(async () => {
  for (const child of running) child.kill('SIGKILL');
  for (const server of sockets) server.close();
  await rm(folder, { recursive: true });
});

const portOf = (server: Server | undefined): number => Object(server?.address()).port;
const fdOf = (server: Server | undefined): number => (server as unknown as { _handle: { fd: number } })._handle.fd;

async function configuration(port = portOf(sockets[0])): Promise<string> {
  const file = join(folder, 'gateway.yaml');
  const hub = { kind: 'hub-oidc', identityProvider: 'hub', protocol: 'openid' };
  await writeFile(
    file,
    stringify({
      gateway: {
        publicUrl: `http://127.0.0.1:${portOf(sockets[0])}`,
        listen: { port },
        operations: { port: portOf(sockets[1]) },
      },
      identityProviders: [{ id: 'i', issuer: 'https://idp.example.org', audiences: ['a'], domain: 'd' }],
      clouds: [{ id: 'a', name: 'A', openstack: { authUrl: 'https://a.example/v3', region: 'R', strategy: hub } }],
    }),
  );
  return file;
}

/** The shell's process becomes the gateway, so that LISTEN_PID is right. */
function start(file: string): { child: ChildProcess; out: () => string } {
  const command = 'LISTEN_PID=$$ exec "$0" "$1" serve -c "$2"';
  const child = spawn('sh', ['-c', command, process.execPath, main, file], {
    env: { ...process.env, LISTEN_FDS: '2', LISTEN_FDNAMES: 'public:operations' },
    stdio: ['ignore', 'pipe', 'pipe', fdOf(sockets[0]), fdOf(sockets[1])],
  });
  running.push(child);
  let out = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (out += chunk));
  return { child, out: () => out };
}

/** What the command says, and how it ends. */
async function health(file: string): Promise<{ out: string; failed: string }> {
  let out = '';
  let failed = '';
  const program = createProgram({ out: (text) => (out += text), err: (text) => (out += text) }, COMMANDS);
  await program.parseAsync(['health', '-c', file], { from: 'user' }).catch((error: Error) => {
    failed = error.message;
  });
  return { out, failed };
}

it('serves on sockets that were open before it, and says when it is ready', async () => {
  const file = await configuration();
  const url = `http://127.0.0.1:${portOf(sockets[0])}/`;
  start(file);
  // This process would take connections as well.
  for (const server of sockets.splice(0)) server.close();
  await expect.poll(() => health(file), { timeout: 50_000 }).toEqual({ out: 'ready\n', failed: '' });
  expect(await (await fetch(url)).text()).toContain(VERSION);
});

it('does not start on a socket that is elsewhere than the configuration says', async () => {
  const { child, out } = start(await configuration(1));
  const [code] = await once(child, 'exit');
  expect(code).toBe(1);
  expect(out()).toContain(
    `a socket is at 127.0.0.1 port ${portOf(sockets[0])}, and the configuration says 127.0.0.1 port 1: make them one`,
  );
  expect(out()).not.toContain('    at ');
});

it('says what is the matter where nobody answers', async () => {
  const file = await configuration();
  for (const server of sockets.splice(0)) server.close();
  expect(await health(file)).toEqual({
    out: '',
    failed: expect.stringMatching(/^nobody answers at http:\/\/127\.0\.0\.1:\d+\/readyz: /),
  });
});
