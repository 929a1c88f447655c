// SPDX-License-Identifier: Apache-2.0
// The documentation site in a real browser: it loads nothing from elsewhere, its search finds, and axe finds no fault of
// accessibility, light and dark. It is built first if it is not there (npm run docs).
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const built = join(root, 'dist/docs');
const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
};

let server: Server;
let base: string;
let browser: Browser;
const foreign: string[] = [];

beforeAll(async () => {
  if (!existsSync(join(built, 'index.html'))) execFileSync(process.execPath, ['scripts/site.ts'], { cwd: root });
  server = createServer((request, response) => {
    const path = normalize(decodeURI(new URL(request.url ?? '/', 'http://x').pathname));
    const file = [join(built, path), join(built, `${path}.html`), join(built, path, 'index.html')].find(
      (one) => existsSync(one) && extname(one) !== '',
    );
    if (file === undefined) response.writeHead(404).end();
    else
      response
        .writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' })
        .end(readFileSync(file));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
}, 600_000);
afterAll(async () => {
  await browser?.close();
  server?.close();
});

async function open(path: string, colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
  const page = await browser.newPage({ colorScheme });
  page.on('request', (request) => {
    if (!request.url().startsWith(base) && !request.url().startsWith('data:')) foreign.push(request.url());
  });
  await page.goto(`${base}${path}`, { waitUntil: 'networkidle' });
  // Vue has taken the page over, and drawn what it adds to it.
  await page.waitForFunction("'__vue_app__' in (document.querySelector('#app') ?? {})");
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
  return page;
}

/**
 * VitePress's own: a button that is called by another word than it shows, and groups of the sidebar that are buttons around a
 * button (vuejs/vitepress; nothing of the theme can be changed from outside).
 */
const OF_VITEPRESS = JSON.stringify({ exclude: [['.DocSearch-Button'], ['.VPSidebarItem > .item']] });

interface Found {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string }[];
}

describe.each(['light', 'dark'] as const)('in %s colours', (scheme) => {
  it.each([
    '/',
    '/de/',
    '/tutorials/user',
    '/tools/kubectl',
    '/architecture',
    '/glossary',
    '/reference/scs-api-objects',
  ])('%s is accessible', async (path) => {
    const page = await open(path, scheme);
    await page.addScriptTag({ path: join(root, 'site/node_modules/axe-core/axe.min.js') });
    const found = (await page.evaluate(
      `axe.run(${OF_VITEPRESS}, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }).then(({ violations }) => violations)`,
    )) as Found[];
    await page.close();
    const faults = found.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ html }) => html.slice(0, 160))}`);
    expect(faults.join('\n')).toBe('');
  });
});

it.each([
  ['/', 'impersonation'],
  ['/de/', 'Zertifikat'],
])('the search of %s finds, by the keyboard alone', async (path, word) => {
  const page = await open(path);
  await page.keyboard.press('Control+KeyK');
  await page.locator('.VPLocalSearchBox input').fill(word);
  await page.locator('.VPLocalSearchBox .result').first().waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.pathname !== path);
  await page.close();
});

it('nothing was loaded from elsewhere', () => {
  expect(foreign).toEqual([]);
});
