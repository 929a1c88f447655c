// SPDX-License-Identifier: Apache-2.0
// The lens's link pass: the links in a member's JSON that clients follow (`href` in lists of links, `next` beside a page,
// what Barbican names its objects by) lead to the gateway and nowhere else. Clients (gophercloud, neutronclient) go there
// with their token, which is good on every cloud. A link to another host becomes one to the service that has answered.
// Runs on what the URL pass has translated.
// What users wrote themselves stays: a server's metadata may hold any URL under any key, and no client goes there by itself.
// Keys count in any case: Go's encoding/json takes `HREF` for `href`.

import { characters, type Scan, type Scanner } from './lens-scanner.ts';
import { createUserData, type UserData } from './lens-user-data.ts';

/** The longest one, with its quotes. */
const KEY = '"container_ref"'.length;
const BLANK = characters(' \t\r\n');
/** Between key and colon, and between colon and value; JSON writers use one at most. */
const BLANKS = 16;
/** Scheme, slashes and authority together; a host name has 253 characters at most. */
const LONGEST = 320;
const WORD = /[^"/?#\\:\0-\x20]*/y;
const SLASHES = /(?:\\?\/)*/y;
/** What may come behind the gateway's own URL. A backslash that is no part of `\\/` is a part of the name to some readers. */
const OWN_GOES_ON = /^(?:["/?#]|\\\/|$)/;
const AUTHORITY = /[^"/?#\\\0-\x20]*/y;

/** `root`: the service's URL at the gateway. `onForeign` gets the host of each link that was led back. */
export function createLinkScanner(publicUrl: string, root: string, onForeign?: (host: string) => void): Scanner {
  // Without those that lead to the gateway already, as JSON writers put it: one pass of the regular expression at 10 KB
  // takes 4 µs, a search for each of the two keys 20.
  const here = publicUrl.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const key = new RegExp(`"(?:[hH][rR][eE][fF]|[nN][eE][xX][tT]|(?:container|order|secret)_ref)"(?!: ?"${here}/)`, 'g');
  const ours = [publicUrl, publicUrl.replaceAll('/', '\\/')];

  /** What a key's value is replaced by, and up to where. Undefined: it may stay. */
  function decide(
    text: string,
    at: number,
    keyEnd: number,
  ): { readonly start: number; readonly end: number; readonly by: string; readonly host?: string } | undefined {
    const renamed = { start: at + 1, end: at + 1, by: '_' };
    const colon = skip(text, keyEnd);
    if (colon === undefined) return renamed;
    if (text.charAt(colon) !== ':') return undefined;
    const quote = skip(text, colon + 1);
    if (quote === undefined) return renamed;
    if (text.charAt(quote) !== '"') return undefined;
    const start = quote + 1;
    if (
      ours.some(
        (url) =>
          text.startsWith(url, start) && OWN_GOES_ON.test(text.slice(start + url.length, start + url.length + 2)),
      )
    )
      return undefined;
    const word = ends(WORD, text, start);
    const scheme = text.charAt(word) === ':' ? word + 1 : undefined;
    const slashes = ends(SLASHES, text, scheme ?? start);
    const count = text.slice(scheme ?? start, slashes).replaceAll('\\', '').length;
    if (scheme === undefined && count < 2) {
      // A path, a query or nothing; a backslash would be a slash to some readers, a blank in front is skipped by others.
      const stops = text.charAt(count === 0 ? word : slashes);
      const odd = count === 0 ? stops !== '' && !/["/?#]/.test(stops) && !text.startsWith('\\/', word) : stops === '\\';
      return odd ? renamed : undefined;
    }
    const end = ends(AUTHORITY, text, slashes);
    const host = text.slice(slashes, end);
    return end - start > LONGEST ? { ...renamed, host } : { start, end, by: root, host };
  }

  function begin(): Pick<Scanner, 'scan'> {
    // Made where it is needed: hardly any text has a link to elsewhere, or more than one part.
    let made: UserData | undefined;
    const users = (): UserData => {
      made ??= createUserData();
      return made;
    };
    return {
      scan(text, copied, from, until): Scan {
        let out = '';
        // Most texts have no link to elsewhere, and need not be read for where it would stand.
        let read = from;
        key.lastIndex = from;
        for (let match = key.exec(text); match !== null && match.index < until; match = key.exec(text)) {
          const found = decide(text, match.index, key.lastIndex);
          if (found === undefined) continue;
          const userData = users();
          userData.read(text, read, match.index);
          read = match.index;
          if (userData.inside) continue;
          if (found.host !== undefined) onForeign?.(found.host);
          out += text.slice(copied, found.start) + found.by;
          copied = found.end;
        }
        const next = Math.max(until, copied);
        if (next < text.length) users().read(text, read, next);
        return { out, copied, from: next };
      },
    };
  }
  const scan: Scanner['scan'] = (...part) => begin().scan(...part);
  return { behind: 1, ahead: KEY + 2 * BLANKS + 4 + LONGEST + publicUrl.length * 2, scan, begin };
}

function ends(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  pattern.test(text);
  return Math.max(at, pattern.lastIndex);
}

/** Behind the blanks; undefined where there are too many. */
function skip(text: string, at: number): number | undefined {
  let end = at;
  while (end - at <= BLANKS && BLANK[text.charCodeAt(end)] === 1) end++;
  return end - at > BLANKS ? undefined : end;
}

/** What needs no escape in JSON and is escaped by no program, except to hide a key or an address from the other passes. */
const PLAIN = characters('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789:._-');
const ESCAPE = '\\u00';
const ESCAPE_LENGTH = 6;
const MOST_BACKSLASHES = 64;

/** Writes letters, digits and the like as themselves. */
export const unescaper: Scanner = {
  behind: MOST_BACKSLASHES,
  ahead: ESCAPE_LENGTH,
  scan(text, copied, from, until) {
    let out = '';
    let done = copied;
    for (let at = text.indexOf(ESCAPE, from); at !== -1 && at < until; at = text.indexOf(ESCAPE, at + ESCAPE.length)) {
      const digits = text.slice(at + ESCAPE.length, at + ESCAPE_LENGTH);
      if (!/^[\da-f]{2}$/i.test(digits) || isEscaped(text, at)) continue;
      const code = Number.parseInt(digits, 16);
      if (PLAIN[code] !== 1) continue;
      out += text.slice(done, at) + String.fromCharCode(code);
      done = at + ESCAPE_LENGTH;
    }
    return { out, copied: done, from: Math.max(until, done) };
  },
};

/** Whether the backslash at `at` is itself escaped: by an odd number of backslashes before it. */
function isEscaped(text: string, at: number): boolean {
  let before = 0;
  while (before < MOST_BACKSLASHES && text.charAt(at - 1 - before) === '\\') before++;
  return before % 2 === 1;
}
