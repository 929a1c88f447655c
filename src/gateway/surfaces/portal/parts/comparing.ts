// SPDX-License-Identifier: Apache-2.0
// What the pages that compare clouds share: the way from one to the other, and a table that is there once all is known.
import { type Html, html, NOTHING } from '../html.ts';
import type { Visit } from '../visit.ts';
import { fill } from './fill.ts';

const COMPARED = ['flavors', 'images', 'conformance', 'portability', 'quotas'] as const;
type Compared = (typeof COMPARED)[number];

export const comparing = (visit: Visit, here: Compared): Html => {
  const { compare } = visit.t;
  const links = COMPARED.map(
    (one) =>
      html`<li><a href="${visit.link(`/compare/${one}`)}"${one === here ? html` aria-current="page"` : NOTHING}>${compare.tab[one]}</a></li>`,
  );
  return html`<div class="title"><h1>${compare.tab[here]} <small>${visit.t.resources.everywhere}</small></h1><p class="lead">${compare.lead[here]}</p></div>
<nav class="kinds" aria-label="${compare.title}"><ul>${links}</ul></nav>`;
};

/** `show`: of nothing yet, and of the answer. */
export async function* whenKnown<T>(
  asked: Promise<{ readonly body: T }>,
  show: (body: T | undefined) => Html,
): AsyncGenerator<Html> {
  let come: T | undefined;
  const whole = asked.then(({ body }) => {
    come = body;
  });
  yield* fill(
    { id: 'compared' },
    whole,
    () => undefined,
    () => show(come),
  );
}

export const option = (value: string, word: string, chosen: string | null): Html =>
  html`<option value="${value}"${value === (chosen ?? '') ? html` selected` : NOTHING}>${word}</option>`;
