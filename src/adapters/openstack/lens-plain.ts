// SPDX-License-Identifier: Apache-2.0
// The lens's pass over JSON (lens-json.ts) for the answers that services give nearly always: without escapes, without
// words of users below keys of theirs, with links to nowhere but the member. There a place is known from the key right
// before a value, and most of the text need not be read. Whatever is not beyond doubt is left to the other pass; both say
// the same (test: lens-lossless.test.ts).
import type { IdHit, IdSwap } from './lens-ids.ts';
import { endingOf, endingsOf, type Place, USERS } from './lens-places.ts';
import { BLANK, copyOf } from './lens-scanner.ts';
import { LONGEST_VALUE, type UrlReader } from './lens-values.ts';

/** Keys that are remembered: members choose them. */
const REMEMBERED = 4096;
const LONGEST_REMEMBERED = 64;
const QUOTE = 34;
const COLON = 58;

const MAY_BE_URLS: ReadonlySet<Place> = new Set<Place>(['url', 'ref', 'href', 'page', 'links']);

/** As keys: links that are no plain URL or path, and links that are no list. */
const ODD_LINK =
  /"(?:[hH][rR][eE][fF]|[nN][eE][xX][tT])"(?![,}\]]|: ?(?:"http|"\/[^/]|""|null))|[lL][iI][nN][kK][sS]"(?![,}\]]|: ?\[)/;
/** A key whose value is a list or an object that is not empty. */
const FILLED = /:[ \t\r\n]*[{[](?![ \t\r\n]*[}\]])/g;
/** Go's encoding/json takes these letters for k and s, so that `links` could be written with them. */
const [KELVIN, LONG_S] = ['\xe2\x84\xaa', '\xc5\xbf'];

/** Without escapes, anything of a user's that is not empty, and links that may have to be led back. */
function isPlain(text: string): boolean {
  if (text.includes('\\') || text.includes(KELVIN) || text.includes(LONG_S)) return false;
  FILLED.lastIndex = 0;
  while (FILLED.test(text)) if (isUsers(text, FILLED.lastIndex - 1)) return false;
  return !ODD_LINK.test(text);
}

/** Whether the list or object that opens at `open` is a user's. */
function isUsers(text: string, open: number): boolean {
  const end = quoteBefore(text, open);
  if (DOUBTFUL_ENDINGS[endingOf(text.charCodeAt(end - 2), text.charCodeAt(end - 1))] !== 1) return false;
  return USERS.has(text.slice(text.lastIndexOf('"', end - 1) + 1, end));
}

/** What opens a value stands right behind its key. Text that is no JSON could hold any number of them behind one quote. */
function quoteBefore(text: string, open: number): number {
  const colon = beforeBlanks(text, open - 1);
  return beforeBlanks(text, colon - 1);
}

const DOUBTFUL_ENDINGS = endingsOf([...USERS]);

function beforeBlanks(text: string, from: number): number {
  let at = from;
  while (BLANK[text.charCodeAt(at)] === 1) at--;
  return at;
}

export interface PlainPassOptions {
  readonly url: UrlReader;
  readonly hits: IdSwap['hits'];
  readonly placeOf: (key: string) => Place;
  /** Whose links stay. */
  readonly publicUrl: string;
}

/** Undefined: the other pass must read it. */
export function createPlainPass({
  url,
  hits,
  placeOf,
  publicUrl,
}: PlainPassOptions): (text: string) => string | undefined {
  const known = new Map<string, Place>();

  const isOurs = (text: string, at: number): boolean =>
    text.startsWith(publicUrl, at) && '/?#"'.includes(text.charAt(at + publicUrl.length));

  /** Of the value whose opening quote stands at `quote`. Undefined: it is no field's, or oddly written. */
  function placeBefore(text: string, quote: number): Place | undefined {
    const colon = beforeBlanks(text, quote - 1);
    if (text.charCodeAt(colon) !== COLON) return undefined;
    const end = beforeBlanks(text, colon - 1);
    if (text.charCodeAt(end) !== QUOTE) return undefined;
    const key = text.slice(text.lastIndexOf('"', end - 1) + 1, end);
    const before = known.get(key);
    if (before !== undefined) return before;
    const place = placeOf(key);
    if (known.size < REMEMBERED && key.length <= LONGEST_REMEMBERED) known.set(copyOf(key), place);
    return place;
  }

  /** Whether an id is swapped where it stands; undefined where that is doubtful. */
  function isSwapped(text: string, { start, end }: IdHit): boolean | undefined {
    const quote = text.lastIndexOf('"', start);
    const close = text.indexOf('"', end);
    const place = close === -1 || close - quote > LONGEST_VALUE ? undefined : placeBefore(text, quote);
    if (place === undefined) return undefined;
    return place === 'id' || place === 'domain' || MAY_BE_URLS.has(place);
  }

  return (text) => {
    if (!isPlain(text)) return undefined;
    const ids = hits(text);
    let next = 0;
    let out = '';
    let copied = 0;
    /** The ids before `until`. False: one is in doubt. */
    function swapUntil(until: number): boolean {
      for (let id = ids[next]; id !== undefined && id.start < until; id = ids[++next]) {
        if (id.start < copied) continue;
        const swapped = isSwapped(text, id);
        if (swapped === undefined) return false;
        if (!swapped) continue;
        out += text.slice(copied, id.start) + id.other;
        copied = id.end;
      }
      return true;
    }
    // Far faster than with the quote, of which a text has many.
    for (let at = text.indexOf('http'); at !== -1; at = text.indexOf('http', at + 1)) {
      const quote = at - 1;
      if (text.charCodeAt(quote) !== QUOTE) continue;
      const place =
        text.startsWith('"href": ', quote - 8) || text.startsWith('"href":', quote - 7)
          ? 'href'
          : placeBefore(text, quote);
      if (place !== undefined && !MAY_BE_URLS.has(place)) continue;
      const found = url(text, at);
      if (found === undefined) {
        // A link to elsewhere must be led back, if it is one that clients follow.
        if (place === undefined || place === 'url' || isOurs(text, at)) continue;
        return undefined;
      }
      if (place === undefined || !swapUntil(quote)) return undefined;
      out += text.slice(copied, at) + found.to;
      copied = at + found.length;
    }
    if (!swapUntil(text.length)) return undefined;
    return copied === 0 ? text : out + text.slice(copied);
  };
}
