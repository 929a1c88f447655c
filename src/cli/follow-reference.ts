// SPDX-License-Identifier: Apache-2.0
// Secrets on the command line: where one is, never what it is, which every process of the machine could see.
import { CommandError } from './command.ts';

/** Nothing that was given is repeated: it may be the secret itself. */
export function reference(value: string): string {
  if (/^(?:env:[A-Za-z_]\w*|file:.+)$/.test(value)) return value;
  throw new CommandError('a secret is given as env:NAME or file:PATH, since arguments can be seen', { exitCode: 2 });
}

/** What a reference leads to. */
export async function followReference(text: string | undefined): Promise<string | undefined> {
  if (text === undefined) return undefined;
  const [, how, what = ''] = /^(env|file):(.+)$/s.exec(reference(text)) ?? [];
  const { readFile } = await import('node:fs/promises');
  const value = how === 'env' ? process.env[what] : await readFile(what, 'utf8');
  if (!value?.trim()) throw new CommandError(`${how}:${what} is empty`);
  return value.trim();
}
