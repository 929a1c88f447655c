// SPDX-License-Identifier: Apache-2.0
// Signals that do nothing, from the first moment of a process. What is done about the others stands in cli/serve.ts.

const nothing = (): void => undefined;

/**
 * At SIGUSR1 Node opens its inspector, through which anybody on the machine may run code: whoever can signal may not thereby
 * let in others.
 */
export function ignoreInspector(): void {
  process.on('SIGUSR1', nothing);
}

/** For a worker: the primary handles the signals that reach all processes of a group or service. */
export function heedNoSignals(): void {
  for (const signal of ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM'] as const) process.on(signal, nothing);
}
