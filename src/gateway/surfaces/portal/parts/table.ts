// SPDX-License-Identifier: Apache-2.0
// A table that scrolls by itself where the page is narrow, also by keyboard.
import { type Html, html, type Part } from '../html.ts';

export interface Table {
  /** Unique on the page. */
  readonly id: string;
  readonly caption: string;
  /** Shown above it, or for screen readers alone. */
  readonly captionShown?: boolean;
  readonly head: readonly Part[];
  /** The first cell of each is its heading. */
  readonly rows: readonly (readonly Part[])[];
  readonly className?: string;
}

export function table({ id, caption, captionShown = false, head, rows, className = '' }: Table): Html {
  const lines = rows.map(
    ([first, ...cells]) => html`<tr><th scope="row">${first}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`,
  );
  return html`<div class="scroll" id="${id}" role="region" aria-labelledby="${id}-title" tabindex="0"><table class="${className}"><caption id="${id}-title"${captionShown ? '' : html` class="hidden"`}>${caption}</caption><thead><tr>${head.map((cell) => html`<th scope="col">${cell}</th>`)}</tr></thead><tbody>${lines}</tbody></table></div>`;
}
