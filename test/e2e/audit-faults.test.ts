// SPDX-License-Identifier: Apache-2.0
// The audit stream when what is below it fails: a disk that is really full, a collector that hangs, and a process that is
// killed. No request is harmed, what waits is said, and what is lost is told by number.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { parse, stringify } from 'yaml';
import { digestBy } from '../../src/audit/chain.ts';
import { linesOf, withRotated } from '../../src/audit/read-lines.ts';
import { verify } from '../../src/audit/verify.ts';
import { SOON } from '../soon.ts';
import { type Harness, startHarness } from './harness.ts';

// biome-ignore lint/suspicious/noExplicitAny: events are checked by what the test expects of them
type Event = any;

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'scs-audit-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
async function started(audit: object): Promise<Harness> {
  const h = await startHarness({ gateway: { audit } });
  onTestFinished(() => h.close());
  return h;
}
const check = async (path: string) =>
  verify(linesOf(await withRotated([path])), { digest: digestBy(undefined), keyed: false, sink: 'file' });
const eventsOf = (path: string): Event[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
const state = async (h: Harness): Promise<{ ok: boolean; detail: string }> => {
  const answer = await h.operations('/readyz');
  // The gateway goes on whatever becomes of events.
  expect(answer.status).toBe(200);
  return ((await answer.json()) as Event).parts.audit;
};
const metric = async (h: Harness, name: string): Promise<number> => {
  const text = await (await h.operations('/metrics')).text();
  return Number(
    text
      .split('\n')
      .find((line) => line.startsWith(name))
      ?.split(' ')
      .at(-1),
  );
};
/** Something that is told: a server that is not there is deleted. */
const change = async (h: Harness, token: string): Promise<string> => {
  const id = crypto.randomUUID();
  const { status } = await h.send('DELETE', `/clouds/cloud-a/compute/v2.1/servers/${id}`, { token });
  expect(status).toBe(404);
  return id;
};
const toldIn = (path: string, id: string): boolean => readFileSync(path, 'utf8').includes(id);

it.runIf(process.getuid?.() === 0)(
  'a full disk costs no request and no event: they wait, the reason is said, and the chain is whole once there is room',
  async () => {
    const disk = scratch();
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=128k', 'tmpfs', disk]);
    onTestFinished(() => void execFileSync('umount', ['--lazy', disk]));
    const file = join(disk, 'audit.jsonl');
    const h = await started({ file: { path: file } });
    const token = await h.scoped('alice');
    const first = await change(h, token);
    await vi.waitFor(() => expect(toldIn(file, first)).toBe(true), SOON);

    // To the last byte: what is written next is written in half.
    const { bavail, bsize } = statfsSync(disk);
    writeFileSync(join(disk, 'ballast'), Buffer.alloc(bavail * bsize));
    const made: string[] = [];
    for (let n = 0; n < 10; n++) made.push(await change(h, token));
    await vi.waitFor(async () => expect((await state(h)).detail).toContain('ENOSPC'), SOON);
    expect((await state(h)).ok).toBe(false);
    expect(await metric(h, 'scs_gateway_audit_sink_up{sink="file"}')).toBe(0);
    expect(await metric(h, 'scs_gateway_audit_lost_total{sink="file"}')).toBe(0);
    expect(h.log.filter((line) => line.includes('the audit sink takes no events; they wait'))).toHaveLength(1);
    for (let n = 0; n < 10; n++) made.push(await change(h, token));

    rmSync(join(disk, 'ballast'));
    await vi.waitFor(() => expect(made.filter((id) => !toldIn(file, id))).toEqual([]), SOON);
    expect((await state(h)).ok).toBe(true);
    await h.gateway.close();
    expect(await check(file)).toMatchObject({
      intact: true,
      findings: [],
      chains: [{ from: 1, ended: true, lost: 0 }],
    });
  },
);

it.runIf(process.getuid?.() === 0)(
  'a disk that is full for longer than events wait loses them by number, says so in the stream, and the file is right with that',
  async () => {
    const disk = scratch();
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=128k', 'tmpfs', disk]);
    onTestFinished(() => void execFileSync('umount', ['--lazy', disk]));
    const file = join(disk, 'audit.jsonl');
    const h = await started({ file: { path: file }, spool: { time: '1s' } });
    const token = await h.scoped('alice');
    await vi.waitFor(() => expect(eventsOf(file).length).toBeGreaterThan(2), SOON);
    const { bavail, bsize } = statfsSync(disk);
    writeFileSync(join(disk, 'ballast'), Buffer.alloc(bavail * bsize));
    await vi.waitFor(async () => {
      await change(h, token);
      expect(await metric(h, 'scs_gateway_audit_lost_total{sink="file"}')).toBeGreaterThan(0);
    }, SOON);
    rmSync(join(disk, 'ballast'));
    const told = (): Event => eventsOf(file).find(({ name }) => name === 'chain.lost');
    await vi.waitFor(() => expect(told()).toBeDefined(), SOON);
    const { content } = told().attachments[0];
    expect(content).toMatchObject({ sink: 'file', reason: 'ENOSPC', ranges: [expect.any(Object)] });
    expect(h.log.some((line) => line.includes('audit events were lost') && line.includes('ENOSPC'))).toBe(true);
    await h.gateway.close();
    const verdict = await check(file);
    expect(verdict).toMatchObject({ intact: true, chains: [{ ended: true }] });
    expect(verdict.chains[0]?.lost).toBe(content.events);
  },
);

it('a collector that takes connections and never answers costs no request any time, and is told as hanging', async () => {
  const server = createServer(() => undefined);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const h = await started({ http: { url: `http://127.0.0.1:${port}/`, timeout: '300ms' }, spool: { time: '1s' } });
  const token = await h.scoped('alice');
  for (let n = 0; n < 10; n++) await change(h, token);
  await vi.waitFor(async () => expect((await state(h)).ok).toBe(false), SOON);
  const { detail } = await state(h);
  expect(detail).toMatch(/^http: no answer in time/);
  // It hangs for good: after its second an event is given up, and counted.
  await vi.waitFor(
    async () => expect(await metric(h, 'scs_gateway_audit_lost_total{sink="http"}')).toBeGreaterThan(9),
    SOON,
  );
  const before = performance.now();
  await change(h, token);
  expect(performance.now() - before).toBeLessThan(5_000);
});

it('a process that is killed amid changes leaves a file that is right, which the next one goes on with and says so', {
  timeout: 180_000,
}, async () => {
  const file = join(scratch(), 'audit.jsonl');
  const house = await startHarness();
  onTestFinished(() => house.close());
  await house.gateway.close();
  const config = parse(readFileSync(house.file, 'utf8'));
  config.gateway.audit = { file: { path: file } };
  config.gateway.data = join(house.file, '../data');
  writeFileSync(house.file, stringify(config));
  const serve = async (): Promise<ChildProcess> => {
    const child = spawn(process.execPath, [resolve('src/main.ts'), 'serve', '--config', house.file], {
      env: { PATH: process.env.PATH, ...house.env },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    await vi.waitFor(async () => expect((await fetch(house.url)).status).toBeLessThan(500), SOON);
    return child;
  };
  const heads: Event[] = [];
  for (let round = 0; round < 2; round++) {
    const child = await serve();
    // Connections of before the kill may still be in the client's pool.
    const token = await vi.waitFor(() => house.scoped('alice'), SOON);
    const early = await vi.waitFor(() => change(house, token), SOON);
    await vi.waitFor(() => expect(toldIn(file, early)).toBe(true), SOON);
    // Amid writes: nothing waits for the last answers.
    const under = Array.from({ length: 30 }, () => change(house, token).catch(() => undefined));
    await under[3];
    child.kill('SIGKILL');
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
    await Promise.all(under);
    expect(toldIn(file, early)).toBe(true);
    const whole = readFileSync(file, 'utf8').split('\n').slice(0, -1);
    heads.push(JSON.parse(whole.at(-1) ?? ''));
  }
  const last = await serve();
  await vi.waitFor(() => expect(eventsOf(file).at(-1).name).toBe('chain.begun'), SOON);
  last.kill('SIGTERM');
  await once(last, 'exit');
  const begun = eventsOf(file).filter(({ name }) => name === 'chain.begun');
  expect(begun.map(({ attachments }) => attachments[0].content.previous)).toEqual([
    undefined,
    ...heads.map(({ chain, hash }) => ({ chain: chain.id, seq: chain.seq, hash })),
  ]);
  const verdict = await check(file);
  expect(verdict).toMatchObject({ intact: true, chains: [{ ended: false }, { ended: false }, { ended: true }] });
  // And a tail that is cut off afterwards is found by the next chain.
  const lines = readFileSync(file, 'utf8').split('\n');
  const cut = lines.findIndex((line) => line.includes('"chain.begun"') && line.includes('"previous"'));
  writeFileSync(file, [...lines.slice(0, cut - 1), ...lines.slice(cut)].join('\n'));
  expect((await check(file)).intact).toBe(false);
});
