// SPDX-License-Identifier: Apache-2.0
// Which pages the documentation site has, where each stands there, and in which order the sidebar shows them. The one list is
// docs/README.md (docs/de/README.md in German): a new page is a line there.
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

// Not import.meta.dirname: that is the folder of the file that VitePress bundles this into.
const root = fileURLToPath(new URL('..', import.meta.url));
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

/** Pages that stand outside of docs/, where those who look at the repository expect them. */
const OUTSIDE = ['*.md', 'clients/*/README.md', 'test/lab/kubernetes/README.md'];

/** Every page by its path in the repository. */
export const sitePages = (): string[] => globSync(['docs/**/*.md', ...OUTSIDE], { cwd: root }).toSorted();

/** Where a file of the repository stands on the site: `docs/tools/README.md` is `tools/index.md`. */
export const sitePath = (file: string): string =>
  (file.startsWith('docs/') ? file.slice('docs/'.length) : `project/${file}`).replace(
    /(^|\/)README\.md$/,
    '$1index.md',
  );

export interface Entry {
  readonly text: string;
  /** Of the page, in the repository. */
  readonly file: string;
}

export interface Shelf {
  readonly text: string;
  readonly entries: readonly Entry[];
}

const withoutBlocks = (markdown: string): string => markdown.replaceAll(/^```[\s\S]*?^```$/gm, '');

export const titleOf = (file: string): string =>
  (/^# (.+)$/m.exec(withoutBlocks(read(file)))?.[1] ?? file).replaceAll(/[`*]/g, '');

/** The shelves of an index: a section each, and in it each page once, in the order in which its links stand. */
export function shelvesOf(index: string): Shelf[] {
  const pages = new Set(sitePages());
  const seen = new Set([index]);
  const shelves: Shelf[] = [];
  for (const section of read(index).split(/^## /m).slice(1)) {
    const entries: Entry[] = [];
    for (const [, link = ''] of section.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)) {
      const file = normalize(join(dirname(index), link));
      if (!pages.has(file) || seen.has(file)) continue;
      seen.add(file);
      entries.push({ text: titleOf(file), file });
    }
    if (entries.length > 0) shelves.push({ text: section.split('\n')[0] ?? '', entries });
  }
  return shelves;
}

/** Pages of a folder that lists them itself: decisions, by their number. */
export const decisions = (): Entry[] =>
  globSync('docs/adr/[0-9]*.md', { cwd: root })
    .toSorted()
    .map((file) => ({ text: titleOf(file), file }));
