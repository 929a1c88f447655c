// SPDX-License-Identifier: Apache-2.0
// Where log lines leave the process: those of one turn of the event loop go out as one write. A system call for each line
// was a sixth of what a request cost.

/** `out` has written when it returns, as process.stdout does on files and pipes: an exit loses nothing. */
export function createLogLines(out: { write(text: string): unknown }): { write(line: string): void } {
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
      if (lines === '') setImmediate(flush);
      lines += line;
    },
  };
}
