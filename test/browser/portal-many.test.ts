// SPDX-License-Identifier: Apache-2.0
// Five thousand servers of one cloud in the portal: ordered, page by page, in the largest pages and as a file, without anything
// that moves, and never more of them in a page than it says.
import { readFile } from 'node:fs/promises';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { plainGroups, startWebSsoHouse, type WebSsoHouse } from '../security/websso-house.ts';
import { launchChromium } from './browser.ts';
import { type Cookies, complaintsOf, sessionOf, shiftOf, watchShifts } from './portal-house.ts';

const MANY = 5_000;

let house: WebSsoHouse;
let browser: Browser;
let session: Cookies;
beforeAll(async () => {
  house = await startWebSsoHouse({}, { clouds: { instances: MANY } });
  await house.change(plainGroups);
  const token = await house.scoped('alice');
  const first = async (kind: string): Promise<string> =>
    (await house.send('GET', `/scs/v1/${kind}?cloud=cloud-a`, { headers: { authorization: `Bearer ${token}` } })).body
      .items[0].id;
  const server = {
    ...{ name: 'srv', min_count: MANY, networks: 'none' },
    ...{ flavorRef: await first('flavors'), imageRef: await first('images') },
  };
  const made = await house.send('POST', '/clouds/cloud-a/compute/v2.1/servers', {
    token,
    json: { server },
    headers: { 'openstack-api-version': 'compute 2.37' },
  });
  expect(made.status).toBe(202);
  // Once before anybody looks: the first list of so many is slow where nothing has been compiled yet.
  const all = await house.send('GET', '/scs/v1/servers?limit=250&timeout=60', {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(all.body.clouds).toMatchObject([{ cloud: 'cloud-a', status: 'ok' }, {}]);
  browser = await launchChromium();
  session = await sessionOf(browser, house.url);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await house?.close();
});
afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));

async function open(path: string): Promise<{ page: Page; wrong: string[] }> {
  const context = await browser.newContext();
  await context.addCookies(session);
  const page = await context.newPage();
  const wrong = complaintsOf(page);
  await watchShifts(page);
  await page.goto(`${house.url}/portal/resources/servers${path}`);
  return { page, wrong };
}
const names = (page: Page): Promise<string[]> => page.locator('#rows tbody th').allInnerTexts();

it('are ordered and turned over page by page, each of them once, and nothing moves', async () => {
  const { page, wrong } = await open('');
  const byName = page.getByRole('columnheader', { name: 'Name' });
  // Waits until the page is whole.
  const follow = (link: Locator, to: RegExp): Promise<unknown> => Promise.all([page.waitForURL(to), link.click()]);
  expect(await names(page)).toHaveLength(50);
  expect(await page.locator('.strip').innerText()).toContain('cloud-a · ');
  await follow(byName.getByRole('link'), /sort=name/);
  const rising = await names(page);
  expect(rising).toEqual(rising.toSorted());
  expect(await byName.getAttribute('aria-sort')).toBe('ascending');
  await follow(page.getByRole('link', { name: 'Next page' }), /cursor=/);
  const second = await names(page);
  expect(second).toHaveLength(50);
  expect([...rising, ...second]).toEqual([...rising, ...second].toSorted());
  expect(new Set([...rising, ...second]).size).toBe(100);
  // The order goes along; the page does not, with another order.
  await follow(byName.getByRole('link'), /sort=-name/);
  expect(new URL(page.url()).searchParams.has('cursor')).toBe(false);
  const falling = await names(page);
  expect(falling).toEqual(rising.concat(falling).toSorted().toReversed().slice(0, 50));
  expect(await shiftOf(page)).toBeLessThan(0.01);
  expect(wrong).toEqual([]);
});

it('stand 250 on a page, however many an address asks for', async () => {
  const { page, wrong } = await open(`?limit=${MANY}&sort=name`);
  expect(await names(page)).toHaveLength(250);
  expect(await shiftOf(page)).toBeLessThan(0.01);
  // Whoever looks at that much scrolls within the table, not the page sideways.
  expect(await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
  expect(wrong).toEqual([]);
});

it('are found by a part of the name, and are a file of as many lines, each of them once', async () => {
  const { page } = await open('?limit=25');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'CSV' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('servers.csv');
  const [head, ...lines] = (await readFile(await download.path(), 'utf8')).trimEnd().split('\r\n');
  const at = head?.split(',').indexOf('id') ?? -1;
  expect(lines).toHaveLength(MANY);
  expect(new Set(lines.map((line) => line.split(',')[at])).size).toBe(MANY);
  await page.locator('main [name=name]').fill('srv-4999');
  await page.getByRole('button', { name: 'Show' }).click();
  await expect.poll(() => names(page), { timeout: 20_000 }).toEqual(['srv-4999']);
});
