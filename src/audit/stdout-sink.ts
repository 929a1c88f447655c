// SPDX-License-Identifier: Apache-2.0
// Events on standard output, beside the lines of the log: those have no `typeURI`. Several processes may write to one pipe, where
// writes of up to 4 KiB stay whole (PIPE_BUF, pipe(7)).
import { fstatSync, write } from 'node:fs';
import { isatty } from 'node:tty';
import type { Sink } from './sink.ts';

const ATOMIC = 4096;

/** Texts that are written at once each, of the lines in their order. */
function inPieces(lines: readonly string[], most = ATOMIC): string[] {
  const pieces: string[] = [];
  let text = '';
  for (const line of lines) {
    if (text !== '' && Buffer.byteLength(text) + Buffer.byteLength(line) > most) {
      pieces.push(text);
      text = '';
    }
    text += line;
  }
  return text === '' ? pieces : [...pieces, text];
}

export function createStdoutSink(): Sink {
  const { fd } = process.stdout;
  const stat = fstatSync(fd);
  const isStream = stat.isFIFO() || stat.isSocket() || isatty(fd);
  // A failed write says so to its callback; without a listener it would end the process.
  if (isStream) process.stdout.on('error', () => undefined);
  const put = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      if (isStream) process.stdout.write(text, (error) => (error ? reject(error) : resolve()));
      else writeAll(fd, Buffer.from(text), (error) => (error ? reject(error) : resolve()));
    });
  return {
    name: 'stdout',
    async send(batch) {
      for (const piece of inPieces(batch.map(({ line }) => line))) await put(piece);
      return undefined;
    },
    close: () => undefined,
  };
}

function writeAll(fd: number, bytes: Buffer, done: (error?: Error | null) => void): void {
  write(fd, bytes, (error, written) => {
    if (error || written >= bytes.length) done(error);
    else writeAll(fd, bytes.subarray(written), done);
  });
}
