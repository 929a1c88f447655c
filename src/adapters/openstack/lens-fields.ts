// SPDX-License-Identifier: Apache-2.0
// Looks ahead within one object of a JSON text: at the value of a key, and at what fields further on say.
import { BLANK } from './lens-scanner.ts';

/** Between key and colon, and between colon and value; JSON writers use one at most. */
const BLANKS = 16;
const COLON = 58;
/** A flat field without escapes, behind a comma; or the end of the object. */
const FIELD = /[ \t\r\n]*(?:(\})|,[ \t\r\n]*"([^"\\]*)"[ \t\r\n]*:[ \t\r\n]*(?:"([^"\\]*)"|[^"\\[\]{},\s]+))/y;

/** Where the value begins, behind a key that ends at `from`. Undefined: too far away. */
export function saysAfter(text: string, from: number): number | undefined {
  const colon = skipBlanks(text, from);
  return text.charCodeAt(colon) === COLON ? nonBlank(text, skipBlanks(text, colon + 1)) : undefined;
}

/**
 * What the rest of an object says under a name, behind one of its values; empty where that is not beyond doubt.
 * Undefined: nothing.
 */
export function saysLater(text: string, from: number, most: number, name: string): string | undefined {
  let said: string | undefined;
  const rest = text.slice(from, from + most);
  FIELD.lastIndex = 0;
  for (let field = FIELD.exec(rest); field !== null; field = FIELD.exec(rest)) {
    const [, end, key = '', value = ''] = field;
    if (end !== undefined) return said;
    if (key.toLowerCase() === name) said = said === undefined || said === value ? value : '';
  }
  return '';
}

function skipBlanks(text: string, at: number): number {
  let end = at;
  while (end - at <= BLANKS && BLANK[text.charCodeAt(end)] === 1) end++;
  return end;
}

const nonBlank = (text: string, at: number): number | undefined => (BLANK[text.charCodeAt(at)] === 1 ? undefined : at);
