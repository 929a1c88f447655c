// SPDX-License-Identifier: Apache-2.0
// What the command files share: the type of a command, common options, and errors for users. Every command file is loaded
// whichever command runs, so each imports the modules that its action needs inside the action.
import { type Command, CommanderError, Option } from 'commander';

/** Where a command writes: standard output and standard error, or a test's buffers. Each text is one or more whole lines. */
export interface Output {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/** Adds a command to the program. */
export type AddCommand = (program: Command, output: Output) => void;

/** Exit codes beside 1 (failed) and 2 (wrong command line), for programs: a person must log in; try again later. */
export const LOGIN_NEEDED = 3;
export const AWAY = 4;

/** An error whose message is for the user: it is printed without a stack. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitCode: number;

  constructor(message: string, { exitCode = 1, ...options }: ErrorOptions & { readonly exitCode?: number } = {}) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

export interface WithConfig {
  readonly config?: string;
}

export const configOption = (): Option =>
  new Option('-c, --config <file>', 'the configuration file (YAML)').env('SCS_GATEWAY_CONFIG');

export const configOf = (command: Command, { config }: WithConfig): string =>
  required(command, config, '--config FILE or $SCS_GATEWAY_CONFIG');

export const caOption = (): Option =>
  new Option('--ca <file>', 'PEM file of certificate authorities to trust beside those that Node.js trusts').env(
    'SCS_CA',
  );

/**
 * Fails with a usage error where the value is missing. commander's own mandatory options are checked before unknown ones,
 * so that a misspelt `--confg` would be reported as a missing `--config`.
 */
export function required<T>(command: Command, value: T | undefined, what: string): T {
  return value ?? command.error(`error: ${command.name()} needs ${what}`);
}

/** For an option that may come again: each value is one more. */
export const several = (value: string, before: readonly string[] = []): string[] => [...before, value];

/** `--timeout` of what asks members, in seconds; as milliseconds. */
export function timeoutOf(command: Command, { timeout }: { readonly timeout: string }): number {
  const seconds = Number(timeout);
  if (!(seconds >= 1 && seconds <= 3_600)) command.error('error: --timeout takes seconds, from 1 to 3600');
  return seconds * 1000;
}

/** For the end of a command's help. */
export function environment(variables: Readonly<Record<string, string>>): string {
  const width = Math.max(...Object.keys(variables).map((name) => name.length));
  const lines = Object.entries(variables).map(([name, meaning]) => `  ${name.padEnd(width)}  ${meaning}`);
  return `\nEnvironment:\n${lines.join('\n')}`;
}

/** For the end of a command's help. */
export const examples = (...lines: readonly string[]): string =>
  `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}`;

/** Turns an error into a `CommandError`, with its cause in the message: fetch only says `fetch failed`. */
export async function withPlainErrors<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    // A usage error has been written already, with its exit code.
    if (error instanceof CommandError || error instanceof CommanderError) throw error;
    const { message, cause } = error as Error;
    if (!(cause instanceof Error)) throw new CommandError(message, { cause: error });
    throw new CommandError(`${message}: ${cause.message}`, { cause: error });
  }
}

/** To be said behind an error of a connection. */
export const authorityHint = (cause: unknown): string =>
  UNKNOWN_AUTHORITY.has((cause as NodeJS.ErrnoException | undefined)?.code ?? '')
    ? '; if its certificate is of an authority of your own, name that by --ca FILE or $SCS_CA'
    : '';

/** What OpenSSL says of a certificate that nobody it trusts has signed. */
const UNKNOWN_AUTHORITY: ReadonlySet<string> = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);
