// SPDX-License-Identifier: Apache-2.0
// The configuration file as `member add` and `member remove` change it: read, changed as text, the whole judged as the
// gateway would judge it, and put in the old one's place only if nobody has changed it in between.
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { LoadedConfig } from '../config/load.ts';
import { CommandError } from './command.ts';
import { replaceFile } from './replace-file.ts';

export interface OpenedFile {
  readonly file: string;
  readonly text: string;
  readonly loaded: LoadedConfig;
}

export async function openConfig(file: string): Promise<OpenedFile> {
  const { loadConfig } = await import('../config/load.ts');
  const loaded = await loadConfig(file, { env: process.env });
  // What was judged is what is changed.
  return { file, loaded, text: loaded.sources.get(resolve(file)) ?? (await readFile(file, 'utf8')) };
}

/** Throws with every fault that the changed file would have. */
export async function judge({ file }: OpenedFile, text: string): Promise<LoadedConfig> {
  const { loadConfig } = await import('../config/load.ts');
  try {
    return await loadConfig(file, { env: process.env, sources: new Map([[resolve(file), text]]) });
  } catch (error) {
    throw new CommandError(`nothing was changed, for then ${(error as Error).message}`, { cause: error });
  }
}

export async function replaceConfig({ file, text: before }: OpenedFile, text: string): Promise<void> {
  try {
    await replaceFile(file, (now) => {
      if (now !== before)
        throw new CommandError(`nothing was changed: ${file} has been changed by somebody else meanwhile; try again`);
      return { text };
    });
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(`nothing was changed: ${(error as Error).message}`, { cause: error });
  }
}

const AROUND = 3;

/** One hunk, from the first line that differs to the last, as diff -u writes it. */
export function diffOf(file: string, before: string, after: string): string {
  const [a, b] = [before, after].map((text) => text.replace(/\n$/, '').split('\n')) as [string[], string[]];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  if (start === a.length && start === b.length) return '';
  const from = Math.max(0, start - AROUND);
  const tail = Math.min(AROUND, end);
  const lines = [
    ...a.slice(from, start).map((line) => ` ${line}`),
    ...a.slice(start, a.length - end).map((line) => `-${line}`),
    ...b.slice(start, b.length - end).map((line) => `+${line}`),
    ...a.slice(a.length - end, a.length - end + tail).map((line) => ` ${line}`),
  ];
  const size = (all: readonly string[]): number => all.length - end + tail - from;
  return `--- ${file}\n+++ ${file}\n@@ -${from + 1},${size(a)} +${from + 1},${size(b)} @@\n${lines.join('\n')}\n`;
}
