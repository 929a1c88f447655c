// SPDX-License-Identifier: Apache-2.0
// Runs a client and waits for its end without holding up this process, in which the server it talks to may run.
import { spawn } from 'node:child_process';

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly input?: string | Buffer;
  /** The command is ended after this; two minutes. */
  readonly timeout?: number;
}

export function run(command: string, args: readonly string[], options: RunOptions): Promise<Outcome> {
  const { env, input = '', timeout = 120_000 } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env, timeout });
    const out: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
    child.once('error', reject);
    child.once('close', (code, signal) => {
      const stderr = Buffer.concat(errors).toString();
      resolve({
        code: code ?? 1,
        stdout: Buffer.concat(out).toString(),
        stderr: signal === null ? stderr : `${stderr}(ended by ${signal})`,
      });
    });
    // A command that ends without having read everything is no fault of ours.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}
