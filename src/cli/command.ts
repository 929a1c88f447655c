// SPDX-License-Identifier: Apache-2.0
// What the files of commands share: the shape of a command, the options that several have, and errors for the person at
// the terminal. A command file is loaded at every start of every command, so it imports what its action needs inside it.
import { type Command, Option } from 'commander';

/** Where a command writes; standard output and standard error but for tests. Each text is one or more whole lines. */
export interface Output {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/** Adds a command to the program. */
export type AddCommand = (program: Command, output: Output) => void;

/** An error whose message is for the person who ran the command: it is printed without a stack. */
export class Told extends Error {
  override readonly name = 'Told';
}

export interface WithConfig {
  readonly config?: string;
}

export const configOption = (): Option =>
  new Option('-c, --config <file>', 'the configuration file (YAML)').env('SCS_GATEWAY_CONFIG');

export const configOf = (command: Command, { config }: WithConfig): string =>
  needed(command, config, '--config FILE or $SCS_GATEWAY_CONFIG');

export const caOption = (): Option =>
  new Option(
    '--ca <file>',
    'PEM file of the certificate authorities to trust; without it, those that Node.js trusts',
  ).env('SCS_CA');

/** Ends with a usage error where there is no value. Commander's own check would come before that for misspelt options. */
export function needed<T>(command: Command, value: T | undefined, what: string): T {
  return value ?? command.error(`error: ${command.name()} needs ${what}`);
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

/** Says in a sentence what went wrong; `fetch failed` has its reason in the cause. */
export async function plainly<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Told) throw error;
    const { message, cause } = error as Error;
    throw new Told(cause instanceof Error ? `${message}: ${cause.message}` : message, { cause: error });
  }
}
