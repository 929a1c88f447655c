// SPDX-License-Identifier: Apache-2.0
// Small help for cases that talk with a running client: wait for a line, for a port, for something to come true.
import assert from 'node:assert/strict';
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

type Child = ChildProcessWithoutNullStreams;

/** A client that runs on, with all that it says. */
export interface Talk {
  readonly child: Child;
  readonly lines: readonly string[];
  /** Standard error, whole. */
  complaints(): string;
  /** The first line like it, from those that have come already too. */
  line(wanted: RegExp, seconds?: number): Promise<string>;
  /** Resolves with its exit code, null after a signal. */
  readonly ended: Promise<number | null>;
  stop(): Promise<void>;
}

const running = new Set<Talk>();

export function talk(binary: string, args: readonly string[], env: NodeJS.ProcessEnv): Talk {
  const child = spawn(binary, args, { env, stdio: 'pipe' });
  const lines: string[] = [];
  const errors: string[] = [];
  const listeners = new Set<() => void>();
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    tell();
  });
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk.toString()));
  child.stdin.on('error', () => undefined);
  const ended = new Promise<number | null>((resolve) =>
    child.once('close', (code) => {
      running.delete(self);
      resolve(code);
      tell();
    }),
  );
  const complaints = (): string => errors.join('');
  const self: Talk = {
    child,
    lines,
    complaints,
    ended,
    line: (wanted, seconds = 30) =>
      new Promise((resolve, reject) => {
        const end = (work: () => void): void => {
          listeners.delete(look);
          clearTimeout(limit);
          work();
        };
        const look = (): void => {
          const found = lines.find((line) => wanted.test(line));
          if (found !== undefined) end(() => resolve(found));
          else if (child.exitCode !== null || child.signalCode !== null) end(() => reject(missing('before its end')));
        };
        const missing = (when: string): Error =>
          new Error(`${args.join(' ')}: no line like ${wanted} ${when}: ${lines.slice(-5).join('|')} ${complaints()}`);
        const limit = setTimeout(() => end(() => reject(missing(`in ${seconds} s`))), seconds * 1000);
        listeners.add(look);
        look();
      }),
    async stop() {
      child.kill();
      await ended;
    },
  };
  running.add(self);
  return self;
}

/** What a failed case has left. */
export async function stopTalks(): Promise<void> {
  await Promise.all([...running].map((one) => one.stop()));
}

export const portOf = async (forward: Talk): Promise<number> =>
  Number(/127\.0\.0\.1:(\d+)/.exec(await forward.line(/127\.0\.0\.1:\d+/))?.[1]);

export async function until(check: () => boolean | Promise<boolean>, seconds = 10): Promise<void> {
  for (const end = Date.now() + seconds * 1000; !(await check()); await pause(200))
    assert.ok(Date.now() < end, `did not come true in ${seconds} s`);
}

/** Sends bytes to a port that gives them back. */
export function echo(port: number, bytes: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    const got: Buffer[] = [];
    socket.setTimeout(60_000, () => socket.destroy(new Error('a minute without a byte')));
    socket.on('data', (chunk: Buffer) => got.push(chunk));
    socket.once('error', reject);
    socket.once('end', () => resolve(Buffer.concat(got)));
    socket.end(bytes);
  });
}

export const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
