// SPDX-License-Identifier: Apache-2.0
// Where log lines leave the process: those of one turn of the event loop go out as one write. A system call for each line
// was a sixth of what a request cost.

/** What several processes write to one pipe at once is not mixed up to this many bytes (PIPE_BUF, pipe(7)). */
const ATOMIC = 4096;

/**
 * `out` has written when it returns, as process.stdout does on files and pipes: an exit loses nothing.
 * `whole`: other processes write to the same pipe; no write is longer than what stays in one piece, unless a line is.
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
  // An error that ends the process is told in its last turn.
  process.on('exit', flush);
  return {
    write(line) {
      // A character is at most three bytes: what may be too long for one write is measured.
      if (whole && (lines.length + line.length) * 3 > ATOMIC && Buffer.byteLength(lines + line) > ATOMIC) flush();
      if (lines === '') setImmediate(flush);
      lines += line;
    },
  };
}
