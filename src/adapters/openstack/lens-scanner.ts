// SPDX-License-Identifier: Apache-2.0
// What the lens's two passes (URLs, ids) have in common, so that each serves whole texts and streams by the same code.

/**
 * Replaces one kind of pattern. Texts are latin1 strings: one character for each byte, so UTF-8 passes untouched.
 * Each pattern has an anchor, a position in the text; to decide about it takes at most `behind` characters before the
 * anchor and `ahead` characters from it on.
 */
export interface Scanner {
  readonly behind: number;
  readonly ahead: number;
  /** Deals with every anchor in [from, until). What lies before `copied` has gone out already. */
  scan(text: string, copied: number, from: number, until: number): Scan;
}

export interface Scan {
  /** The translation of the text between the old `copied` and the new one. */
  readonly out: string;
  readonly copied: number;
  /** Every anchor before it is decided. At least `until`, at least `copied`. */
  readonly from: number;
}

/** The whole text at once; the very same string where nothing matched. */
export function translate(scanner: Scanner, text: string): string {
  const { out, copied } = scanner.scan(text, 0, 0, text.length);
  return copied === 0 ? text : out + text.slice(copied);
}

/** A table of the ASCII characters in `chars`, by code. Anything above is not in it. */
export function characters(chars: string): Uint8Array {
  const table = new Uint8Array(256);
  for (const char of chars) table[char.charCodeAt(0)] = 1;
  return table;
}

export const ALNUM = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
