// SPDX-License-Identifier: Apache-2.0
// What the site makes of the repository's Markdown: links that are relative there lead to the same thing here, and
// headings are named as web front ends for git name them.
import { existsSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sitePages, sitePath } from './pages.ts';

// Not import.meta.dirname: that is the folder of the file that VitePress bundles this into.
const root = fileURLToPath(new URL('..', import.meta.url));

/** Of markdown-it, as far as it is used here. */
interface Token {
  readonly type: string;
  tag: string;
  attrs: [string, string][] | null;
  readonly children: Token[] | null;
  readonly content: string;
  attrGet(name: string): string | null;
  attrSet(name: string, value: string): void;
}
interface State {
  src: string;
  readonly tokens: Token[];
  /** `relativePath` is where the page stands on the site. */
  readonly env: { readonly relativePath?: string };
}
interface MarkdownIt {
  readonly core: {
    readonly ruler: {
      before(other: string, name: string, rule: (state: State) => void): void;
      push(name: string, rule: (state: State) => void): void;
    };
  };
  readonly renderer: { readonly rules: Record<string, ((tokens: Token[], index: number) => string) | undefined> };
  readonly utils: { escapeHtml(text: string): string };
}

/** As docs.test.ts, and git's front ends. */
export const slug = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

export type Target =
  | { readonly kind: 'elsewhere' }
  | { readonly kind: 'page' | 'file'; readonly url: string; readonly file: string }
  | { readonly kind: 'folder' };

const pages = new Set(sitePages());
const fileAt = new Map([...pages].map((file) => [sitePath(file), file]));

/** What a link of a page means on the site. A page of the repository that is none of the site is shown as a file. */
export function targetOf(page: string, href: string): Target {
  if (href === '' || href.startsWith('#') || /^[a-z][a-z\d+.-]*:/i.test(href)) return { kind: 'elsewhere' };
  const [path = '', anchor] = decodeURI(href).split('#');
  const file = relative(root, join(root, dirname(page), path));
  if (pages.has(file)) {
    return { kind: 'page', file, url: `/${sitePath(file)}${anchor === undefined ? '' : `#${anchor}`}` };
  }
  if (!existsSync(join(root, file))) throw new Error(`${page} links to ${href}, which is not there`);
  if (statSync(join(root, file)).isDirectory()) return { kind: 'folder' };
  return { kind: 'file', file, url: `/files/${file}` };
}

/** What stands in a page is text: neither the comments of generated pages nor what Vue would take for its own. */
export const plainText = (md: MarkdownIt): void => {
  md.core.ruler.before('normalize', 'no-comments', (state) => {
    state.src = state.src.replaceAll(/^<!--[\s\S]*?-->$/gm, '');
  });
  md.renderer.rules.text = (tokens, index) =>
    md.utils.escapeHtml(tokens[index]?.content ?? '').replaceAll('{{', '&#123;&#123;');
};

/** A rule for markdown-it; `files` gets what pages link to besides pages, to be published with them below `base`. */
export const repositoryLinks =
  (files: Set<string>, base: string) =>
  (md: MarkdownIt): void =>
    md.core.ruler.push('repository-links', ({ tokens, env }) => {
      const page = fileAt.get(env.relativePath ?? '');
      // A title or a label that is rendered alone.
      if (page === undefined) return;
      // The head of a start page is its heading.
      if (/^docs\/(de\/)?README\.md$/.test(page) && tokens[0]?.tag === 'h1') tokens.splice(0, 3);
      for (const token of tokens) {
        let unlinked = false;
        for (const child of token.children ?? []) {
          if (unlinked && child.type === 'link_close') {
            child.tag = 'span';
            unlinked = false;
          }
          // Pictures are bundled from where they stand.
          if (child.type !== 'link_open') continue;
          const target = targetOf(page, child.attrGet('href') ?? '');
          if (target.kind === 'elsewhere') continue;
          // A folder is one of the repository: what it is called says it.
          if (target.kind === 'folder') {
            child.tag = 'span';
            child.attrs = null;
            unlinked = true;
            continue;
          }
          child.attrSet('href', target.url);
          if (target.kind !== 'file') continue;
          files.add(target.file);
          // Else VitePress would take what has no ending that it knows for a page.
          child.attrSet('href', `${base}${target.url.slice(1)}`);
          child.attrSet('target', '_self');
        }
      }
    });
