// SPDX-License-Identifier: Apache-2.0
// A program at a terminal of its own, by script(1), with somebody who reads what is on it and types.
import { spawn } from 'node:child_process';

export interface Terminal {
  /** All that was on it, without colours and moves of the cursor. */
  readonly text: () => string;
  /** What has come since the last wait, when it matches. */
  until(wanted: RegExp): Promise<RegExpMatchArray>;
  type(keys: string): void;
  /** Resolves with the exit code. */
  readonly ended: Promise<number | null>;
  close(): Promise<void>;
}

/** Milliseconds: a program has this long to say what is waited for. */
const PATIENCE = 30_000;

/** `command` is for a shell. */
export function atTerminal(command: string, env: NodeJS.ProcessEnv, cwd: string): Terminal {
  // Of its own group, so that it ends with all that it has started.
  const child = spawn('script', ['-qefc', command, '/dev/null'], { env, cwd, stdio: 'pipe', detached: true });
  let raw = '';
  let seen = 0;
  let over = false;
  const waiting = new Set<() => void>();
  const tell = (): void => {
    for (const look of waiting) look();
  };
  child.stdout.on('data', (chunk: Buffer) => {
    raw += chunk.toString();
    tell();
  });
  child.stdin.on('error', () => undefined);
  const ended = new Promise<number | null>((done) =>
    child.once('close', (code) => {
      over = true;
      tell();
      done(code);
    }),
  );
  const text = (): string => plain(raw);
  return {
    text,
    until: (wanted) =>
      new Promise((done, fail) => {
        const end = (work: () => void): void => {
          waiting.delete(look);
          clearTimeout(limit);
          work();
        };
        const look = (): void => {
          const all = text();
          const found = wanted.exec(all.slice(seen));
          if (found !== null) {
            seen += found.index + found[0].length;
            end(() => done(found));
          } else if (over) end(() => fail(new Error(`it ended before ${wanted}: ${all}`)));
        };
        const limit = setTimeout(() => end(() => fail(new Error(`no ${wanted}: ${text()}`))), PATIENCE);
        waiting.add(look);
        look();
      }),
    type: (keys) => {
      child.stdin.write(keys);
    },
    ended,
    async close() {
      if (!over && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      await ended;
    },
  };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal is told begins with one
const TOLD = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007]*\u0007|\([A-Z0-9]|[=>])|\r|\u0007/g;
const plain = (raw: string): string => raw.replaceAll(TOLD, '');
