// SPDX-License-Identifier: Apache-2.0
// What suites are installed with: Go programs and test binaries, Python environments, npm packages, Debian packages. All but
// the last go to a folder below LAB_CACHE and are found there the next time.
import { spawn } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { cleanEnv, type Env, execute, type Outcome } from '../client.ts';

export interface Tools {
  readonly cache: string;
  /** Runs a command with a time limit; what it says also goes to `log`, where one is named. */
  run(command: string, args: readonly string[], options?: RunOptions): Promise<Outcome>;
  /** As `run`, but a failure is an error: for installing. */
  must(command: string, args: readonly string[], options?: RunOptions): Promise<string>;
  /** The folder `bin` of a Python environment with these packages; with `--no-deps` for one that shall bring nothing along. */
  python(name: string, ...packages: string[]): Promise<string>;
  /** A Go module's source in the module cache. */
  goModule(module: string, version: string): Promise<string>;
  /** A program, built from a package of a module. */
  goProgram(path: string, version: string): Promise<string>;
  debian(...packages: string[]): Promise<void>;
  /** A program that this machine may have from elsewhere (rustup); where it has not, Debian's packages are installed. */
  has(program: string, ...packages: string[]): Promise<void>;
  /** Makes `name` in the cache, once: `make` gets a folder that takes that name when it is complete. */
  once(name: string, make: (folder: string) => Promise<void>): Promise<string>;
}

interface RunOptions {
  readonly env?: Env;
  readonly cwd?: string;
  readonly seconds?: number;
  readonly log?: string;
}

/** Building uses the machine's own tools and their settings (module proxy, package index); running uses a clean environment. */
export const machineEnv = (): Env =>
  Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined));

export function createTools(): Tools {
  const cache = join(process.env.LAB_CACHE ?? join(homedir(), '.cache', 'scs-gateway-lab'), 'suites');
  mkdirSync(cache, { recursive: true });
  const must: Tools['must'] = async (command, args, options = {}) => {
    const { code, stdout, stderr } = await run(command, args, { seconds: 3600, ...options });
    if (code !== 0)
      throw new Error(`${command} ${args.join(' ')} ended with ${code}\n${`${stdout}${stderr}`.slice(-3000)}`);
    return stdout;
  };
  const once: Tools['once'] = async (name, make) => {
    const folder = join(cache, name);
    if (existsSync(folder)) return folder;
    const unfinished = `${folder}.unfinished`;
    rmSync(unfinished, { recursive: true, force: true });
    mkdirSync(unfinished, { recursive: true });
    await make(unfinished);
    renameSync(unfinished, folder);
    return folder;
  };
  // A Go of the machine's own, whatever a module asks for: nothing here fetches another.
  const go = (args: readonly string[], cwd: string, more: Env = {}): Promise<string> =>
    must('nice', ['-n', '10', 'go', ...args], {
      cwd,
      env: { ...machineEnv(), GOFLAGS: '-mod=mod', GOTOOLCHAIN: 'local', ...more },
    });
  return {
    cache,
    run,
    must,
    once,
    // Python environments know their own place: made where they stay.
    python: async (name, ...packages) => {
      const folder = join(cache, `python-${name}`);
      const done = join(folder, 'complete');
      const wanted = packages.join('\n');
      if (!existsSync(done) || readFileSync(done, 'utf8') !== wanted) {
        rmSync(folder, { recursive: true, force: true });
        await debian('python3-venv');
        await must('/usr/bin/python3', ['-m', 'venv', folder]);
        await must(join(folder, 'bin', 'pip'), ['install', '-q', '--disable-pip-version-check', ...packages], {
          env: machineEnv(),
        });
        writeFileSync(done, wanted);
      }
      return join(folder, 'bin');
    },
    goModule: async (module, version) => {
      const answer = await go(['mod', 'download', '-json', `${module}@${version}`], cache);
      return (JSON.parse(answer) as { Dir: string }).Dir;
    },
    goProgram: async (path, version) => {
      const name = path.split('/').findLast((part) => !/^v\d+$/.test(part)) ?? path;
      const folder = await once(`${name}-${version}`, async (made) => {
        await go(['install', `${path}@${version}`], made, { GOBIN: made });
      });
      return join(folder, name);
    },
    debian,
    has: async (program, ...packages) => {
      const { code } = await execute('/bin/sh', ['-c', `command -v ${program}`], machineEnv());
      if (code !== 0) await debian(...packages);
    },
  };
}

async function debian(...packages: string[]): Promise<void> {
  const { code, stdout, stderr } = await execute(
    '/bin/bash',
    [join(import.meta.dirname, '..', 'install-packages.sh'), ...packages],
    machineEnv(),
  );
  if (code !== 0) throw new Error(`installing ${packages.join(' ')} ended with ${code}\n${stdout}${stderr}`);
}

function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  const { env = cleanEnv(process.env.HOME ?? '/root'), cwd, seconds = 1200, log } = options;
  return new Promise((resolve, reject) => {
    // A group of its own: what a suite has started ends with it.
    const child = spawn(command, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    const file = log === undefined ? undefined : createWriteStream(log, { flags: 'a' });
    file?.write(`$ ${command} ${args.join(' ')}\n`);
    const said = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const)
      child[name].on('data', (chunk: Buffer) => {
        said[name] += chunk;
        file?.write(chunk);
      });
    const end = (): void => {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    };
    const late = setTimeout(() => {
      said.stderr += `\nended after ${seconds} s by the lab\n`;
      end();
    }, seconds * 1000);
    // A lab that is interrupted leaves no suite running.
    process.once('exit', end);
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(late);
      process.off('exit', end);
      file?.end();
      resolve({ code: code ?? 137, ...said });
    });
  });
}
