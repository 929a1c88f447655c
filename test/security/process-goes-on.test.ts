// SPDX-License-Identifier: Apache-2.0
// An error that nobody caught ended the process: one request that could cause one, whoever sent it, ended the requests
// and streams of everybody, as often as it was sent. Once the gateway serves, such an error is a line in the log and a
// metric, and the process goes on; while it starts, an error still ends it.
import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { stringify } from 'yaml';
import { surviveAccidents } from '../../src/workers/accidents.ts';
import { freePort } from '../free-port.ts';
import { SOON } from '../soon.ts';
import { minimal } from '../unit/config/workspace.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gateway-goes-on-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A gateway in a process of its own, into which `script` is loaded first. */
async function serve(script: string) {
  const operations = `http://127.0.0.1:${await freePort()}`;
  const config = minimal();
  Object.assign(config.gateway, {
    listen: { host: '127.0.0.1', port: 0 },
    operations: { host: '127.0.0.1', port: Number(new URL(operations).port) },
    keys: join(folder, 'keys'),
  });
  // Nobody listens there, and no name is looked up.
  config.identityProviders[0].issuer = 'http://127.0.0.1:9';
  const file = join(folder, 'gateway.yaml');
  await writeFile(file, stringify(config));
  const preload = join(folder, 'preload.mjs');
  await writeFile(preload, script);
  const child: ChildProcess = spawn(process.execPath, ['--import', preload, 'src/main.ts', '--config', file], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let out = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (out += chunk));
  return { child, operations, out: () => out };
}

it('an exception and a rejection of one request are a line and a metric each, and the process serves on', async () => {
  const { child, operations, out } = await serve(`
    process.on('SIGCONT', () => { Promise.reject(new Error('of a request')); });
    process.on('SIGWINCH', () => { setImmediate(() => { throw new Error('of a socket'); }); });
  `);
  await vi.waitFor(() => expect(out()).toContain('"msg":"ready"'), SOON);
  const counted = async (kind: string): Promise<string | undefined> =>
    new RegExp(`scs_gateway_unexpected_errors_total\\{kind="${kind}"\\} (\\d+)`).exec(
      await (await fetch(`${operations}/metrics`)).text(),
    )?.[1];
  expect([await counted('rejection'), await counted('exception')]).toEqual(['0', '0']);
  child.kill('SIGCONT');
  await vi.waitFor(async () => expect(await counted('rejection')).toBe('1'), SOON);
  child.kill('SIGWINCH');
  await vi.waitFor(async () => expect(await counted('exception')).toBe('1'), SOON);
  expect(out()).toContain('an error that nobody caught; the process goes on');
  expect(out()).toContain('of a request');
  expect((await fetch(`${operations}/livez`)).status).toBe(200);
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

it('an error while the gateway starts ends it', async () => {
  const { child, out } = await serve(`Promise.reject(new Error('at the start'));`);
  expect(await once(child, 'exit')).toEqual([1, null]);
  expect(out()).toContain('at the start');
  expect(out()).not.toContain('"msg":"ready"');
});

it('a thousand errors at once are a thousand in the metric and one line, and the next line says how many there were', () => {
  let now = 0;
  const of = new EventEmitter();
  const accident = vi.fn();
  const error = vi.fn();
  surviveAccidents({ log: { error }, metrics: { accident } }, { now: () => now, of });
  for (let i = 0; i < 1_000; i++) of.emit('unhandledRejection', new Error(String(i)));
  expect(accident.mock.calls.filter(([kind]) => kind === 'rejection')).toHaveLength(1_000);
  expect(error).toHaveBeenCalledTimes(1);
  now = 1_000;
  of.emit('uncaughtException', new Error('later'));
  expect(error).toHaveBeenLastCalledWith(
    { kind: 'exception', err: expect.objectContaining({ message: 'later' }), more: 999 },
    expect.any(String),
  );
});
