// SPDX-License-Identifier: Apache-2.0
// The lens's pass over JSON: reads the text once, as every JSON parser reads it, and hands the values that stand where
// services put ids, URLs and links to the lens on values. All else passes as it came, byte for byte.
import { BACKSLASH, COMMA, OPEN, OPEN_LIST, QUOTE } from '../../model/json-characters.ts';
import { saysAfter, saysLater } from './lens-fields.ts';
import type { Place, Places } from './lens-places.ts';
import { characters, type Scan, type Scanner } from './lens-scanner.ts';
import { LONGEST_VALUE, type ValueLens } from './lens-values.ts';

/** Of the rest of an object, where that decides. */
const REST = 1024;
/** Deeper down, no client looks for anything. */
const DEEPEST = 256;

const STRUCTURE = characters('"{}[],');

/** What a container of the text is. */
const LIST = 1;
const BELOW_LINKS = 2;
const IS_LINKS = 4;

/** Links for people, which no client follows with a token: version documents name their manuals. */
const FOR_PEOPLE: ReadonlySet<string> = new Set(['describedby', 'help', 'license']);
const FOR_PEOPLE_BEGINS = 'dhl';

export interface JsonPassOptions {
  readonly places: Places;
  readonly values: ValueLens;
  readonly bytesOf: (text: string) => Uint8Array;
  /** Of answers: links are led to the gateway. */
  readonly leads?: boolean;
  /** Whether nothing but links is the service's: lists of what users have named. */
  readonly linksOnly?: boolean;
  /** The outermost object is a record with properties of the user's, not a page of a list with a `next`. */
  readonly record?: boolean;
  /** Called with the host of each link that was led back. */
  readonly onForeign?: ((host: string) => void) | undefined;
}

export function createJsonPass(options: JsonPassOptions): Scanner {
  // Whole texts are read one after the other, each from its beginning.
  const whole = createReader(options);
  return {
    behind: 0,
    ahead: 2 * LONGEST_VALUE + REST,
    scan: (...part) => createReader(options).scan(...part),
    begin: () => createReader(options),
    once(text) {
      whole.reset();
      return whole.scan(text, 0, 0, text.length);
    },
  };
}

interface Reader {
  scan: Scanner['scan'];
  reset(): void;
}

function createReader(options: JsonPassOptions): Reader {
  const { places, values, bytesOf, leads = false, linksOnly = false, record = false, onForeign } = options;
  let text = '';
  /** The same, which is read in half the time. */
  let bytes: Uint8Array = new Uint8Array(0);
  /** What is said in place of the text up to `copied`. */
  let out = '';
  let copied = 0;
  let depth = 0;
  /** The depth of the container that is a user's, or too deep; 0 outside of any. */
  let users = 0;
  const kinds = new Uint8Array(DEEPEST + 2);
  /** Of a list's items. */
  const itemPlaces: Place[] = ['id'];
  let place: Place = 'id';
  let isKey = false;
  /** What is left of a string nobody looks at. */
  let skipping = false;
  let escaped = false;
  /** What the current object has said so far: what a link is for, what a patch is about. */
  let rel: 'unknown' | 'people' | 'programs' = 'unknown';
  let pointer: string | undefined;
  // Of the last string that was looked for its end.
  let hasEscape = false;
  let stopped = 0;

  /** The closing quote; -1 where it is too far away, `stopped` is then how far the string has been read. */
  function endOfString(from: number): number {
    const limit = Math.min(from + LONGEST_VALUE, text.length);
    const read = bytes;
    hasEscape = false;
    let at = from;
    while (at < limit) {
      const code = read[at];
      if (code === QUOTE) return at;
      if (code === BACKSLASH) {
        hasEscape = true;
        at++;
      }
      at++;
    }
    stopped = at;
    return -1;
  }

  /** Behind the string's end, or the end of the text. */
  function skipString(from: number): number {
    const end = text.length;
    const read = bytes;
    let at = escaped ? from + 1 : from;
    escaped = false;
    for (; at < end; at++) {
      const code = read[at];
      if (code === QUOTE) {
        skipping = false;
        return at + 1;
      }
      if (code === BACKSLASH) at++;
    }
    escaped = at > end;
    return end;
  }

  function open(isList: boolean): void {
    depth++;
    if (users === 0 && (place === 'user' || depth > DEEPEST)) users = depth;
    isKey = !isList;
    if (users > 0) return;
    // What stands in a list of links says by its keys which of its values is one.
    const isItem = depth > 1 && ((kinds[depth - 1] as number) & LIST) !== 0;
    const above = depth === 1 ? 0 : (kinds[depth - 1] as number) & BELOW_LINKS;
    kinds[depth] = (isList ? LIST : 0) | (place === 'links' ? BELOW_LINKS | (isItem ? 0 : IS_LINKS) : above);
    itemPlaces[depth] = place;
    if (isList) return;
    place = 'other';
    rel = 'unknown';
    pointer = undefined;
  }

  function close(): void {
    if (depth === users) users = 0;
    if (depth > 0) depth--;
    isKey = false;
    place = 'other';
  }

  function comma(): void {
    const isList = depth === 0 || ((kinds[depth] as number) & LIST) !== 0;
    isKey = !isList;
    place = isList ? (itemPlaces[depth] as Place) : 'other';
  }

  /** The key's place in the current object. */
  function placeHere(key: Place): Place {
    if (key === 'page' && depth === 1 && (record || !leads)) return 'other';
    if (key === 'href' && record && ((kinds[depth] as number) & BELOW_LINKS) === 0) return 'other';
    return linksOnly && (key === 'id' || key === 'domain' || key === 'url') ? 'other' : key;
  }

  /** Whether clients follow what this key of the current object says. */
  function isLink(key: Place): boolean {
    if (!leads || key === 'rel') return false;
    const kind = kinds[depth] as number;
    if (key === 'href') return (kind & BELOW_LINKS) !== 0;
    if (key === 'page' && depth === 1) return true;
    return key === 'ref' || (kind & (IS_LINKS | LIST)) === IS_LINKS;
  }

  /** What becomes of a value, without its quotes. */
  function valueAt(from: number, to: number): string | undefined {
    switch (place) {
      case 'id':
        return values.id(text.slice(from, to));
      case 'domain':
        return values.domain(text.slice(from, to));
      case 'url':
      case 'ref':
      case 'href':
      case 'page':
      case 'links':
        return values.url(text.slice(from, to));
      case 'value': {
        const about = pointer ?? saysLater(text, to + 1, REST, 'path');
        if (about === undefined || !about.startsWith('/')) return undefined;
        const key = places.named(about.slice(about.lastIndexOf('/') + 1));
        return key === 'id' ? values.id(text.slice(from, to)) : undefined;
      }
      default:
        return undefined;
    }
  }

  function replace(begin: number, end: number, by: string): void {
    out += text.slice(copied, begin) + by;
    copied = end;
  }

  /** A key of a link with its value. Returns the end of both, or of the key. */
  function linkAt(quote: number, end: number): number {
    const value = saysAfter(text, end);
    if (value === undefined) {
      // Nobody writes that, but to hide something.
      replace(quote + 1, quote + 1, '_');
      place = 'other';
      return end;
    }
    if (bytes[value] !== QUOTE) return end;
    const close = endOfString(value + 1);
    const stop = close === -1 ? stopped : close;
    const { to, foreign } = values.link(text.slice(value + 1, stop));
    if (to !== undefined && !(foreign !== undefined && isForPeople(stop + 1))) {
      if (foreign !== undefined) onForeign?.(foreign);
      if (to === false) replace(quote + 1, quote + 1, '_');
      else replace(value + 1, stop, to);
    }
    skipping = close === -1;
    return close === -1 ? stop : stop + 1;
  }

  /** By what the object says before and behind its link. */
  function isForPeople(from: number): boolean {
    if (place !== 'href' || rel === 'programs') return false;
    const later = saysLater(text, from, REST, 'rel');
    return later === undefined ? rel === 'people' : FOR_PEOPLE.has(later);
  }

  /** A key, with its value if that is a link. */
  function keyAt(quote: number): number {
    isKey = false;
    const end = endOfString(quote + 1);
    if (end === -1) {
      skipping = true;
      place = 'other';
      return stopped;
    }
    place = placeHere(places.at(bytes, quote + 1, end, hasEscape));
    if (place === 'other') return end + 1;
    if (place === 'rel') rel = rel !== 'programs' && isPeoples(text, saysAfter(text, end + 1)) ? 'people' : 'programs';
    else if (place === 'pointer') pointer = said(text, saysAfter(text, end + 1));
    return isLink(place) ? linkAt(quote, end + 1) : end + 1;
  }

  function stringAt(quote: number): number {
    const end = endOfString(quote + 1);
    const stop = end === -1 ? stopped : end;
    const by = valueAt(quote + 1, stop);
    if (by !== undefined) replace(quote + 1, stop, by);
    skipping = end === -1;
    return end === -1 ? stop : stop + 1;
  }

  function scan(part: string, start: number, from: number, until: number): Scan {
    text = part;
    bytes = bytesOf(part);
    copied = start;
    out = '';
    const read = bytes;
    let at = from;
    while (at < until) {
      if (skipping) {
        at = skipString(at);
        continue;
      }
      const code = read[at] as number;
      if (STRUCTURE[code] !== 1) {
        at++;
        continue;
      }
      if (code === QUOTE) {
        if (users > 0 || (!isKey && place === 'other')) {
          skipping = true;
          at = skipString(at + 1);
        } else at = isKey ? keyAt(at) : stringAt(at);
        continue;
      }
      if (code === COMMA) {
        if (users === 0) comma();
      } else if (code === OPEN || code === OPEN_LIST) open(code === OPEN_LIST);
      else close();
      at++;
    }
    return { out, copied, from: at };
  }

  function reset(): void {
    depth = 0;
    users = 0;
    place = 'id';
    isKey = false;
    skipping = false;
    escaped = false;
  }

  return { scan, reset };
}

const isPeoples = (text: string, at: number | undefined): boolean => {
  if (at === undefined || !FOR_PEOPLE_BEGINS.includes(text.charAt(at + 1))) return false;
  return FOR_PEOPLE.has(said(text, at) ?? '');
};

/** A string without escapes. */
const said = (text: string, at: number | undefined): string | undefined =>
  at === undefined ? undefined : /^"([^"\\]{0,255})"/.exec(text.slice(at, at + 257))?.[1];
