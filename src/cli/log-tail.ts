// SPDX-License-Identifier: Apache-2.0
// The last lines of a log, of whatever size it is: read from its end, so much and no more.
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { isObject } from '../model/is-object.ts';
import { CommandError } from './command.ts';

export type LogLine = Readonly<Record<string, unknown>>;

/** Whole lines, oldest first, of the last `most` bytes. */
export async function lastLines(path: string, most: number): Promise<string[]> {
  // Opening a pipe to read waits for whoever writes, but for this flag (open(2)).
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch((cause: Error) => {
    throw new CommandError(`the log cannot be read: ${cause.message}`, { cause });
  });
  try {
    const stats = await file.stat();
    if (!stats.isFile()) throw new CommandError(`the log cannot be read: ${path} is no regular file`);
    const start = Math.max(0, stats.size - most);
    const { bytesRead, buffer } = await file.read({
      buffer: Buffer.alloc(Math.min(most, stats.size)),
      position: start,
    });
    const lines = buffer.toString('utf8', 0, bytesRead).split('\n');
    // The first one may have been cut.
    if (start > 0) lines.shift();
    return lines.filter((line) => line !== '');
  } finally {
    await file.close();
  }
}

/** Of lines that are JSON objects, as the gateway writes them; a service manager may have put something before. */
export function readLine(line: string): LogLine | undefined {
  const at = line.indexOf('{');
  if (at === -1) return undefined;
  try {
    const value: unknown = JSON.parse(line.slice(at));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
