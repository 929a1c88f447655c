// SPDX-License-Identifier: Apache-2.0
// One gateway as a process of its own, started by its command, whose standard output may be anything.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { endsWithUs } from '../ends-with-us.ts';

export const MAIN = join(import.meta.dirname, '../../src/main.ts');
const KEPT = 5_000;

interface ReadyZ {
  readonly status: number;
  readonly parts: Readonly<Record<string, { readonly ok: boolean; readonly detail: string }>>;
}

export interface Replica {
  readonly name: string;
  readonly host: string;
  readonly file: string;
  readonly pid: number;
  /** The latest lines of level warning and above, and what it said on standard error. */
  readonly lines: string[];
  /** `log`: a file or a descriptor in place of the pipe that is read here. Resolves once it is ready. */
  start(log?: number): Promise<void>;
  /** Ends its log's reader, and nothing else. */
  closeLog(): void;
  /** Reads its log no more, or again. */
  pauseLog(paused: boolean): void;
  signal(signal: NodeJS.Signals): void;
  running(): boolean;
  /** SIGTERM, and gone when it resolves: its exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL. */
  kill(): Promise<void>;
  readyz(): Promise<ReadyZ>;
  /** The sum of all lines of a metric, or of those that hold `labels`. */
  metric(name: string, labels?: string): Promise<number>;
  /** All lines of a metric, by the value of a label. */
  each(name: string, label: string): Promise<readonly (readonly [string, number])[]>;
}

interface ReplicaPlace {
  readonly name: string;
  readonly host: string;
  readonly operations: number;
  readonly file: string;
  /** The authority of a Redis that speaks TLS. */
  readonly ca: string;
  /** Milliseconds until it must be ready. */
  readonly patience: number;
}

export function replicaAt({ name, host, operations, file, ca, patience }: ReplicaPlace): Replica {
  const lines: string[] = [];
  let child: ChildProcess | undefined;
  const keep = (line: string): void => {
    if (line.includes('"level":30') || line.includes('"level":20')) return;
    lines.push(line);
    if (lines.length > KEPT) lines.splice(0, lines.length - KEPT);
  };
  const running = (): boolean => child !== undefined && child.exitCode === null && child.signalCode === null;
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (child === undefined || !running()) return child?.exitCode ?? null;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
    return child.exitCode;
  };
  const get = (path: string): Promise<Response> =>
    fetch(`http://${host}:${operations}${path}`, { signal: AbortSignal.timeout(5_000) });
  const linesOf = async (metric: string): Promise<string[]> => {
    const text = await (await get('/metrics')).text();
    return text.split('\n').filter((line) => new RegExp(`^${metric}[ {]`).test(line));
  };
  const figureOf = (line: string): number => Number(line.slice(line.lastIndexOf(' ')));
  return {
    name,
    host,
    file,
    lines,
    running,
    get pid() {
      return child?.pid ?? 0;
    },
    async start(log) {
      child = endsWithUs(
        spawn(process.execPath, [MAIN, '--config', file], {
          stdio: ['ignore', log ?? 'pipe', 'pipe'],
          env: { ...process.env, NODE_EXTRA_CA_CERTS: ca },
        }),
      );
      for (const stream of [child.stdout, child.stderr]) {
        let rest = '';
        stream?.setEncoding('utf8').on('data', (text: string) => {
          const parts = (rest + text).split('\n');
          rest = parts.pop() ?? '';
          for (const line of parts) keep(line);
        });
      }
      let said = '';
      const end = performance.now() + patience;
      while (said !== 'ready') {
        if (!running()) throw new Error(`${name} ended: ${lines.slice(-5).join('\n')}`);
        if (performance.now() > end) throw new Error(`${name} is not ready: ${said} ${lines.slice(-5).join('\n')}`);
        said = await get('/readyz').then(
          async (answer) => (answer.ok ? 'ready' : await answer.text()),
          (error: Error) => error.message,
        );
        await sleep(20);
      }
    },
    closeLog: () => void child?.stdout?.destroy(),
    pauseLog: (paused) => void (paused ? child?.stdout?.pause() : child?.stdout?.resume()),
    signal: (signal) => void child?.kill(signal),
    stop: () => end('SIGTERM'),
    kill: async () => void (await end('SIGKILL')),
    async readyz() {
      const answer = await get('/readyz');
      const { parts } = (await answer.json()) as Pick<ReadyZ, 'parts'>;
      return { status: answer.status, parts };
    },
    async metric(metric, labels = '') {
      const lines = (await linesOf(metric)).filter((line) => line.includes(labels));
      return lines.reduce((sum, line) => sum + figureOf(line), 0);
    },
    async each(metric, label) {
      const named = new RegExp(`[{,]${label}="([^"]*)"`);
      return (await linesOf(metric)).map((line) => [named.exec(line)?.[1] ?? '', figureOf(line)] as const);
    },
  };
}
