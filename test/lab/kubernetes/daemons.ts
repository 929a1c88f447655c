// SPDX-License-Identifier: Apache-2.0
// Starts and ends the parts of a lab cluster: one process, log and pid file each. They outlive the process that
// started them, so that up and down may be two commands; what is ended is only ever ours.
import { spawn } from 'node:child_process';
import { mkdirSync, openSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

export interface Daemons {
  start(name: string, args: readonly string[]): void;
  /** Resolves when it is gone. `signal` SIGKILL is a crash. */
  stop(name: string, signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  stopAll(): Promise<void>;
  alive(name: string): boolean;
  /** The end of its log, for an error message. */
  tail(name: string): string;
}

const PATIENCE = 6_000;

export function createDaemons(folder: string, program: string): Daemons {
  const runFolder = join(folder, 'run');
  const logFolder = join(folder, 'log');
  mkdirSync(runFolder, { recursive: true });
  mkdirSync(logFolder, { recursive: true });
  const pidFile = (name: string): string => join(runFolder, `${name}.pid`);

  /** The pid, if it is still this program's: numbers are used again. */
  function pidOf(name: string): number | undefined {
    try {
      const pid = Number(readFileSync(pidFile(name), 'utf8'));
      const running = readlinkSync(`/proc/${pid}/exe`).replace(/ \(deleted\)$/, '');
      return basename(running).startsWith('lab-kube') && state(pid) !== 'Z' ? pid : undefined;
    } catch {
      return undefined;
    }
  }

  async function stop(name: string, signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const pid = pidOf(name);
    if (pid !== undefined) {
      process.kill(pid, signal);
      for (const end = Date.now() + PATIENCE; !gone(pid); await pause(20)) {
        if (Date.now() > end) process.kill(pid, 'SIGKILL');
      }
    }
    rmSync(pidFile(name), { force: true });
  }

  return {
    start(name, args) {
      const log = openSync(join(logFolder, `${name}.log`), 'a');
      // A niceness of its own would not do here: the cluster has to answer in time.
      const child = spawn(program, args, { detached: true, stdio: ['ignore', log, log], cwd: folder });
      if (child.pid === undefined) throw new Error(`${program} cannot be started`);
      child.unref();
      writeFileSync(pidFile(name), String(child.pid));
    },
    stop,
    async stopAll() {
      const names = readdirSync(runFolder).map((file) => basename(file, '.pid'));
      // The node first: its containers are to end in good order.
      await stop('node');
      await Promise.all(names.map((name) => stop(name)));
    },
    alive: (name) => pidOf(name) !== undefined,
    tail: (name) =>
      readFileSync(join(logFolder, `${name}.log`), 'utf8')
        .split('\n')
        .slice(-25)
        .join('\n'),
  };
}

const state = (pid: number): string | undefined => /\) (\w)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1];

/** Its ports are free only when the last thread has ended, which is after the process looks dead. */
function gone(pid: number): boolean {
  try {
    return state(pid) === 'Z' && readdirSync(`/proc/${pid}/task`).length === 1;
  } catch {
    return true;
  }
}
