// SPDX-License-Identifier: Apache-2.0
// Words of the API in the language of the page. The exact one stays beside the other, for whoever points at it; what has no other
// is shown as it came.
import { type Html, html, type Part } from '../html.ts';
import type { Visit } from '../visit.ts';

/** A cloud's own states are found by the same words: `SHUTOFF`, `error_deleting`. */
const KEYS: Readonly<Record<string, string>> = { nativeStatus: 'status' };
const keyOf = (word: string): string => word.toLowerCase().replaceAll('_', '-');

/** Undefined: the page has no other word for it. */
export function wordFor({ t }: Pick<Visit, 't'>, field: string, word: string): string | undefined {
  const table = own(t.words, KEYS[field] ?? field);
  return table && (own(table, word) ?? own(table, keyOf(word)));
}

/** Words come from elsewhere: `constructor` is in no table. */
export const own = <T>(table: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;

export const inWords = (visit: Pick<Visit, 't'>, field: string, word: string): Part =>
  titled(word, wordFor(visit, field, word));

/** `said`: by the API; `word`: for people. */
export const titled = (said: string, word: string = said): Html =>
  word === said ? html`${said}` : html`<span title="${said}">${word}</span>`;
