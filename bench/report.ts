// SPDX-License-Identifier: Apache-2.0
// A run on paper: one JSON file with every figure, and the tables of docs/performance.md made from it.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { type Figures, judge, median, type Row } from './budgets.ts';
import { PEERS } from './peers/index.ts';
import { type Memory, megabytes, type SimulationResult } from './simulation.ts';

export interface Report {
  readonly date: string;
  readonly rounds: number;
  readonly transferBytes: number;
  readonly machine: { readonly cpu: string; readonly cores: number; readonly memory: string; readonly kernel: string };
  readonly versions: Readonly<Record<string, string>>;
  /** Load averages (1 and 5 minutes) before anything was started: far from 0, others were at work. */
  readonly loadBefore: readonly number[];
  readonly figures: Figures;
}

const root = join(import.meta.dirname, '..');

export const machine = (): Report['machine'] => ({
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memory: `${(totalmem() / 2 ** 30).toFixed(0)} GiB`,
  kernel: `Linux ${release()}`,
});

export function versions(): Report['versions'] {
  const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const { fastify, undici } = own.dependencies;
  const { '@fastify/http-proxy': httpProxy } = own.devDependencies;
  const tool = (name: string, ...args: string[]): string =>
    execFileSync('sh', ['-c', `${name} ${args.join(' ')} 2>&1 || true`], { encoding: 'utf8' }).match(
      /\d+(\.\d+)+/,
    )?.[0] ?? 'unknown';
  return {
    'scs-gateway': own.version,
    node: process.versions.node,
    fastify,
    undici,
    '@fastify/http-proxy': httpProxy,
    nginx: tool('nginx', '-v'),
    wrk: tool('wrk', '-v'),
    curl: tool('curl', '--version'),
    haproxy: tool('haproxy', '-v'),
    h2load: tool('h2load', '--version'),
    ...Object.fromEntries(
      PEERS.flatMap(({ name, from }) => ('go' in from ? [[name, from.go.split('@').at(-1) ?? 'unknown']] : [])),
    ),
  };
}

export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

export const budgetTable = (rows: readonly Row[]): string =>
  table(
    ['What', 'Measured', 'Budget', ''],
    rows.map(({ what, measured, budget, verdict }) => [what, measured, budget, verdict]),
  );

/** Medians of every figure that is not itself a budget. */
export function figureTable(figures: Figures): string {
  const of = (name: string): number => median(figures[name] ?? []);
  const subjects = ['nginx', 'node:http + undici', 'http-proxy', 'gateway'].filter((name) => figures[`${name} 1 KB`]);
  const rows = subjects.flatMap((name) =>
    ['1 KB', '27 KB'].map((size) => [
      name,
      size,
      of(`${name} ${size}`).toFixed(0),
      Math.round(of(`${name} ${size} per second`)).toLocaleString('en'),
      of(`${name} ${size} p50`).toFixed(2),
      of(`${name} ${size} p99`).toFixed(2),
    ]),
  );
  return table(['Proxy', 'Body', 'CPU µs/request', 'requests/s', 'p50 ms', 'p99 ms'], rows);
}

/** Of the rows in rows/: medians, as they were named. */
export function otherTable(figures: Figures): string {
  const units: readonly (readonly [RegExp, string])[] = [
    [/resident$/, 'MB'],
    [/as lines$|as JSON$|stringify$|from a checkout$/, 'ms'],
    [
      /^(?:gateway beside peers|caddy|haproxy.*|oauth2-proxy)$|TLS|new connections|member in clear|: CPU$|audit$/,
      'µs CPU a request',
    ],
  ];
  const rows = Object.entries(figures).flatMap(([name, values]) => {
    const unit = units.find(([pattern]) => pattern.test(name))?.[1];
    if (unit === undefined) return [];
    return [[name, `${(median(values) / (unit === 'MB' ? 1e6 : 1)).toFixed(unit === 'ms' ? 0 : 1)} ${unit}`]];
  });
  return table(['What', 'Measured'], rows);
}

export function writeReport(report: Report): string {
  writePage('bench', markdown(report));
  return writeResults(report.date, report);
}

/** Beside the figures of the same day, whichever comes first. */
export function writeSimulation(date: string, simulation: SimulationResult): string {
  const on = machine();
  const head = `${date}. ${on.cpu}, ${on.cores} cores for the gateway, its members, Redis and all clients together.`;
  writePage('simulation', `${head}\n\n${simulationTable(simulation)}`);
  return writeResults(date, { simulation });
}

export function writeResults(date: string, results: object): string {
  const folder = join(import.meta.dirname, 'results');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${date}.json`);
  const before = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as object) : {};
  writeFileSync(file, `${JSON.stringify({ ...before, ...results }, null, 2)}\n`);
  return file;
}

export function writePage(part: 'bench' | 'simulation' | 'tunnels', made: string): void {
  const page = join(root, 'docs/performance.md');
  const place = new RegExp(`(<!-- begin: ${part} -->\\n)[\\s\\S]*?(<!-- end: ${part} -->)`);
  writeFileSync(page, readFileSync(page, 'utf8').replace(place, `$1\n${made}\n\n$2`));
}

export function simulationTable({ size, memory, storm, catalogue, hits, latency, wrong }: SimulationResult): string {
  const figure = (value: number): string => Math.round(value).toLocaleString('en');
  const heap = ({ heapUsed }: Memory): string => megabytes(heapUsed);
  const share = (value: number): string => `${(value * 100).toFixed(1)} %`;
  const times = ({ p50, p99 }: { p50: number; p99: number }): string => `p50 ${figure(p50)} ms, p99 ${figure(p99)} ms`;
  const { members, projects, users, newcomers, requests } = size;
  return table(
    ['What', 'Measured', 'Must be'],
    [
      ['size', `${members} members, ${projects} projects, ${figure(users)} users`, ''],
      ['heap after garbage collection: just started', heap(memory.empty), ''],
      [
        `… everybody has logged in (${figure(latency.login.count)} logins and scopes with the newcomers)`,
        heap(memory.users),
        HEAP_BOUND,
      ],
      [`… ${figure(newcomers)} more users have come`, heap(memory.newcomers), HEAP_BOUND],
      [`… after a restart, the storm and ${figure(requests)} requests`, heap(memory.end), HEAP_BOUND],
      ['cold start: requests at once', `${figure(storm.requests)} in ${(storm.milliseconds / 1000).toFixed(1)} s`, ''],
      [
        '… what they needed of members / how often members were asked',
        `${figure(storm.needed)} / ${figure(storm.fetched)}`,
        'the same',
      ],
      [
        "flavors of a cloud, everybody's",
        `${figure(catalogue.requests)} in ${(catalogue.milliseconds / 1000).toFixed(1)} s`,
        '',
      ],
      [
        '… projects on clouds / how often members were asked',
        `${figure(catalogue.needed)} / ${figure(catalogue.fetched)}`,
        'the same',
      ],
      ['… hits of the reference cache', share(hits.catalogue), ''],
      ['warm: requests whose session was there', share(hits.sessions), ''],
      ['latency of logins and scopes, all at once', times(latency.login), ''],
      ['latency in the storm', times(latency.storm), ''],
      ['latency warm, 64 at a time', times(latency.warm), ''],
      ['wrong answers', String(wrong.length), '0'],
    ],
  );
}

const HEAP_BOUND = '≤ 256 MB';

function markdown({ date, rounds, machine: on, versions: by, loadBefore, figures, transferBytes }: Report): string {
  const [one = 0, five = 0] = loadBefore;
  const direct = ['direct', 'nginx', 'gateway'].map((name) => [
    name,
    median(figures[`${name} p50`] ?? []).toFixed(2),
    median(figures[`${name} p99`] ?? []).toFixed(2),
  ]);
  const moved = ['nginx', 'node:http + undici', 'gateway'].map((name) => [
    name,
    ...['upload', 'download'].map((way) => {
      const values = figures[`${name} ${way}`];
      return values === undefined ? '' : `${median(values).toFixed(0)} MB/s`;
    }),
  ]);
  const first = ['upload', 'download'].reduce(
    (sum, way) => sum + (figures[`gateway first ${way} growth`]?.[0] ?? 0) / 1e6,
    0,
  );
  return [
    `${date}, median of ${rounds} rounds. ${on.cpu}, ${on.cores} cores, ${on.memory}, ${on.kernel}. ` +
      `Load average before the run: ${one.toFixed(1)} (1 minute), ${five.toFixed(1)} (5 minutes).`,
    `Versions: ${Object.entries(by)
      .map(([name, version]) => `${name} ${version}`)
      .join(', ')}.`,
    budgetTable(judge(figures)),
    'As fast as it goes, 32 connections:',
    figureTable(figures),
    'Peers, TLS, lists, and growth:',
    otherTable(figures),
    'At 1,000 requests/s:',
    table(['Way', 'p50 ms', 'p99 ms'], direct),
    `One body of ${(transferBytes / 1e9).toFixed(0)} GB:`,
    table(['Proxy', 'Upload', 'Download'], moved),
    `The first upload and download of its life let the gateway grow by ${first.toFixed(0)} MB.`,
  ].join('\n\n');
}
