// SPDX-License-Identifier: Apache-2.0
// What must hold of the site that was built: every link and anchor leads somewhere, nothing is loaded from elsewhere, and every
// page has what a reader with a screen reader needs first. No program of others is asked: what a browser sees is what is read.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const plain = (text: string): string =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

interface Page {
  readonly html: string;
  readonly ids: ReadonlySet<string>;
}

const pageOf = (html: string): Page => ({
  html,
  ids: new Set([...html.matchAll(/\sid="([^"]*)"/g)].map(([, id = '']) => plain(id))),
});

/** What is wrong with one reference; undefined where nothing is. */
function fault(reference: string, from: string, pages: ReadonlyMap<string, Page>, has: (path: string) => boolean) {
  if (/^(?:[a-z]+:|\/\/)/i.test(reference)) return undefined;
  const [path = '', anchor = ''] = reference.split('#');
  let file = path === '' ? from : path.startsWith('/') ? path.slice(1) : join(dirname(from), path);
  file = decodeURI(file.split('?')[0] ?? '');
  if (file === '' || file.endsWith('/')) file += 'index.html';
  else if (!/\.[a-z\d]+$/i.test(file) && pages.has(`${file}.html`)) file += '.html';
  if (!pages.has(file) && !has(file)) return `${from}: ${reference} leads nowhere`;
  if (anchor !== '' && pages.get(file)?.ids.has(decodeURIComponent(anchor)) === false)
    return `${from}: ${reference} names no heading there`;
  return undefined;
}

const FOREIGN = /^(?:[a-z]+:)?\/\//i;

/** What a page loads by itself, as opposed to what it links to. */
const loaded = (html: string): string[] => [
  ...[...html.matchAll(/<(?:script|img|iframe|source|video|audio|embed)\b[^>]*\ssrc="([^"]*)"/g)].map(
    ([, src = '']) => src,
  ),
  ...[...html.matchAll(/<link\b(?=[^>]*\srel="(?!canonical|alternate)[^"]*")[^>]*\shref="([^"]*)"/g)].map(
    ([, href = '']) => href,
  ),
];

function faultsOfPage(file: string, { html }: Page): string[] {
  const faults: string[] = [];
  if (!/<html lang="[a-z]{2}/.test(html)) faults.push('has no language');
  if (!/<title>[^<]+<\/title>/.test(html)) faults.push('has no title');
  if (!/<main\b|id="VPContent"/.test(html)) faults.push('has no main part');
  const heads = html.match(/<h1[\s>]/g)?.length ?? 0;
  if (heads !== 1) faults.push(`has ${heads} headings of the first level`);
  for (const [image] of html.matchAll(/<img\b[^>]*>/g))
    if (!/\salt="[^"]+"/.test(image)) faults.push(`${image} has no text`);
  for (const url of loaded(html)) if (FOREIGN.test(url)) faults.push(`loads ${url}`);
  return faults.map((what) => `${file}: ${what}`);
}

/** Every fault of the site in a folder. */
export function faultsOf(folder: string): string[] {
  const pages = new Map(
    globSync('**/*.html', { cwd: folder })
      .toSorted()
      .map((file) => [file, pageOf(readFileSync(join(folder, file), 'utf8'))] as const),
  );
  // Of the server for addresses that are not there; it links to nothing.
  pages.delete('404.html');
  const has = (path: string): boolean => existsSync(join(folder, path));
  const faults = pages.size === 0 ? [`${folder} has no pages`] : [];
  for (const [file, page] of pages) {
    faults.push(...faultsOfPage(file, page));
    const references = [...page.html.matchAll(/\s(?:href|src)="([^"]*)"/g)].map(([, url = '']) => plain(url));
    for (const reference of new Set(references)) faults.push(...[fault(reference, file, pages, has) ?? []].flat());
  }
  for (const file of globSync('**/*.css', { cwd: folder }))
    for (const [, url = ''] of readFileSync(join(folder, file), 'utf8').matchAll(/(?:url\(|@import\s+)["']?([^"')]+)/g))
      if (FOREIGN.test(url)) faults.push(`${file}: loads ${url}`);
  return faults;
}
