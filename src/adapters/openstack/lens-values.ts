// SPDX-License-Identifier: Apache-2.0
// The lens on one value of a JSON text: a URL at its beginning, ids within it, and the rule that a link which clients
// follow leads to the gateway and nowhere else. Clients (gophercloud, neutronclient) go there with their token, which is
// good on every cloud. Values are read as a JSON parser reads them and stay written as they were.
import { escapeSlashes, type Place, portKey, type Root, targetOf, type UrlTable } from './lens-hosts.ts';
import { copyOf, type Scanner, translate } from './lens-scanner.ts';
import { CONTINUES_PATH } from './lens-urls.ts';

/** What stands before an `@` is no host. No service writes a scheme in capitals. */
const AUTHORITY = /https?:\/\/(\[[^\]"]+\]|[^:/?#@[\]\\\s"]+)(?::(\d{1,5}))?(?![@\d])/y;
const SHORTEST_ID = 32;
const HEX = /^[0-9a-f]+$/;
/** Of a value that is looked at; of a longer one the beginning. */
export const LONGEST_VALUE = 2048;
/** Scheme, slashes and authority together; a host name has 253 characters at most. */
const LONGEST_LINK = 320;

interface Replacement {
  /** Characters from the beginning. */
  readonly length: number;
  readonly to: string;
}

/** Of the text from `at` on. */
export type UrlReader = (text: string, at?: number) => Replacement | undefined;

export interface UrlReaderOptions {
  /** The route that is asked: among several targets of one root its own are meant. */
  readonly current?: Place;
  /** Replaces scheme and authority of any other URL at a known authority, if that is not `own`. */
  readonly elsewhere?: string;
  readonly own?: string;
}

/** What a URL at one of the table's addresses is replaced by. */
export function createUrlReader({ byName }: UrlTable, { current, elsewhere, own }: UrlReaderOptions = {}): UrlReader {
  // Lists repeat one root.
  let last: Replacement | undefined;
  let lastFrom = '';
  /** Of one address; with a slash, so that it ends there. */
  let lastAddress = '';
  let lastRoots: readonly Root[] = [];

  /** How long the address is, whose roots are `lastRoots` then; 0: it is not known. */
  function addressAt(text: string, at: number): number {
    if (lastAddress !== '' && text.startsWith(lastAddress, at)) return lastAddress.length - 1;
    AUTHORITY.lastIndex = at;
    const [address, name = '', port = ''] = AUTHORITY.exec(text) ?? [];
    if (address === undefined) return 0;
    const roots = (byName.get(name) ?? byName.get(name.toLowerCase()))?.ports.get(portKey(port));
    if (roots === undefined) return 0;
    lastRoots = roots;
    lastAddress = copyOf(`${address}/`);
    return address.length;
  }

  return (text, at = 0) => {
    if (last !== undefined && goesOn(text, at, lastFrom)) return last;
    if (text.charCodeAt(at) !== H) return undefined;
    const address = addressAt(text, at);
    if (address === 0) return undefined;
    const root = rootAt(lastRoots, text, at + address);
    const length = address + (root?.path.length ?? 0);
    if (root === undefined) {
      const isOwn = own !== undefined && lastAddress.toLowerCase().endsWith(`//${own}/`);
      const ends = CONTINUES_PATH[text.charCodeAt(at + length)] !== 1;
      return elsewhere === undefined || isOwn || !ends ? undefined : { length, to: elsewhere };
    }
    const found = { length, to: targetOf(root, current).to };
    if (root.longest) {
      last = found;
      lastFrom = copyOf(text.slice(at, at + length));
    }
    return found;
  };
}

function rootAt(roots: readonly Root[], text: string, at: number): Root | undefined {
  for (let i = 0; i < roots.length; i++) if (goesOn(text, at, (roots[i] as Root).path)) return roots[i];
  return undefined;
}

const H = 104;

const goesOn = (text: string, at: number, path: Root['path']): boolean =>
  text.startsWith(path, at) && CONTINUES_PATH[text.charCodeAt(at + path.length)] !== 1;

interface Led {
  /** Undefined: the value stays. False: it must not be read as a link at all. */
  readonly to: string | false | undefined;
  /** The host that it led to. */
  readonly foreign?: string;
}

export interface ValueLens {
  /** The value without its quotes, as it is written; `whole`: that is all of it. Undefined: it stays. */
  url(raw: string): string | undefined;
  id(raw: string): string | undefined;
  /** Of a domain, whose id may be a word. */
  domain(raw: string): string | undefined;
  link(raw: string): Led;
}

export interface ValueLensOptions {
  readonly url: UrlReader;
  readonly ids: Scanner;
  /** Whole values that are no hex: `default`. */
  readonly words?: ReadonlyMap<string, string>;
  /** Of answers: where links may lead, and the service at the gateway, where those that lead elsewhere are led. */
  readonly links?: { readonly publicUrl: string; readonly root: string };
}

export function createValueLens({ url, ids, words, links }: ValueLensOptions): ValueLens {
  const swap = (raw: string): string => (raw.length < SHORTEST_ID ? raw : translate(ids, raw));

  function urlOf(raw: string, text: string): string | undefined {
    const found = url(text);
    if (found === undefined) return undefined;
    return replaceBeginning(raw, text, found.length, found.to, swap);
  }

  const changed = (from: string, to: string): string | undefined => (to === from ? undefined : to);

  function id(raw: string): string | undefined {
    const text = spoken(raw);
    // An id may be written in escapes; what is more than that stays written as it is.
    const id = text !== raw && HEX.test(text) ? text : raw;
    return changed(id, swap(id));
  }

  return {
    url: (raw) => urlOf(raw, spoken(raw)) ?? changed(raw, swap(raw)),
    id,
    domain: (raw) => id(raw) ?? words?.get(spoken(raw)),
    link(raw) {
      const text = spoken(raw);
      const ours = urlOf(raw, text);
      if (ours !== undefined || links === undefined) return { to: ours ?? changed(raw, swap(raw)) };
      const away = leadsAway(text, links.publicUrl);
      if (away === undefined) return { to: changed(raw, swap(raw)) };
      const { host, length } = away;
      const to = length === undefined ? false : replaceBeginning(raw, text, length, links.root, swap);
      return host === undefined ? { to } : { to, foreign: host };
    },
  };
}

/** The beginning is replaced; what follows stays written as it is. */
function replaceBeginning(
  raw: string,
  text: string,
  length: number,
  to: string,
  swap: (raw: string) => string,
): string {
  if (raw === text) return to + swap(raw.slice(length));
  const end = writtenLength(raw, length);
  const begin = raw.slice(0, end).includes('\\/') ? escapeSlashes(to) : to;
  return begin + swap(raw.slice(end));
}

const WORD = /^[^/?#\\:\0-\x20]*/;
const REST = /^([^/?#\\\0-\x20]*)/;

/** `length`: of what is to be replaced; absent where the link is to be hidden. Undefined: it leads nowhere else. */
function leadsAway(text: string, publicUrl: string): { readonly length?: number; readonly host?: string } | undefined {
  if (text.startsWith(publicUrl) && /^(?:[/?#]|$)/.test(text.slice(publicUrl.length, publicUrl.length + 1)))
    return undefined;
  const word = WORD.exec(text)?.[0].length ?? 0;
  const scheme = text.charAt(word) === ':' ? word + 1 : 0;
  let slashes = scheme;
  while (text.charAt(slashes) === '/') slashes++;
  const count = slashes - scheme;
  if (scheme === 0 && count < 2) {
    // A path, a query or nothing; a backslash would be a slash to some readers, a blank in front is skipped by others.
    const stops = text.charAt(count === 0 ? word : slashes);
    // Tabs and line ends are taken out of a URL by many (WHATWG URL §4.4, Python's urljoin): `/<tab>/host` is `//host`.
    const odd = count === 0 ? !/^[/?#]?$/.test(stops) : stops === '\\' || (stops !== '' && stops <= ' ');
    return odd ? {} : undefined;
  }
  const host = REST.exec(text.slice(slashes, slashes + LONGEST_LINK + 1))?.[1] ?? '';
  const length = slashes + host.length;
  return length > LONGEST_LINK ? { host } : { length, host };
}

/** As a parser reads it. What is no JSON stays as it is: nobody can read it. */
function spoken(raw: string): string {
  if (!raw.includes('\\')) return raw;
  try {
    return JSON.parse(`"${raw}"`) as string;
  } catch {
    return raw;
  }
}

/** How many characters say the first `length` characters of the text. */
function writtenLength(raw: string, length: number): number {
  let at = 0;
  for (let n = 0; n < length; n++) at += raw.charAt(at) !== '\\' ? 1 : raw.charAt(at + 1) === 'u' ? 6 : 2;
  return at;
}
