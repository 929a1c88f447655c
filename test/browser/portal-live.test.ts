// SPDX-License-Identifier: Apache-2.0
// What is under way, on a page that somebody looks at: it goes on by itself until it has ended, and nothing moves meanwhile.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { plainGroups, startWebSsoHouse, type WebSsoHouse } from '../security/websso-house.ts';
import { launchChromium } from './browser.ts';
import { faults } from './portal-eyes.ts';
import { type Cookies, complaintsOf, sessionOf, shiftOf, watchShifts } from './portal-house.ts';

/** As long as the clouds take for anything, by their clock, which the test sets. */
const TAKES_MS = 10 * 60_000;

let house: WebSsoHouse;
let browser: Browser;
let session: Cookies;
let server: string;
let ahead = 0;
beforeAll(async () => {
  house = await startWebSsoHouse({}, { clouds: { settle: TAKES_MS, now: () => Date.now() + ahead } });
  await house.change(plainGroups);
  const { status, body } = await house.send('POST', '/scs/v1/servers', {
    headers: { authorization: `Bearer ${await house.scoped('alice')}` },
    json: { cloud: 'cloud-a', name: 'slow', flavor: 'SCS-1V-4-10', image: 'Debian 12', networks: 'none' },
  });
  expect(status).toBe(202);
  server = body.item.id;
  ahead += TAKES_MS;
  browser = await launchChromium();
  session = await sessionOf(browser, house.url);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

it.each([
  ['with', true],
  ['without', false],
])(
  'a change that takes long is followed to its end %s JavaScript',
  async (_with, javaScriptEnabled) => {
    const context = await browser.newContext({ javaScriptEnabled });
    await context.addCookies(session);
    const page = await context.newPage();
    const wrong = complaintsOf(page);
    if (javaScriptEnabled) await watchShifts(page);
    await page.goto(`${house.url}/portal/resources/servers/cloud-a/${server}/reboot`);
    await page.locator('main').getByRole('button', { name: 'Reboot', exact: true }).click();
    await page.getByRole('link', { name: 'Follow it to its end' }).click({ noWaitAfter: true });
    // The answer goes on, so that the page is not there as a whole.
    await page.waitForURL(/\/operations\//, { waitUntil: 'commit' });

    const states = page.locator('#operation > .state');
    await states.filter({ visible: true, hasText: 'Under way' }).waitFor();
    expect(await states.filter({ visible: true }).count()).toBe(1);
    if (javaScriptEnabled) {
      const looks = [
        ['light', 1280],
        ['dark', 768],
        ['light', 360],
      ] as const;
      expect(await faults(page, looks)).toEqual([]);
      await page.evaluate('shifts.length = 0');
    }
    ahead += TAKES_MS;
    await states.filter({ visible: true, hasText: 'Done' }).waitFor({ timeout: 50_000 });
    if (javaScriptEnabled) expect(await shiftOf(page)).toBeLessThan(0.01);
    expect(wrong).toEqual([]);
    await context.close();
  },
  120_000,
);
