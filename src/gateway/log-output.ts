// SPDX-License-Identifier: Apache-2.0
// Where log lines go when they leave the process. A disk that is full, a pipe that nobody reads any more and a reader that is
// too slow cost lines, never requests or memory: what cannot be written is dropped and counted, and once lines are written
// again one says how many were lost. process.stdout alone does neither: on a file it ends for good at the first ENOSPC, on a
// pipe it keeps all that its reader does not take.
import { fstatSync, writeSync } from 'node:fs';
import { isatty } from 'node:tty';
import type { FastifyBaseLogger } from 'fastify';
import type { Metrics } from './metrics.ts';

/** Bytes that may wait for a slow reader: some thousand lines. */
const WAITING = 1_048_576;

const END = Buffer.from('\n');

interface LogLoss {
  /** At each loss. */
  dropped(lines: number): void;
  /** Lines are written again. `lines`: all that were lost since the first; `reason`: the code of the system's error, or `slow`. */
  recovered(loss: { readonly lines: number; readonly reason: string }): void;
}

/** A pipe, a socket or a terminal, as Node opens it: writes what it can at once and keeps the rest. */
type Stream = Pick<NodeJS.WriteStream, 'write' | 'writableLength' | 'destroyed' | 'on'>;

interface LogPlace {
  readonly stream?: Stream;
  /** How many bytes were written. Throws as `fs.writeSync`. */
  readonly write?: (text: Buffer) => number;
}

/** To standard output. `log`, `metrics`: where a loss is told. */
export function logToStandardOutput(told: {
  readonly log: () => FastifyBaseLogger;
  readonly metrics: () => Pick<Metrics, 'linesDropped'>;
}): { write(text: string): void } {
  return createLogOutput(standardOutput(), {
    dropped: (lines) => told.metrics().linesDropped(lines),
    recovered: (loss) => told.log().warn(loss, 'log lines were lost'),
  });
}

function standardOutput(): LogPlace {
  const { fd } = process.stdout;
  const stat = fstatSync(fd);
  return stat.isFIFO() || stat.isSocket() || isatty(fd)
    ? { stream: process.stdout }
    : { write: (text) => writeSync(fd, text) };
}

/** Never throws. A file is written when `write` returns, so an exit loses nothing. */
export function createLogOutput(place: LogPlace, loss: LogLoss): { write(text: string): void } {
  let lost = 0;
  let reason = '';
  const drop = (text: string, why: string): void => {
    const lines = text.split('\n').length - 1;
    lost += lines;
    reason = why;
    loss.dropped(lines);
  };
  const written = (): void => {
    if (lost === 0) return;
    const lines = lost;
    lost = 0;
    loss.recovered({ lines, reason });
  };
  const { stream, write } = place;
  if (stream !== undefined) {
    // Each failed write says so to its callback too.
    stream.on('error', () => undefined);
    return {
      write(text) {
        if (stream.destroyed) drop(text, 'EPIPE');
        else if (stream.writableLength > WAITING) drop(text, 'slow');
        else stream.write(text, (error) => (error ? drop(text, codeOf(error)) : written()));
      },
    };
  }
  /** The last line that was begun has not its end. */
  let torn = false;
  return {
    write(text) {
      let rest = Buffer.from(text);
      try {
        if (torn) write?.(END);
        torn = false;
        while (rest.length > 0) {
          rest = rest.subarray(write?.(rest) ?? rest.length);
          torn = rest.length > 0;
        }
      } catch (error) {
        drop(rest.toString(), codeOf(error));
        return;
      }
      written();
    },
  };
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? 'unknown';
