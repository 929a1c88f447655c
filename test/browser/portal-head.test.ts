// SPDX-License-Identifier: Apache-2.0
// The head of every page, as operators have it, with the most that ever stands in it: on two lines at most, with all of it to be
// seen and to be reached by keys, in both languages.
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { plainGroups, startWebSsoHouse, type WebSsoHouse } from '../security/websso-house.ts';
import { launchChromium } from './browser.ts';
import { faults } from './portal-eyes.ts';
import { type Cookies, openAs, sessionOf } from './portal-house.ts';

let house: WebSsoHouse;
let browser: Browser;
let session: Cookies;
beforeAll(async () => {
  house = await startWebSsoHouse();
  await house.change((file) => {
    plainGroups(file);
    file.gateway.portal = { operators: [{ identityProvider: 'browsers', group: 'acme-research' }] };
  });
  browser = await launchChromium();
  session = await sessionOf(browser, house.url);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await house?.close();
});
afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));

/** How many lines there are, by the middles of what can be read and followed in it. */
const linesOf = (page: Page): Promise<number> =>
  page.evaluate<number>(`(() => {
    const middles = [...document.querySelectorAll('.top :is(.brand, nav.main a, .find input, .tools a, .tools button)')]
      .map((one) => one.getBoundingClientRect())
      .filter(({ width, height }) => width > 1 && height > 1)
      .map(({ top, bottom }) => (top + bottom) / 2)
      .toSorted((a, b) => a - b);
    return middles.filter((middle, at) => at === 0 || middle - middles[at - 1] > 8).length;
  })()`);

describe.each([
  ['en', ['Clouds', 'Resources', 'Clusters', 'Compare', 'API', 'Operator', 'Me'], 'Log out'],
  ['de', ['Clouds', 'Ressourcen', 'Cluster', 'Vergleich', 'API', 'Betrieb', 'Ich'], 'Abmelden'],
] as const)('the head of a page in the language %s', (language, words, end) => {
  const open = (): Promise<Page> => openAs(browser, session, `${house.url}/portal/operator?lang=${language}`);

  it('has two lines at most on anything wider than a phone, and one where there is room', async () => {
    const page = await open();
    const lines: [number, number][] = [];
    for (const width of [641, 700, 768, 900, 1024, 1200, 1201, 1280, 1440]) {
      await page.setViewportSize({ width, height: 800 });
      lines.push([width, await linesOf(page)]);
    }
    expect(lines.filter(([width, count]) => count > (width < 1280 ? 2 : 1))).toEqual([]);
  });

  it('on a tablet has every link and field to be seen, by name, and by keys', async () => {
    const page = await open();
    await page.setViewportSize({ width: 768, height: 1024 });
    const head = page.getByRole('banner');
    expect((await head.getByRole('navigation').getByRole('link').allInnerTexts()).map((word) => word.trim())).toEqual(
      words,
    );
    for (const one of [head.getByRole('searchbox'), head.getByRole('button', { name: end })])
      await expect.poll(() => one.isVisible()).toBe(true);
    // Whole, and inside the window: nothing of it has to be scrolled to.
    const outside = `[...document.querySelectorAll('.top :is(a, button, input:not([type=hidden]))')].filter((one) => {
      const { left, right, top, bottom, width } = one.getBoundingClientRect();
      return left < 0 || right > innerWidth || top < 0 || bottom > 120 || width < 24;
    }).map((one) => one.outerHTML)`;
    expect(await page.evaluate<string[]>(outside)).toEqual([]);
    const all = await page.locator('.top :is(a, button, input:not([type=hidden]))').count();
    await page.keyboard.press('Tab');
    const reached = new Set<string>();
    for (let presses = 0; presses < all; presses += 1) {
      await page.keyboard.press('Tab');
      reached.add(
        await page.evaluate<string>(
          `document.activeElement.closest('.top') ? document.activeElement.outerHTML : 'elsewhere'`,
        ),
      );
    }
    expect(reached.size).toBe(all);
    expect(reached).not.toContain('elsewhere');
  });

  it('on a tablet has nothing that axe-core finds, and fits, light and dark', async () => {
    expect(
      await faults(await open(), [
        ['light', 768],
        ['dark', 768],
      ]),
    ).toEqual([]);
  });
});

it('a head with a long name of the gateway and of whoever is logged in keeps its two lines, and nothing sticks out', async () => {
  const page = await openAs(browser, session, `${house.url}/portal/operator`);
  await page.setViewportSize({ width: 768, height: 1024 });
  await page.evaluate(`document.querySelector('.brand span').textContent = 'Forschungsverbund Mittelland';
    document.querySelector('.who > [aria-hidden]').textContent = 'maximiliane.musterfrau@research.example.org'`);
  expect(await linesOf(page)).toBe(2);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(768);
});
