// SPDX-License-Identifier: Apache-2.0
// Every page of the portal in a real Chromium: in both languages, both colour schemes and three widths, twice as large, with and
// without JavaScript. Each is opened as seldom as that allows.
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLACES } from '../../scripts/portal-places.ts';
import { cutEnlarged, faults } from './portal-eyes.ts';
import { type Furnished, startFurnished } from './portal-furnished.ts';
import { complaintsOf } from './portal-house.ts';

/** Beside those that screenshots show: as they are with other wishes, and without any. */
const FURTHER = [
  '/resources/flavors',
  '/resources/servers/cloud-a/SERVER/stop',
  '/resources/servers/cloud-a/SERVER/console',
  '/servers/new',
  '/servers/new?flavor=1+1&image=ubuntu+24.04&networks=none&on=cloud-b',
  '/servers/new?flavor=none&image=none',
  '/compare/portability',
  '/search',
  '/api?q=server',
  '/api/createServer',
  '/nothing-is-here',
];
const PAGES = [...PLACES.filter(({ open }) => open !== true).map(({ path }) => path), ...FURTHER];

let furnished: Furnished;
/** Of all pages: what they share is fetched once. */
let scripted: BrowserContext;
let plain: BrowserContext;
beforeAll(async () => {
  furnished = await startFurnished();
  const { browser, session } = furnished;
  scripted = await browser.newContext();
  plain = await browser.newContext({ javaScriptEnabled: false });
  for (const context of [scripted, plain]) await context.addCookies(session);
});
afterAll(() => furnished?.close());

const inLanguage = (path: string, language: string): string =>
  furnished.address(`${path}${path.includes('?') ? '&' : '?'}lang=${language}`);

async function textOf(page: Page): Promise<string> {
  const shown = await page.locator('main').innerText();
  // Times differ, and buttons that copy are the script's.
  return shown
    .replace(/\d[\d.,]*|\bCopy\b/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

describe.each(PAGES)('the page %s', (path) => {
  let page: Page;
  let wrong: string[];
  beforeAll(async () => {
    page = await scripted.newPage();
    wrong = complaintsOf(page);
    await page.goto(inLanguage(path, 'en'));
  });
  afterAll(() => page?.close());

  async function expectFitting(language: string, looks: Parameters<typeof faults>[1]): Promise<void> {
    expect(await page.evaluate('document.documentElement.lang')).toBe(language);
    expect(await faults(page, looks)).toEqual([]);
    expect(wrong).toEqual([]);
  }

  it('without JavaScript shows what it shows with it', async () => {
    const other = await plain.newPage();
    const compare = async (): Promise<string> => {
      await other.goto(inLanguage(path, 'en'));
      const [without, shown] = [await textOf(other), await textOf(page)];
      if (without === shown) return 'the same';
      await page.reload();
      return `${without}\n${shown}`;
    };
    // An age that passes from one word to the next in between is no difference.
    await expect.poll(compare, { timeout: 40_000 }).toBe('the same');
    await other.close();
  });

  it('in English, light and dark, wide and narrow, has nothing that axe-core finds, and fits', () =>
    expectFitting('en', [
      ['light', 1280],
      ['dark', 768],
    ]));

  it('twice as large fits, as a whole and by its letters alone', async () => {
    expect(await cutEnlarged(page)).toEqual([]);
  });

  it('in German, dark and light, wide and on a phone, has nothing that axe-core finds, and fits', async () => {
    await page.goto(inLanguage(path, 'de'));
    await expectFitting('de', [
      ['dark', 1280],
      ['light', 360],
    ]);
  });
});
