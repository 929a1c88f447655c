// SPDX-License-Identifier: Apache-2.0
// Pages of the portal as people read them: tables as cells of text, everything else as text.

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' };

/** Without elements, and without how it is broken into lines. */
export const plain = (html: string): string =>
  html
    .replace(/<[^>]*>/g, ' ')
    .replace(/&(lt|gt|quot|#39|amp);/g, (_, name: string) => ENTITIES[name] ?? '')
    .replace(/\s+/g, ' ')
    .trim();

/** The table in the part of that id, its head first. Of a part that fills it is the last state that counts. */
export function cellsOf(page: string, id: string): string[][] {
  const at = page.lastIndexOf(`id="${id}"`);
  if (at < 0) throw new Error(`no part ${id} in: ${plain(page).slice(0, 500)}`);
  const table = page.slice(at, page.indexOf('</table>', at));
  return [...table.matchAll(/<tr[^>]*>(.*?)<\/tr>/gs)].map(([, row = '']) =>
    [...row.matchAll(/<t[hd](?:\s[^>]*)?>(.*?)<\/t[hd]>/gs)].map(([, cell = '']) => plain(cell)),
  );
}

/** The row that begins like that. */
export const rowOf = (page: string, id: string, first: string): string[] | undefined =>
  cellsOf(page, id).find(([head]) => head?.startsWith(first));

/** What stands in a list of facts, by its label. */
export function factsOf(page: string): Record<string, string> {
  const pairs = [...page.matchAll(/<dt>(.*?)<\/dt><dd>(.*?)<\/dd>/gs)];
  return Object.fromEntries(pairs.map(([, label = '', value = '']) => [plain(label), plain(value)]));
}

/** The last state of what fills, and what stands outside of it. */
export const settled = (page: string): string =>
  page.replace(/<div class="state">(?:(?!<div class="state">).)*?(?=<div class="state">)/gs, '');
