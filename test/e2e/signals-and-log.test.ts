// SPDX-License-Identifier: Apache-2.0
// The real process and the system around it: signals that neither end it nor open anything, and standard output that is
// full, closed or read too slowly, which costs lines and nothing else.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { stringify } from 'yaml';
import { freePort } from '../free-port.ts';
import { SOON } from '../soon.ts';
import { minimal } from '../unit/config/workspace.ts';

interface Served {
  readonly child: ChildProcess;
  readonly file: string;
  readonly config: ReturnType<typeof minimal>;
  /** A request to the public port, which is one line in the log. */
  request(): Promise<number>;
  metric(name: string): Promise<number>;
}

async function serve(stdout: 'pipe' | number, { waits = true, workers = 1 } = {}): Promise<Served> {
  const folder = await mkdtemp(join(tmpdir(), 'gateway-signals-'));
  const [port, operations] = [await freePort(), await freePort()];
  const config = minimal();
  Object.assign(config.gateway, {
    publicUrl: `http://127.0.0.1:${port}`,
    listen: { host: '127.0.0.1', port },
    operations: { host: '127.0.0.1', port: operations },
    keys: join(folder, 'keys'),
    drainDelay: '0s',
    workers,
  });
  // Nobody listens there, and no name is looked up.
  config.identityProviders[0].issuer = 'http://127.0.0.1:9';
  const redis = join(folder, 'redis-url');
  await writeFile(redis, 'redis://127.0.0.1:9');
  if (workers > 1) Object.assign(config, { state: { redis: `file:${redis}` } });
  const file = join(folder, 'gateway.yaml');
  await writeFile(file, stringify(config));
  // With workers, a group of its own: what reaches all of it reaches every process.
  const child = spawn(process.execPath, ['src/main.ts', '--config', file], {
    stdio: ['ignore', stdout, 'pipe'],
    detached: workers > 1,
  });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    await rm(folder, { recursive: true, force: true });
  });
  const at = `http://127.0.0.1:${operations}`;
  if (waits) await vi.waitFor(async () => expect((await fetch(`${at}/livez`)).status).toBe(200), SOON);
  return {
    child,
    file,
    config,
    request: async () => {
      const answer = await fetch(`http://127.0.0.1:${port}/clouds/none/compute/`);
      await answer.arrayBuffer();
      return answer.status;
    },
    async metric(name) {
      const text = await (await fetch(`${at}/metrics`)).text();
      const line = text.split('\n').find((one) => one.startsWith(`${name} `) || one.startsWith(`${name}{`));
      return Number(line?.split(' ').at(-1));
    },
  };
}

const SIGHUP = 1;
/** Whether it has a handler for the signal, by proc_pid_status(5). */
const catches = async (pid: number | undefined, signal: number): Promise<boolean> => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const [, mask = '0'] = /^SigCgt:\s+(\w+)$/m.exec(status) ?? [];
  return (BigInt(`0x${mask}`) & (1n << BigInt(signal - 1))) !== 0n;
};

const DROPPED = 'scs_gateway_log_lines_dropped_total';
const ended = ({ child }: Served): boolean => child.exitCode !== null || child.signalCode !== null;

it('SIGHUP reads the configuration again and ends nothing, and a file that is still wrong is told again', async () => {
  const one = await serve('pipe');
  let out = '';
  one.child.stdout?.on('data', (chunk) => (out += chunk));
  const count = (text: string): number => out.split(text).length - 1;
  await vi.waitFor(() => expect(out).toContain('"msg":"ready"'), SOON);
  await writeFile(one.file, 'gateway: []');
  await vi.waitFor(() => expect(count('changed configuration refused')).toBe(1), SOON);
  one.child.kill('SIGHUP');
  await vi.waitFor(() => expect(count('changed configuration refused')).toBe(2), SOON);
  expect(count('reading the configuration again')).toBe(1);
  expect(await one.request()).toBe(404);
  one.child.kill('SIGTERM');
  expect(await once(one.child, 'exit')).toEqual([0, null]);
});

it('SIGHUP to all processes of a gateway with workers reads the configuration once and ends none of them', async () => {
  const one = await serve('pipe', { workers: 2 });
  let out = '';
  one.child.stdout?.on('data', (chunk) => (out += chunk));
  const count = (text: string): number => out.split(text).length - 1;
  await vi.waitFor(() => expect(out).toContain('"msg":"ready"'), SOON);
  const group = -(one.child.pid ?? 0);
  Object.assign(one.config.clouds[0], { name: 'Another' });
  await writeFile(one.file, stringify(one.config));
  process.kill(group, 'SIGHUP');
  // Said once all workers have answered.
  await vi.waitFor(() => expect(count('configuration applied')).toBe(1), SOON);
  expect(count('reading the configuration again')).toBe(1);
  expect(count('worker ended')).toBe(0);
  expect(await one.request()).toBe(404);
  process.kill(group, 'SIGTERM');
  expect(await once(one.child, 'exit')).toEqual([0, null]);
});

it('SIGUSR1 opens no inspector', async () => {
  const one = await serve('pipe');
  let err = '';
  one.child.stdout?.resume();
  one.child.stderr?.on('data', (chunk) => (err += chunk));
  one.child.kill('SIGUSR1');
  for (let i = 0; i < 3; i++) expect(await one.request()).toBe(404);
  expect(ended(one)).toBe(false);
  expect(err).toBe('');
});

it('signals that come while it starts open nothing and end nothing, and the configuration is read again', async () => {
  const one = await serve('pipe', { waits: false });
  let [out, err] = ['', ''];
  one.child.stdout?.on('data', (chunk) => (out += chunk));
  one.child.stderr?.on('data', (chunk) => (err += chunk));
  await vi.waitFor(async () => expect(await catches(one.child.pid, SIGHUP)).toBe(true), { ...SOON, interval: 2 });
  for (const signal of ['SIGHUP', 'SIGUSR1'] as const) one.child.kill(signal);
  expect(out).not.toContain('"msg":"ready"');
  await vi.waitFor(() => expect(out).toContain('reading the configuration again'), SOON);
  expect(out.indexOf('"msg":"ready"')).toBeLessThan(out.indexOf('reading the configuration again'));
  expect(await one.request()).toBe(404);
  expect(err).toBe('');
  one.child.kill('SIGTERM');
  expect(await once(one.child, 'exit')).toEqual([0, null]);
});

it('a full disk below standard output: lines are dropped and counted, requests are answered', async () => {
  const full = await open('/dev/full', 'w');
  onTestFinished(() => full.close());
  const one = await serve(full.fd);
  const before = await one.metric(DROPPED);
  for (let i = 0; i < 3; i++) expect(await one.request()).toBe(404);
  await vi.waitFor(async () => expect(await one.metric(DROPPED)).toBeGreaterThanOrEqual(before + 3), SOON);
  expect(await one.metric('scs_gateway_unexpected_errors_total{kind="exception"}')).toBe(0);
  expect(ended(one)).toBe(false);
});

it('a pipe that nobody reads any more: lines are dropped and counted, requests are answered', async () => {
  const one = await serve('pipe');
  one.child.stdout?.destroy();
  for (let i = 0; i < 3; i++) expect(await one.request()).toBe(404);
  await vi.waitFor(async () => expect(await one.metric(DROPPED)).toBeGreaterThanOrEqual(1), SOON);
  expect(await one.metric('scs_gateway_unexpected_errors_total{kind="exception"}')).toBe(0);
  expect(ended(one)).toBe(false);
});
