// SPDX-License-Identifier: Apache-2.0
// The command line as a user runs it: a process of its own, with nothing of this one's environment but the path.
import { spawn } from 'node:child_process';
import { join } from 'node:path';

const MAIN = join(import.meta.dirname, '../../src/main.ts');

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

interface Terminal {
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Hears all that a person at the terminal has read so far. */
  readonly onErr?: (text: string) => void;
}

export function runCommand(args: readonly string[], { env, cwd, onErr }: Terminal): Promise<Ended> {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd === undefined ? {} : { cwd }),
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    err += chunk;
    onErr?.(err);
  });
  return new Promise((done) => child.once('close', (code) => done({ code, out, err })));
}
