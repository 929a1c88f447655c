// SPDX-License-Identifier: Apache-2.0
// JSON by hand, for lines that are written for every request: a text as JSON.stringify writes it, for a fraction of the time.

/** All but what stands in JSON as it is, in ASCII. */
const UNPLAIN = /[^ !#-[\]-~]/;

export const quoted = (text: string): string => (UNPLAIN.test(text) ? JSON.stringify(text) : `"${text}"`);

/** With a comma before it; nothing where there is no text. */
export const field = (name: string, text: string | undefined): string =>
  text === undefined ? '' : `,"${name}":${quoted(text)}`;
