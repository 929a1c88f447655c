// SPDX-License-Identifier: Apache-2.0
// The audit stream on standard output, as a process has it: a file, a pipe that nobody reads any more, a disk that is full.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { parse, stringify } from 'yaml';
import { COMMANDS } from '../../src/cli/index.ts';
import { runCommandLine } from '../../src/cli/run.ts';
import { SOON } from '../soon.ts';
import { type Harness, startHarness } from './harness.ts';

let house: Harness;
let folder: string;
let child: ChildProcess | undefined;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'scs-audit-stdout-'));
  house = await startHarness();
  await house.gateway.close();
  const config = parse(readFileSync(house.file, 'utf8'));
  Object.assign(config.gateway, { audit: { stdout: true }, data: join(folder, 'data') });
  writeFileSync(house.file, stringify(config));
});
afterEach(async () => {
  if (child?.exitCode === null && child.kill('SIGTERM')) await once(child, 'exit');
  child = undefined;
});
afterAll(async () => {
  await house.close();
  rmSync(folder, { recursive: true, force: true });
});

async function serve(stdout: 'pipe' | number): Promise<ChildProcess> {
  child = spawn(process.execPath, [resolve('src/main.ts'), 'serve', '--config', house.file], {
    env: { PATH: process.env.PATH, ...house.env },
    stdio: ['ignore', stdout, 'inherit'],
  });
  // A whole process has to start.
  await vi.waitFor(async () => expect((await fetch(house.url)).status).toBeLessThan(500), { timeout: 120_000 });
  return child;
}
/** Something that is told: a server that is not there is deleted. */
async function change(): Promise<string> {
  const token = await vi.waitFor(() => house.scoped('alice'), SOON);
  const id = crypto.randomUUID();
  expect((await house.send('DELETE', `/clouds/cloud-a/compute/v2.1/servers/${id}`, { token })).status).toBe(404);
  return id;
}
// biome-ignore lint/suspicious/noExplicitAny: a document of the gateway's own
const ready = async (): Promise<any> => (await house.operations('/readyz')).json();

it('in a file between the lines of the log, it is verified as it stands, up to the head that the gateway has shown', {
  timeout: 300_000,
}, async () => {
  const path = join(folder, 'stdout.log');
  const fd = openSync(path, 'a');
  const process = await serve(fd);
  closeSync(fd);
  const id = await change();
  await vi.waitFor(() => expect(readFileSync(path, 'utf8')).toContain(`"id":"${id}"`), SOON);
  const [, chain, seq] = /chain ([0-9a-f-]{36}) at (\d+)/.exec((await ready()).parts.audit.detail) ?? [];
  process.kill('SIGTERM');
  expect(await once(process, 'exit')).toEqual([0, null]);
  expect(readFileSync(path, 'utf8')).toContain('"msg":"request"');
  const verify = async (head: string, file = path) => {
    const out: string[] = [];
    const output = { out: (text: string) => void out.push(text), err: () => undefined };
    const args = ['audit', 'verify', '--sink', 'stdout', '--json', '--head', head, file];
    const code = await runCommandLine(args, output, COMMANDS);
    return { code, ...JSON.parse(out.join('')) };
  };
  expect(await verify(`${chain}:${seq}`)).toMatchObject({
    ...{ code: 0, intact: true, findings: [] },
    chains: [{ chain, from: 1, ended: true }],
  });
  expect(await verify(`${chain}:${Number(seq) + 100}`)).toMatchObject({ code: 1, intact: false });
  const less = join(folder, 'less.log');
  const lines = readFileSync(path, 'utf8').split('\n');
  writeFileSync(less, lines.filter((line) => !(line.startsWith('{"typeURI"') && line.includes(id))).join('\n'));
  expect(await verify(`${chain}:1`, less)).toMatchObject({ code: 1, intact: false });
});

it.each<[string, () => Promise<unknown>, RegExp]>([
  [
    'a pipe that nobody reads any more',
    async () => {
      const { stdout } = await serve('pipe');
      // Until the beginning of the chain has gone through.
      if (stdout !== null) await once(stdout, 'data');
      stdout?.destroy();
    },
    /stdout: EPIPE/,
  ],
  [
    'a disk that is full',
    async () => {
      const fd = openSync('/dev/full', 'w');
      await serve(fd);
      closeSync(fd);
    },
    /stdout: ENOSPC/,
  ],
])('to %s, it waits, readiness says why, and requests go on', { timeout: 300_000 }, async (_what, start, detail) => {
  await start();
  await change();
  await vi.waitFor(async () => {
    const { parts } = await ready();
    expect(parts.audit).toMatchObject({ ok: false, detail: expect.stringMatching(detail) });
  }, SOON);
  expect((await house.operations('/readyz')).status).toBe(200);
  await change();
  const metrics = await (await house.operations('/metrics')).text();
  expect(metrics).toMatch(/^scs_gateway_audit_sink_up\{sink="stdout"\} 0$/m);
  expect(metrics).toMatch(/^scs_gateway_audit_waiting_events\{sink="stdout"\} [1-9]/m);
});
