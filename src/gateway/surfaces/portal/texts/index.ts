// SPDX-License-Identifier: Apache-2.0
// The languages, and which one somebody gets: the one that was chosen, else the browser's (RFC 9110 §12.5.4), else English.
import { de } from './de/index.ts';
import { en } from './en/index.ts';
import type { Texts } from './texts.ts';

export type { Texts } from './texts.ts';

export const LANGUAGES = { en: { texts: en as Texts, name: 'English' }, de: { texts: de, name: 'Deutsch' } } as const;
export type Language = keyof typeof LANGUAGES;

export const isLanguage = (text: string | null | undefined): text is Language =>
  text !== null && text !== undefined && Object.hasOwn(LANGUAGES, text);

/** Nobody names more. */
const MOST = 20;

export function languageFor(chosen: string | undefined, accept: string | undefined): Language {
  if (isLanguage(chosen)) return chosen;
  const wishes = (accept ?? '')
    .slice(0, 500)
    .split(',', MOST)
    .map((wish) => {
      const [tag = '', ...parameters] = wish.split(';').map((part) => part.trim().toLowerCase());
      const weight = Number(parameters.find((one) => one.startsWith('q='))?.slice(2) ?? 1);
      return { language: tag.split('-', 1)[0], weight: Number.isFinite(weight) ? weight : 0 };
    })
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight);
  return wishes.map(({ language }) => language).find(isLanguage) ?? 'en';
}
