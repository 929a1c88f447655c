// SPDX-License-Identifier: Apache-2.0
// What an error was caused by, and text of others as a terminal may show it.

/** The error, what caused it, what caused that. */
export function causes(error: unknown): NodeJS.ErrnoException[] {
  const chain: NodeJS.ErrnoException[] = [];
  for (let next = error; next instanceof Error && chain.length < 10; next = next.cause) chain.push(next);
  return chain;
}

/** The root cause as text. Where several addresses were tried (AggregateError) there is a code, but no message. */
export function reasonOf(error: unknown): string {
  const { message, code } = causes(error).at(-1) ?? { message: String(error), code: undefined };
  return message || (code ?? 'no reason given');
}

/** Removes control characters, by which the text of a server could rewrite the terminal, and marks that turn text around. */
export const printable = (text: string): string =>
  text.replaceAll(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '');
