// SPDX-License-Identifier: Apache-2.0
// HTML by a tagged template that escapes: whatever stands in `${…}` becomes text, unless it was made by this template itself.
// Attributes have to be quoted; URLs of others go through `safeUrl`. Pure.

const MADE = Symbol('made here');

/** Made by `html` alone: JSON, and whatever else comes from outside, cannot be one. */
export interface Html {
  readonly [MADE]: string;
}

export type Part = Html | string | number | bigint | null | undefined | false | readonly Part[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? '');

/** Control characters, and those that turn the text after them around: a name must not look like another. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const UNSEEN = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g;

export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  let text = strings[0] ?? '';
  for (const [index, part] of parts.entries()) text += render(part) + (strings[index + 1] ?? '');
  return { [MADE]: text };
}

function render(part: Part): string {
  if (part === null || part === undefined || part === false) return '';
  if (typeof part === 'string') return escapeHtml(part.replace(UNSEEN, '\ufffd'));
  if (typeof part === 'number' || typeof part === 'bigint') return String(part);
  if (MADE in part) return part[MADE];
  return part.map(render).join('');
}

export const textOf = (made: Html): string => made[MADE];

export const NOTHING = html``;

/** A URL that somebody else has given, for a link; undefined if a browser would do anything but open a page. */
export function safeUrl(url: string | null | undefined): string | undefined {
  if (url === null || url === undefined || !URL.canParse(url)) return undefined;
  return /^https?:$/.test(new URL(url).protocol) ? url : undefined;
}
