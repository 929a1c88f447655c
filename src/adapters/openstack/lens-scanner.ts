// SPDX-License-Identifier: Apache-2.0
// The common interface of the lens's passes (JSON, URLs, ids), so that the same code serves whole texts and streams.

/**
 * Replaces one kind of pattern. Texts are latin1 strings, one character per byte, so UTF-8 passes unchanged.
 * Each pattern has an anchor, a position in the text. Deciding about an anchor takes at most `behind` characters before
 * it and `ahead` characters from it on.
 */
export interface Scanner {
  readonly behind: number;
  readonly ahead: number;
  /** Decides every anchor in [from, until). Text before `copied` has been emitted already. */
  scan(text: string, copied: number, from: number, until: number): Scan;
  /** Where what was scanned before counts: one for a whole text. Each of its scans goes on where the last one has ended. */
  begin?(): Pick<Scanner, 'scan'>;
  /** A whole text, from its beginning. */
  once?(text: string): Scan;
}

export interface Scan {
  /** The translation of the text between the old `copied` and the new one. */
  readonly out: string;
  readonly copied: number;
  /** Every anchor before this position is decided. At least `until` and at least `copied`. */
  readonly from: number;
}

/** Translates a whole text. Returns the same string if nothing matched. */
export function translate(scanner: Scanner, text: string): string {
  const { out, copied } = scanner.once?.(text) ?? scanner.scan(text, 0, 0, text.length);
  return copied === 0 ? text : out + text.slice(copied);
}

/** A lookup table of the ASCII characters in `chars`, by code. Codes above ASCII are not in it. */
export function characters(chars: string): Uint8Array {
  const table = new Uint8Array(256);
  for (const char of chars) table[char.charCodeAt(0)] = 1;
  return table;
}

/** Between the tokens of JSON (RFC 8259 §2). */
export const BLANK = characters(' \t\r\n');

/** For what is kept: a slice of a text would keep the whole text in memory. */
export const copyOf = (text: string): string => Buffer.from(text, 'latin1').toString('latin1');

export const ALNUM = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
