// SPDX-License-Identifier: Apache-2.0
// What a gateway of the lab warned of since a moment, from the end of its log: beside a claim that failed it is the reason.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const MOST = 5;
const LONGEST = 400;
/** Bytes from the end of a log. */
const READ = 512 * 1024;
const WARN = 40;

interface Line {
  readonly level?: unknown;
  readonly time?: unknown;
  readonly msg?: unknown;
  readonly [field: string]: unknown;
}

/** `since`: epoch milliseconds. The first few, each once, on a line of its own. */
export function warningsSince(logs: Iterable<string>, since: number): string[] {
  const said = [...logs]
    .flatMap((log) => end(log).split('\n'))
    .flatMap((text) => {
      const { level, time, msg, pid: _, hostname: __, reqId: ___, ...rest } = parsed(text);
      if (typeof level !== 'number' || level < WARN || typeof time !== 'number' || time < since) return [];
      return [`${String(msg)} ${JSON.stringify(rest)}`.slice(0, LONGEST)];
    });
  const different = [...new Set(said)];
  const more = different.length - MOST;
  return [...different.slice(0, MOST), ...(more > 0 ? [`and ${more} more`] : [])];
}

function parsed(text: string): Line {
  try {
    const line: unknown = JSON.parse(text);
    return typeof line === 'object' && line !== null ? (line as Line) : {};
  } catch {
    return {};
  }
}

function end(file: string): string {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'r');
  } catch {
    return '';
  }
  try {
    const { size } = fstatSync(descriptor);
    const part = Buffer.alloc(Math.min(size, READ));
    return part.toString('utf8', 0, readSync(descriptor, part, 0, part.length, size - part.length));
  } finally {
    closeSync(descriptor);
  }
}
