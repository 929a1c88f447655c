// SPDX-License-Identifier: Apache-2.0
// A machine of its own with a real systemd (machine.sh), on this one's network: for what is installed and run as a service.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface Machine {
  /** A shell command there. */
  run(command: string, from?: NodeJS.ReadableStream): Promise<Ran>;
  /** Copies a file there. */
  put(file: string, to: string): Promise<void>;
  stop(): Promise<void>;
}

export async function startMachine(): Promise<Machine> {
  const folder = await mkdtemp(join(tmpdir(), 'scs-machine-'));
  const namespaces = ['--pid', '--fork', '--mount', '--ipc', '--uts', '--cgroup', '--kill-child'];
  const outer = spawn('unshare', [...namespaces, join(import.meta.dirname, 'machine.sh'), folder], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  process.once('exit', () => outer.kill('SIGKILL'));
  let said = '';
  for (const stream of [outer.stdout, outer.stderr])
    stream.on('data', (chunk: Buffer) => {
      said = (said + chunk).slice(-4_000);
    });
  const init = await initOf(outer, () => said);
  const enter = ['-t', String(init), '-m', '-p', '-i', '-u', '-C', '-r', '-w', '--', 'env', '-i'];
  const clean = ['PATH=/usr/sbin:/usr/bin:/sbin:/bin', 'DEBIAN_FRONTEND=noninteractive'];

  function run(command: string, from?: NodeJS.ReadableStream): Promise<Ran> {
    return new Promise((done) => {
      const child = execFile(
        'nsenter',
        [...enter, ...clean, 'sh', '-c', command],
        { maxBuffer: 2 ** 26 },
        (error, out, err) => done({ code: error === null ? 0 : Number(error.code), out, err }),
      );
      if (from === undefined) child.stdin?.end();
      else if (child.stdin) from.pipe(child.stdin);
    });
  }

  const machine: Machine = {
    run,
    async put(file, to) {
      const { code, err } = await run(`cat > ${to}`, createReadStream(file));
      if (code !== 0) throw new Error(err);
    },
    async stop() {
      // PID 1 of its namespace: all that runs there ends with it.
      if (outer.exitCode === null && outer.signalCode === null) {
        process.kill(init, 'SIGKILL');
        await once(outer, 'exit');
      }
      await rm(folder, { recursive: true });
    },
  };
  for (const end = Date.now() + 60_000; ; await sleep(200)) {
    const { out } = await run('systemctl is-system-running');
    if (['running', 'degraded'].includes(out.trim())) return machine;
    if (Date.now() > end) throw new Error(`the machine does not start: ${out} ${said}`);
  }
}

/** The first process there, as this machine numbers it, once it is systemd. */
async function initOf(outer: ChildProcess, said: () => string): Promise<number> {
  for (const end = Date.now() + 30_000; Date.now() < end && outer.exitCode === null; await sleep(50)) {
    for (const task of readdirSync(`/proc/${outer.pid}/task`)) {
      const [first] = readFileSync(`/proc/${outer.pid}/task/${task}/children`, 'utf8').split(' ');
      if (first && readFileSync(`/proc/${first}/comm`, 'utf8').trim() === 'systemd') return Number(first);
    }
  }
  throw new Error(`the machine does not start: ${said()}`);
}
