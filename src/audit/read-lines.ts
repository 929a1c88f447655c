// SPDX-License-Identifier: Apache-2.0
// The lines of files, the oldest first, with no more of them in memory than one: a line without end is cut, and is no event.
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { rotatedFiles } from './file-sink.ts';
import type { Line } from './verify.ts';

/** Above what an event takes. */
const LONGEST = 1024 * 1024;

/** Each file with what was rotated away from it, where that is not named itself. */
export async function withRotated(paths: readonly string[]): Promise<string[]> {
  const all: string[] = [];
  for (const path of paths) {
    if (!(await stat(path)).isFile()) throw Object.assign(new Error(`${path} is no file`), { code: 'EFTYPE' });
    for (const one of [...(await rotatedFiles(path)), path]) if (!all.includes(one)) all.push(one);
  }
  return all;
}

export async function* linesOf(paths: readonly string[]): AsyncGenerator<Line> {
  for (const path of paths) {
    let number = 0;
    let rest = '';
    for await (const chunk of createReadStream(path, { encoding: 'utf8' })) {
      const parts = (rest + chunk).split('\n');
      rest = (parts.pop() ?? '').slice(0, LONGEST);
      for (const text of parts) yield { place: `${path}:${++number}`, text };
    }
    if (rest !== '') yield { place: `${path}:${++number}`, text: rest };
  }
}
