// SPDX-License-Identifier: Apache-2.0
// What the gateway costs, beside others that do the same or less, in one run on one core: npm run bench.
//   --quick           one short round; nothing is written, and peers that are not here are not built
//   --rounds N        default 3
//   --only NAME       the rows of that name alone (peers, tls, growth, … of rows/index.ts); nothing is written
//   --bytes N         size of the large bodies, default 1 GB; 10g is the budget's own
//   --simulation      instead: 20 members, 200 projects and 1,000 users over one process and one Redis; with --quick a tenth
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { judge } from './budgets.ts';
import { closedLoop } from './closed-loop.ts';
import type { FanOut } from './fan-out.ts';
import type { OpenLoop } from './open-loop.ts';
import { LARGE, SMALL } from './payloads.ts';
import { type Running, tool } from './processes.ts';
import {
  budgetTable,
  figureTable,
  machine,
  otherTable,
  simulationTable,
  versions,
  writeReport,
  writeSimulation,
} from './report.ts';
import { ROWS } from './rows/index.ts';
import type { Note } from './rows/row.ts';
import { simulate } from './simulation.ts';
import { type Stage, setStage } from './stage.ts';
import { download, upload } from './transfer.ts';
import { measureWatches } from './watches.ts';

const TOOLS = { nginx: 'nginx-light', wrk: 'wrk', curl: 'curl', taskset: 'util-linux' };

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      bytes: { type: 'string' },
      only: { type: 'string' },
      simulation: { type: 'boolean', default: false },
    },
  });
  const { quick, only } = values;
  if (values.simulation) return runSimulation(quick);
  const rounds = Number(values.rounds ?? (quick ? 1 : 3));
  const seconds = quick ? 2 : 4;
  const bytes = readBytes(values.bytes ?? (quick ? '200m' : '1g'));
  if (!haveTools()) {
    process.exitCode = 1;
    return;
  }
  const loadBefore = loadavg().slice(0, 2);
  if ((loadBefore[0] ?? 0) > 0.5)
    console.log(`This machine is busy (load average ${loadBefore[0]?.toFixed(1)}): the figures will be rough.`);

  const figures: Record<string, number[]> = {};
  const note = (name: string, value: number): void => {
    figures[name] ??= [];
    figures[name].push(value);
  };
  const stage = await setStage(bytes);
  try {
    if (only === undefined) {
      for (let i = 0; i < (quick ? 1 : 5); i++) {
        note('start to ready', await stage.startToReady('build'));
        note('start to ready, from a checkout', await stage.startToReady('source'));
      }
      // Large bodies come first: after the load, a grown heap would hide what they take.
      await measureTransfers(stage, quick ? 1 : 3, note);
      await measureCost(stage, rounds, seconds, note);
      await measureLatency(stage, rounds, seconds, note);
    }
    for (const row of ROWS.filter(({ name }) => only === undefined || name === only))
      await row.measure({ stage, rounds, seconds, quick, note });
  } finally {
    await stage.close();
  }
  if (only !== undefined) {
    const judged = judge(figures).filter(({ measured }) => !measured.includes('NaN'));
    console.log(`\n${otherTable(figures)}\n\n${budgetTable(judged)}\n`);
    return;
  }
  await measureFanOut(note);
  const watches = await measureWatches(quick ? 5_000 : 10_000);
  note('watches', watches.open);
  note('watch memory', watches.bytesEach);

  console.log(`\n${figureTable(figures)}\n\n${otherTable(figures)}\n\n${budgetTable(judge(figures))}\n`);
  if (quick) return;
  const date = new Date().toISOString().slice(0, 10);
  const report = { date, rounds, transferBytes: bytes, machine: machine(), versions: versions(), loadBefore, figures };
  console.log(`written: ${writeReport(report)} and docs/performance.md`);
}

async function runSimulation(quick: boolean): Promise<void> {
  const size = { members: 20, projects: 200, users: 1_000, newcomers: 1_000, requests: 20_000 };
  const tenth = { members: 5, projects: 20, users: 100, newcomers: 100, requests: 2_000 };
  const result = await simulate(quick ? tenth : size, console.log);
  console.log(`\n${simulationTable(result)}\n`);
  if (result.wrong.length > 0) throw new Error(`${result.wrong.length} wrong answers, the first: ${result.wrong[0]}`);
  if (quick) return;
  const date = new Date().toISOString().slice(0, 10);
  console.log(`written: ${writeSimulation(date, result)} and docs/performance.md`);
}

/** Everybody in turn, in every round in the other order. */
async function measureCost({ urls, token, ...on }: Stage, rounds: number, seconds: number, note: Note): Promise<void> {
  const subjects: { name: string; process: Running; base: string; rewriting?: string; token?: string }[] = [
    { name: 'nginx', process: on.nginx, base: urls.nginx, rewriting: urls.nginxRewriting },
    { name: 'node:http + undici', process: on.floor, base: urls.floor },
    { name: 'http-proxy', process: on.bare, base: urls.bare },
    { name: 'gateway', process: on.gateway, base: urls.compute, token },
  ];
  const runs = subjects.flatMap(({ name, process, base, rewriting = base, token: auth }) => {
    const load = auth === undefined ? {} : { token: auth };
    return [
      { name: `${name} 1 KB`, process, load: { url: base + SMALL.path, ...load } },
      { name: `${name} 27 KB`, process, load: { url: rewriting + LARGE.path, ...load } },
    ];
  });
  // For its first 100,000 requests V8 still compiles, on threads that count: that is no cost of a request.
  console.log('warming up');
  for (const { load, process } of runs) await closedLoop(load, process, 3 * seconds);
  for (let round = 1; round <= rounds; round++)
    for (const { name, process, load } of round % 2 ? runs : runs.toReversed()) {
      const { cpu, perSecond, p50, p99 } = await closedLoop(load, process, seconds);
      console.log(`round ${round}: ${name.padEnd(26)} ${cpu.toFixed(1)} µs CPU, ${perSecond.toFixed(0)} requests/s`);
      note(name, cpu);
      note(`${name} per second`, perSecond);
      note(`${name} p50`, p50);
      note(`${name} p99`, p99);
    }
}

async function measureLatency({ urls, token }: Stage, rounds: number, seconds: number, note: Note): Promise<void> {
  const ways: [string, string, ...string[]][] = [
    ['direct', urls.origin + SMALL.path],
    ['nginx', urls.nginx + SMALL.path],
    ['gateway', urls.compute + SMALL.path, token],
  ];
  const script = join(import.meta.dirname, 'open-loop.ts');
  for (let round = 1; round <= rounds; round++)
    for (const [name, url, ...auth] of round % 2 ? ways : ways.toReversed()) {
      const output = await tool(process.execPath, [script, url, '1000', String(seconds), ...auth]);
      const { p50, p99 } = JSON.parse(output) as OpenLoop;
      console.log(`round ${round}: ${name.padEnd(26)} p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms at 1,000/s`);
      note(`${name} p50`, p50);
      note(`${name} p99`, p99);
    }
}

/** In a process of its own: its gateway is not the one under load. */
async function measureFanOut(note: Note): Promise<void> {
  const output = await tool(process.execPath, [join(import.meta.dirname, 'fan-out.ts')]);
  const { slowest, total, largeTotal, bareTotal, page, growth } = JSON.parse(output) as FanOut;
  console.log(`50,000 servers of 50 clouds as lines: ${largeTotal.toFixed(0)} ms, ${(growth / 1e6).toFixed(0)} MB`);
  note('slowest member', slowest);
  note('list over all', total);
  note('50,000 servers as lines', largeTotal);
  note('50,000 servers as lines growth', growth);
  note('50,000 servers, bare parse and stringify', bareTotal);
  note('1,000 servers as JSON', page);
}

async function measureTransfers(
  { urls, token, imageFile, gateway, nginx, floor }: Stage,
  rounds: number,
  note: Note,
): Promise<void> {
  const image = '/v2/images/3a6a4e5c-1c1e-4d0e-9a8f-7d1f6a0b5c11/file';
  const object = '/v1/AUTH_0123456789abcdef0123456789abcdef/container/object';
  // Round 0 is the first that these processes ever move: what it takes of memory is theirs for good.
  for (let round = 0; round <= rounds; round++)
    for (const [name, process, down, up, auth] of [
      ['nginx', nginx, urls.nginx, urls.nginxUpload, undefined],
      ['node:http + undici', floor, urls.floor, undefined, undefined],
      ['gateway', gateway, urls.image, urls.upload, token],
    ] as const)
      for (const way of ['upload', 'download'] as const) {
        // The floor reads no body.
        if (way === 'upload' && up === undefined) continue;
        const { megabytesPerSecond, growth } = await (way === 'upload'
          ? upload(up + object, imageFile, auth, process)
          : download(down + image, auth, process));
        const grown = `${(growth / 1e6).toFixed(0)} MB more memory`;
        console.log(`round ${round}: ${`${name} ${way}`.padEnd(26)} ${megabytesPerSecond.toFixed(0)} MB/s, ${grown}`);
        note(round === 0 ? `${name} first ${way} growth` : `${name} ${way} growth`, growth);
        if (round > 0) note(`${name} ${way}`, megabytesPerSecond);
      }
}

function readBytes(text: string): number {
  const [, digits, unit] = /^(\d+)([mg]?)$/i.exec(text) ?? [];
  if (digits === undefined) throw new Error(`--bytes ${text}: say 500m or 10g`);
  return Number(digits) * ({ m: 1e6, g: 1e9 }[unit?.toLowerCase() ?? ''] ?? 1);
}

/** The rivals come from the distribution; as root on Debian they are installed here, otherwise the run says what to do. */
function haveTools(): boolean {
  const folders = `${process.env.PATH}:/usr/sbin:/sbin`;
  process.env.PATH = folders;
  const absent = (): string[] =>
    Object.keys(TOOLS).filter((name) => !folders.split(':').some((folder) => existsSync(join(folder, name))));
  const packages = absent().map((name) => TOOLS[name as keyof typeof TOOLS]);
  if (packages.length === 0) return true;
  const command = `apt-get install -y --no-install-recommends ${packages.join(' ')}`;
  console.log(`Needed here and not found: ${packages.join(', ')}. ${command}`);
  if (process.getuid?.() === 0) spawnSync('sh', ['-c', `apt-get update -qq && ${command}`], { stdio: 'inherit' });
  return absent().length === 0;
}

await main();
