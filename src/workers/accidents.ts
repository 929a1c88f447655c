// SPDX-License-Identifier: Apache-2.0
// Errors that nobody caught, once the gateway serves. Nearly all of a process's work is for requests, and whoever can
// send one that fails so could end the process of everybody, again and again: so it goes on, says it, and counts it. What
// an exception has left half done is one request's or one connection's; whom a request is from is decided anew for each.
// While the gateway starts nothing of this holds: an error then ends the process, as it does without a listener.
import type { Gateway } from '../app.ts';

interface Surviving {
  readonly log: Pick<Gateway['log'], 'error'>;
  readonly metrics: Pick<Gateway['metrics'], 'accident'>;
}

/** Milliseconds between two lines: whoever can cause one of these errors can cause many. */
const EVERY = 1_000;

export function surviveAccidents(
  { log, metrics }: Surviving,
  { now = Date.now, of = process as Pick<NodeJS.EventEmitter, 'on'> } = {},
): void {
  let written = -Infinity;
  let more = 0;
  const survive =
    (kind: 'exception' | 'rejection') =>
    (err: unknown): void => {
      metrics.accident(kind);
      if (now() - written < EVERY) {
        more++;
        return;
      }
      written = now();
      log.error({ kind, err, more: more || undefined }, 'an error that nobody caught; the process goes on');
      more = 0;
    };
  of.on('uncaughtException', survive('exception'));
  of.on('unhandledRejection', survive('rejection'));
}
