// SPDX-License-Identifier: Apache-2.0
// The portal in somebody's hands: by keys alone from the login to the end of a server, with a focus that can be seen; and what
// happens on a page that is only looked at.
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { plainGroups, startWebSsoHouse, type WebSsoHouse } from '../security/websso-house.ts';
import { launchChromium } from './browser.ts';
import { type Cookies, complaintsOf, sessionOf } from './portal-house.ts';

let house: WebSsoHouse;
let browser: Browser;
let session: Cookies;
let context: BrowserContext;
let page: Page;
let wrong: string[];

beforeAll(async () => {
  house = await startWebSsoHouse();
  await house.change(plainGroups);
  browser = await launchChromium();
  session = await sessionOf(browser, house.url);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await house?.close();
});
beforeEach(async () => {
  context = await browser.newContext();
  page = await context.newPage();
  wrong = complaintsOf(page);
});
afterEach(() => context.close());

async function make(name: string): Promise<string> {
  const { status, body } = await house.send('POST', '/scs/v1/servers?wait=5', {
    headers: { authorization: `Bearer ${await house.scoped('alice')}` },
    json: { cloud: 'cloud-a', name, flavor: 'SCS-1V-4-10', image: 'Debian 12', networks: 'none' },
  });
  expect(status).toBe(201);
  return body.item.id;
}

interface Focused {
  readonly text: string;
  readonly name: string;
  readonly href: string;
  /** Whether somebody can see that it is this one. */
  readonly seen: boolean;
}
const focused = (): Promise<Focused> =>
  page.evaluate<Focused>(`(() => {
    const one = document.activeElement;
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one);
    const box = one.getBoundingClientRect();
    const seen = ((outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) || boxShadow !== 'none')
      && box.width > 0 && box.height > 0 && box.top < innerHeight && box.bottom > 0;
    return { text: (one.textContent ?? '').trim().replace(/\\s+/g, ' '), name: one.getAttribute('name') ?? '', href: one.getAttribute('href') ?? '', seen };
  })()`);

/** By the tab key alone; every stop on the way can be seen. */
async function tabTo(wanted: (at: Focused) => boolean): Promise<void> {
  if (wanted(await focused())) return;
  for (let presses = 0; presses < 120; presses += 1) {
    await page.keyboard.press('Tab');
    const at = await focused();
    if (page.url().startsWith(house.url)) expect([at, at.seen]).toEqual([at, true]);
    if (wanted(at)) return;
  }
  throw new Error('no key leads there');
}

it('keys alone log in, find a server, choose its columns, and delete it, with a focus that is seen at every stop', async () => {
  await make('old-wiki');
  await page.goto(`${house.url}/portal`);
  await tabTo(({ text }) => text.startsWith('Log in with'));
  await page.keyboard.press('Enter');
  await page.locator('[name=login]').waitFor();
  await tabTo(({ name }) => name === 'login');
  await page.keyboard.type('alice');
  await tabTo(({ name }) => name === 'password');
  await page.keyboard.type('alice-pw');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/portal\/clouds$/);

  await tabTo(({ text }) => text === 'Resources');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/portal\/resources\/servers$/);
  // Past the head at once.
  await page.keyboard.press('Tab');
  expect((await focused()).text).toBe('Skip to the content');
  await page.keyboard.press('Enter');
  await tabTo(({ name }) => name === 'name');
  await page.keyboard.type('wiki');
  await tabTo(({ text }) => text === 'Columns');
  await page.keyboard.press('Enter');
  await tabTo(({ name }) => name === 'columns');
  await page.keyboard.press('Space');
  await tabTo(({ text }) => text === 'Show');
  await page.keyboard.press('Enter');
  await page.waitForURL(/name=wiki/);
  expect(new URL(page.url()).searchParams.getAll('columns').length).toBeGreaterThan(1);
  await page.locator('#rows tbody th').getByText('old-wiki').waitFor();

  await tabTo(({ text }) => text === 'Delete old-wiki');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Delete old-wiki' }).waitFor();
  await tabTo(({ text }) => text === 'Delete');
  await page.keyboard.press('Enter');
  await page.getByRole('status').waitFor();
  expect(wrong).toEqual([]);
}, 120_000);

it('a page that is only looked at follows the clouds, and the focus and what is open stay where they were', async () => {
  await make('first');
  await context.addCookies(session);
  await page.clock.install();
  await page.goto(`${house.url}/portal/resources/servers?sort=-name`);
  const row = page.locator('#rows tbody th a', { hasText: 'first' });
  await row.focus();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.resourceType()));
  await make('second');
  await page.clock.runFor(31_000);
  await page.locator('#rows tbody th a', { hasText: 'second' }).waitFor();
  // Nothing but the page itself is asked for, and no window is left for it.
  expect(new Set(asked)).toEqual(new Set(['fetch']));
  expect((await focused()).text).toBe('first');
  expect(await page.locator('#list > .state').count()).toBe(1);
  expect(wrong).toEqual([]);
});

it('a part that was opened stays open when its page asks anew', async () => {
  await context.addCookies(session);
  await page.clock.install();
  await page.goto(`${house.url}/portal/clouds`);
  const services = page.locator('#services-cloud-a');
  await services.locator('summary').click();
  const time = await page.locator('.asof time').getAttribute('datetime');
  await page.clock.runFor(16_000);
  await expect.poll(() => page.locator('.asof time').getAttribute('datetime')).not.toBe(time);
  expect(await services.getAttribute('open')).not.toBeNull();
  expect((await focused()).text).toContain('cloud-a');
});

it('whoever marks a text is not disturbed, and is shown the news afterwards', async () => {
  await context.addCookies(session);
  await page.clock.install();
  await page.goto(`${house.url}/portal/clouds`);
  await page.evaluate(`getSelection().selectAllChildren(document.querySelector('.card h2'))`);
  const time = await page.locator('.asof time').getAttribute('datetime');
  const [answer] = await Promise.all([page.waitForResponse(/\/portal\/clouds$/), page.clock.runFor(16_000)]);
  await answer.finished();
  expect(await page.locator('.asof time').getAttribute('datetime')).toBe(time);
  await page.evaluate('getSelection().removeAllRanges()');
  await page.clock.runFor(16_000);
  await expect.poll(() => page.locator('.asof time').getAttribute('datetime')).not.toBe(time);
});

it('what is shown stays when the session ends while somebody looks, with the time that it is of', async () => {
  await context.addCookies(session);
  await page.clock.install();
  await page.goto(`${house.url}/portal/clouds`);
  const time = await page.locator('.asof time').getAttribute('datetime');
  await context.clearCookies();
  await Promise.all([page.waitForResponse(/\/portal\/login/), page.clock.runFor(16_000)]);
  await page.waitForTimeout(200);
  expect(await page.locator('.asof time').getAttribute('datetime')).toBe(time);
  expect(page.url()).toBe(`${house.url}/portal/clouds`);
});

it('a button copies what stands below it, and says so for a moment', async () => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: house.url });
  await context.addCookies(session);
  await page.clock.install();
  await page.goto(`${house.url}/portal/clouds`);
  await page.getByText('The same by command or program').click();
  const block = page.locator('figure.code', { hasText: 'curl' }).first();
  await block.getByRole('button', { name: 'Copy' }).click();
  await block.getByRole('button', { name: 'Copied' }).waitFor();
  expect(await page.evaluate('navigator.clipboard.readText()')).toBe(await block.locator('code').innerText());
  await page.clock.runFor(3_000);
  await block.getByRole('button', { name: 'Copy', exact: true }).waitFor();
});

it('a filter applies at once where there is a script, and by its button where there is none', async () => {
  await context.addCookies(session);
  await page.goto(`${house.url}/portal/compare/flavors`);
  await page.locator('main [name=offered]').selectOption('partly');
  await page.waitForURL(/offered=partly/);
  expect(await page.locator('#flavors tbody tr').count()).toBe(2);
  const plain = await browser.newContext({ javaScriptEnabled: false });
  await plain.addCookies(session);
  const other = await plain.newPage();
  await other.goto(`${house.url}/portal/compare/flavors`);
  await other.locator('main [name=offered]').selectOption('partly');
  expect(other.url()).not.toContain('offered');
  await other.getByRole('button', { name: 'Show' }).click();
  await other.waitForURL(/offered=partly/);
  expect(await other.locator('#flavors tbody tr').count()).toBe(2);
  await plain.close();
});
