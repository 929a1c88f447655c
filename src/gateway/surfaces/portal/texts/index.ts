// SPDX-License-Identifier: Apache-2.0
// The languages, and which one somebody gets: the one that was chosen, else the browser's (RFC 9110 §12.5.4), else English.
import { weighed } from '../../../../http/weighed.ts';
import { de } from './de/index.ts';
import { en } from './en/index.ts';
import type { Texts } from './texts.ts';

export type { Texts } from './texts.ts';

export const LANGUAGES = { en: { texts: en as Texts, name: 'English' }, de: { texts: de, name: 'Deutsch' } } as const;
export type Language = keyof typeof LANGUAGES;

export const isLanguage = (text: string | null | undefined): text is Language =>
  text !== null && text !== undefined && Object.hasOwn(LANGUAGES, text);

export function languageFor(chosen: string | undefined, accept: string | undefined): Language {
  if (isLanguage(chosen)) return chosen;
  return (
    weighed(accept)
      .filter(({ weight }) => weight > 0)
      .toSorted((a, b) => b.weight - a.weight)
      .map(({ value }) => value.split('-', 1)[0])
      .find(isLanguage) ?? 'en'
  );
}
