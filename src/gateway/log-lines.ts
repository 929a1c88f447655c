// SPDX-License-Identifier: Apache-2.0
// Writes log lines in batches: the lines of one turn of the event loop become one write. One system call per line was a
// sixth of the cost of a request.
import { createBoundedCache } from '../cache/bounded-cache.ts';
import type { Clock } from '../model/clock.ts';

/** Concurrent writes of several processes to one pipe are not interleaved up to this many bytes (PIPE_BUF, pipe(7)). */
const ATOMIC = 4096;

/**
 * `out` has written when it returns, as process.stdout does on files and pipes, so an exit loses nothing.
 * `whole`: other processes write to the same pipe. No write is longer than PIPE_BUF, unless a single line is.
 */
export function createLogLines(
  out: { write(text: string): unknown },
  { whole = false }: { readonly whole?: boolean } = {},
): { write(line: string): void } {
  let lines = '';
  const flush = (): void => {
    const text = lines;
    lines = '';
    if (text !== '') out.write(text);
  };
  // An error that ends the process is logged in its last turn.
  process.on('exit', flush);
  return {
    write(line) {
      // A UTF-16 code unit has at most three bytes in UTF-8, so only text that may be too long is measured exactly.
      if (whole && (lines.length + line.length) * 3 > ATOMIC && Buffer.byteLength(lines + line) > ATOMIC) flush();
      if (lines === '') setImmediate(flush);
      lines += line;
    },
  };
}

const SELDOM = 10 * 60_000;
/** Things of which it is kept that they were said; beyond it the oldest may be said again too soon. */
const SAID = 10_000;

/** Whether it is time to say something again that is so at each request. `every`: milliseconds. */
export function createSeldom({
  now,
  every = SELDOM,
}: {
  readonly now: Clock;
  readonly every?: number;
}): (what: string) => boolean {
  const said = createBoundedCache<true>({ max: SAID, now });
  return (what) => {
    if (said.get(what)) return false;
    said.set(what, true, { until: now() + every });
    return true;
  };
}
