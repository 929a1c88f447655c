// SPDX-License-Identifier: Apache-2.0
// What the documentation site is made of, without building it: npm run docs does that.
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { directImports, importsOfRooms } from '../../scripts/architecture-drawing.ts';
import { faultsOf } from '../../site/check.ts';
import { slug, targetOf } from '../../site/markdown.ts';
import { shelvesOf, sitePages, sitePath } from '../../site/pages.ts';

const root = join(import.meta.dirname, '../..');

describe('the sidebar', () => {
  const listed = (index: string): string[] =>
    shelvesOf(index).flatMap(({ entries }) => entries.map(({ file }) => file));

  it('has every page of docs/ in English, by its line in docs/README.md; decisions stand below their index', () => {
    const pages = globSync('docs/**/*.md', { cwd: root }).filter(
      (file) => !/^docs\/(README\.md|de\/|adr\/\d)/.test(file),
    );
    const shown = listed('docs/README.md');
    expect(pages.filter((file) => !shown.includes(file))).toEqual([]);
  });

  it('has every page in German, by its line in docs/de/README.md', () => {
    const pages = globSync('docs/de/**/*.md', { cwd: root }).filter((file) => file !== 'docs/de/README.md');
    expect(pages.filter((file) => !listed('docs/de/README.md').includes(file))).toEqual([]);
  });

  it('has each page once, with its own heading', () => {
    const shown = listed('docs/README.md');
    expect(shown.length).toBe(new Set(shown).size);
    const titles = shelvesOf('docs/README.md').flatMap(({ entries }) => entries.map(({ text }) => text));
    expect(titles.filter((title, at) => title === '' || titles.indexOf(title) !== at)).toEqual([]);
  });
});

describe('a page', () => {
  it('stands at an address of its own', () => {
    const paths = sitePages().map(sitePath);
    expect(paths.length).toBe(new Set(paths.map((path) => path.toLowerCase())).size);
    expect(sitePath('docs/tools/README.md')).toBe('tools/index.md');
    expect(sitePath('CONTRIBUTING.md')).toBe('project/CONTRIBUTING.md');
  });

  it('links to pages, and to files of the repository that come along', () => {
    expect(targetOf('docs/tools/kubectl.md', '../../README.md#try-it')).toEqual({
      kind: 'page',
      file: 'README.md',
      url: '/project/index.md#try-it',
    });
    expect(targetOf('docs/deploying.md', '../Dockerfile')).toEqual({
      kind: 'file',
      file: 'Dockerfile',
      url: '/files/Dockerfile',
    });
    expect(targetOf('docs/lab.md', '../standins')).toEqual({ kind: 'folder' });
    expect(targetOf('docs/lab.md', 'https://example.org/x')).toEqual({ kind: 'elsewhere' });
    expect(() => targetOf('docs/lab.md', 'nowhere.md')).toThrow('docs/lab.md links to nowhere.md, which is not there');
  });

  it('has anchors as front ends of git name them', () => {
    expect(slug('What `scs-gateway` does, and why?')).toBe('what-scs-gateway-does-and-why');
  });
});

describe('the check of what was built', () => {
  const page = (body: string, head = ''): string =>
    `<!DOCTYPE html><html lang="en"><head><title>t</title>${head}</head><body><main><h1 id="t">T</h1>${body}</main></body></html>`;
  const faults = (files: Readonly<Record<string, string>>): string[] => {
    const folder = mkdtempSync(join(tmpdir(), 'scs-site-'));
    try {
      mkdirSync(join(folder, 'a'));
      for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
      return faultsOf(folder);
    } finally {
      rmSync(folder, { recursive: true });
    }
  };

  it('finds nothing where nothing is wrong', () => {
    const links = '<a href="/a/">a</a><a href="a/x.html#t">x</a><a href="#t">t</a><a href="https://example.org/">e</a>';
    expect(faults({ 'index.html': page(links), 'a/index.html': page(''), 'a/x.html': page('') })).toEqual([]);
  });

  it.each([
    ['a link that leads nowhere', { 'index.html': page('<a href="/gone.html">x</a>') }, /gone\.html leads nowhere/],
    ['an anchor that is not there', { 'index.html': page('<a href="#gone">x</a>') }, /#gone names no heading/],
    [
      'a script from elsewhere',
      { 'index.html': page('', '<script src="https://cdn.example/x.js"></script>') },
      /loads https/,
    ],
    [
      'a font from elsewhere',
      { 'index.html': page(''), 'x.css': '@font-face{src:url(//cdn.example/x)}' },
      /x\.css: loads/,
    ],
    ['a picture without words', { 'index.html': page('<img src="/index.html">') }, /has no text/],
    ['a page without a heading', { 'index.html': page('').replace(/<h1.*<\/h1>/, '') }, /0 headings/],
    ['an empty folder', {}, /has no pages/],
  ])('finds %s', (_what, files, says) => {
    expect(faults(files as Record<string, string>).join('\n')).toMatch(says);
  });
});

describe('the drawing of the architecture', () => {
  it('leaves out arrows that others imply, and no other', () => {
    const rooms = new Map([
      ['a', new Set(['b', 'c'])],
      ['b', new Set(['c'])],
      ['c', new Set<string>()],
    ]);
    expect(directImports(rooms)).toEqual([
      ['a', 'b'],
      ['b', 'c'],
    ]);
  });

  it('tells every import between rooms in its description', () => {
    const svg = readFileSync(join(root, 'docs/architecture.svg'), 'utf8');
    const [, told = ''] = /<desc[^>]*>([^<]*)</.exec(svg) ?? [];
    for (const [room, all] of importsOfRooms())
      if (all.size > 0) expect(told).toContain(`${room} imports ${[...all].join(', ')}.`);
  });
});
