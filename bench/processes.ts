// SPDX-License-Identifier: Apache-2.0
// Processes under measurement: started on a core of their own, read from /proc, ended with the run.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Whatever is measured runs on one, all that loads it and answers it on the other. */
export const PROXY_CORE = 0;
export const LOAD_CORE = 1;

export interface Running {
  readonly pid: number;
  /** Milliseconds of CPU since its start, user and system, all threads. */
  cpu(): number;
  /** Resident bytes now. */
  rss(): number;
  stop(): Promise<void>;
}

export interface StartOptions {
  readonly core?: number;
  readonly env?: NodeJS.ProcessEnv;
  /** File descriptor of standard output. */
  readonly output?: number;
}

/** Nothing stays behind, however the run ends. */
const children = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

export function start(command: string, args: readonly string[], options: StartOptions = {}): Running {
  const { core, env = process.env, output } = options;
  const [file, ...rest] = core === undefined ? [command, ...args] : ['taskset', '-c', String(core), command, ...args];
  // taskset becomes the command it starts: the pid is the command's own.
  const child = spawn(file as string, rest, { env, stdio: ['ignore', output ?? 'ignore', 'inherit'] });
  const pid = child.pid ?? 0;
  children.add(child);
  child.once('exit', () => children.delete(child));
  return {
    pid,
    cpu: () => cpuOf(pid),
    rss: () => Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024,
    stop: () => stop(child),
  };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await ended;
  clearTimeout(force);
}

/** proc_pid_stat(5): utime and stime in ticks, 100 a second on every Linux that Node runs on. */
function cpuOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** A tool's standard output; the tool runs on the load's core. */
export async function tool(command: string, args: readonly string[]): Promise<string> {
  const { stdout } = await run('taskset', ['-c', String(LOAD_CORE), command, ...args], { maxBuffer: 16 * 1024 * 1024 });
  return stdout;
}

/** Polls without a pause worth the name: for start-up times. Gives up after `limit` ms. */
export async function answering(url: string, limit = 60_000): Promise<void> {
  const end = performance.now() + limit;
  for (;;) {
    const ok = await fetch(url).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ok) return;
    if (performance.now() > end) throw new Error(`${url} does not answer`);
    await new Promise((done) => setTimeout(done, 5));
  }
}
