// SPDX-License-Identifier: Apache-2.0
// How something is, by a sign and a word: the colour alone says nothing to many.
import { type Html, html, type Part } from '../html.ts';
import type { Visit } from '../visit.ts';

export type Tone = 'good' | 'warn' | 'bad' | 'idle' | 'busy';

const SIGNS: Readonly<Record<Tone, string>> = { good: '●', warn: '▲', bad: '✕', idle: '○', busy: '◌' };

export const sign = (tone: Tone, word: Part): Html =>
  html`<span class="sign ${tone}"><span aria-hidden="true">${SIGNS[tone]}</span> ${word}</span>`;

/** Yes, no, or that nobody says. */
export function declared({ t }: Visit, value: boolean | null | undefined): Html {
  if (value === true)
    return html`<span class="sign good"><span aria-hidden="true">✓</span><span class="hidden"> ${t.frame.yes}</span></span>`;
  if (value === false)
    return html`<span class="sign idle"><span aria-hidden="true">–</span><span class="hidden"> ${t.frame.no}</span></span>`;
  return html`<span class="sign idle"><span aria-hidden="true">?</span><span class="hidden"> ${t.frame.unknown}</span></span>`;
}
