// SPDX-License-Identifier: Apache-2.0
// The documentation site. Pages are those of the repository; what is here is how they are found and shown.
import { cpSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type DefaultTheme, defineConfig, type UserConfig } from 'vitepress';
import { plainText, repositoryLinks, slug } from '../markdown.ts';
import { decisions, type Entry, shelvesOf, sitePages, sitePath } from '../pages.ts';
import { GERMAN } from './german.ts';
import { home } from './home.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const pages = new Set(sitePages());
const files = new Set<string>();
/** Where the site is published, if not at the root of a host: /docs/ */
const base = process.env.SITE_BASE ?? '/';

const item = ({ text, file }: Entry): DefaultTheme.SidebarItem => ({
  text,
  link: `/${sitePath(file).replace(/(index)?\.md$/, '')}`,
  ...(file === 'docs/adr/README.md' ? { collapsed: true, items: decisions().map(item) } : {}),
});
const sidebar = (index: string): DefaultTheme.SidebarItem[] =>
  shelvesOf(index).map(({ text, entries }) => ({ text, collapsed: false, items: entries.map(item) }));

const config: UserConfig<DefaultTheme.Config> = defineConfig({
  title: 'SCS Federation Gateway',
  description: 'One login, one endpoint, every cloud',
  base,
  srcDir: '..',
  outDir: '../dist/docs',
  cacheDir: './.vitepress/cache',
  srcExclude: globSync('**/*.md', { cwd: root, exclude: ['**/node_modules'] }).filter((path) => !pages.has(path)),
  rewrites: sitePath,
  // What is linked to besides pages is copied at the end; site/check.ts looks at what came out.
  ignoreDeadLinks: [/^\/files\//],
  markdown: {
    // As in the repository, where `<host>` in a sentence is a word and no element.
    html: false,
    // Addresses in the text are examples.
    linkify: false,
    anchor: { slugify: slug },
    languageAlias: { haproxy: 'nginx' },
    config: (md) => {
      md.use(plainText);
      md.use(repositoryLinks(files, base));
    },
  },
  locales: {
    root: { label: 'English', lang: 'en', themeConfig: { sidebar: sidebar('docs/README.md') } },
    de: { ...GERMAN, themeConfig: { ...GERMAN.themeConfig, sidebar: sidebar('docs/de/README.md') } },
  },
  themeConfig: {
    outline: [2, 3],
    // Most pages are in one language: the switch leads to the other start page.
    i18nRouting: false,
    search: { provider: 'local', options: { locales: { de: { translations: GERMAN.search } } } },
  },
  transformPageData: home,
  buildEnd: ({ outDir }) => {
    for (const file of files) cpSync(join(root, file), join(outDir, 'files', file));
  },
  vite: {
    // Pages stand outside of this folder, and what they are compiled to imports Vue.
    plugins: [
      {
        name: 'vue-of-the-site',
        enforce: 'pre',
        resolveId(source, _importer, { ssr }) {
          if (source !== 'vue' && source !== 'vue/server-renderer') return undefined;
          return ssr === true ? { id: source, external: true } : this.resolve(source, join(root, 'site/package.json'));
        },
      },
    ],
    // Of the search index, which is loaded when somebody searches.
    build: { chunkSizeWarningLimit: 4096 },
  },
});
export default config;
