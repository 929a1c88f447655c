// SPDX-License-Identifier: Apache-2.0
// Gateways as processes of their own, started by their command as an operator does it, on ports that are known beforehand.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { until } from './redis-server.ts';

const SOURCE = join(import.meta.dirname, '../../src/main.ts');

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface GatewayProcess {
  readonly pid: number;
  /** Every line on standard output since the first start, of all starts. */
  readonly lines: string[];
  /** What it said on standard error. */
  stderr(): string;
  /** Milliseconds from the last start to the line that says `ready`. */
  readonly startedIn: number;
  /** Resolves once it is ready; rejects where it ended before. */
  start(): Promise<void>;
  /** At once; how it ends is `ended`'s to tell. */
  kill(signal: NodeJS.Signals): void;
  readonly ended: Promise<Ended>;
  /** Whatever it does, it is gone then. */
  close(): Promise<void>;
}

export interface GatewayProcessOptions {
  readonly file: string;
  /** Its program, where that is not the source. */
  readonly main?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Node's own options. */
  readonly node?: readonly string[];
  /** URL of /readyz, where the log does not say `ready`. */
  readonly readyAt?: string;
  /** Messages can be exchanged with it. */
  readonly ipc?: boolean;
}

export function gatewayProcess(
  options: GatewayProcessOptions,
): GatewayProcess & { readonly child: () => ChildProcess } {
  const lines: string[] = [];
  let child: ChildProcess;
  let ended: Promise<Ended>;
  let stderr = '';
  let startedIn = Number.NaN;

  return {
    lines,
    child: () => child,
    stderr: () => stderr,
    get pid() {
      return child.pid ?? 0;
    },
    get startedIn() {
      return startedIn;
    },
    get ended() {
      return ended;
    },
    async start() {
      const begin = performance.now();
      const before = lines.length;
      child = spawn(process.execPath, [...(options.node ?? []), options.main ?? SOURCE, '--config', options.file], {
        env: { ...process.env, ...options.env },
        stdio: ['ignore', 'pipe', 'pipe', ...(options.ipc ? (['ipc'] as const) : [])],
      });
      ended = once(child, 'exit').then(([code, signal]) => ({ code, signal }) as Ended);
      let rest = '';
      child.stdout?.setEncoding('utf8').on('data', (text: string) => {
        const parts = (rest + text).split('\n');
        rest = parts.pop() ?? '';
        lines.push(...parts);
      });
      child.stderr?.setEncoding('utf8').on('data', (text: string) => {
        stderr += text;
      });
      const started = child;
      const { readyAt } = options;
      await until(() => {
        if (started.exitCode !== null || started.signalCode !== null)
          throw new Error(`the gateway ended: ${stderr}${lines.slice(before).join('\n')}`);
        if (readyAt === undefined) return lines.slice(before).some((line) => line.includes('"msg":"ready"'));
        return fetch(readyAt).then(
          ({ ok }) => ok,
          () => false,
        );
      }, 30_000);
      startedIn = performance.now() - begin;
    },
    kill: (signal) => void child.kill(signal),
    async close() {
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await ended;
    },
  };
}
