// SPDX-License-Identifier: Apache-2.0
// A person's session in a real Chromium from its login to its end: by the clock, by a revocation elsewhere, by a logout.
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { plainGroups, startWebSsoHouse, type WebSsoHouse } from '../security/websso-house.ts';
import { launchChromium } from './browser.ts';
import { complaintsOf, logInAt } from './portal-house.ts';

const MINUTE = 60_000;
const ASKED = '/portal/resources/networks?sort=name';

let house: WebSsoHouse;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let wrong: string[];
let ahead = 0;

beforeAll(async () => {
  house = await startWebSsoHouse({ tokenLifetime: '1h' }, { now: () => Date.now() + ahead });
  await house.change(plainGroups);
  browser = await launchChromium();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await house?.close();
});
beforeEach(async () => {
  ahead = 0;
  context = await browser.newContext();
  page = await context.newPage();
  wrong = complaintsOf(page);
  await page.goto(`${house.url}${ASKED}`);
  await logInAt(page);
});
afterEach(() => context.close());

const at = (): string => page.url().slice(house.url.length);
const ours = async (): Promise<string[]> => (await context.cookies(house.url)).map(({ name }) => name);

it('a login leads back to the page that was asked for, with nothing that a script could read', async () => {
  expect(at()).toBe(ASKED);
  const [session] = (await context.cookies(house.url)).filter(({ name }) => name === 'scs-portal');
  expect(session).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' });
  expect(await ours()).not.toContain('scs-portal-login');
  expect(await page.evaluate('document.cookie')).toBe('');
  expect(await page.evaluate('localStorage.length + sessionStorage.length')).toBe(0);
  expect(await page.content()).not.toMatch(/eyJ[\w-]{16,}\./);
  expect(wrong).toEqual([]);
});

it('a session that has expired leads to a login, and from there to where one was', async () => {
  ahead = 61 * MINUTE;
  await page.getByRole('link', { name: 'Me', exact: true }).click();
  expect(new URL(page.url()).pathname).toBe('/portal/login');
  expect(await ours()).not.toContain('scs-portal');
  ahead = 0;
  // The provider still knows who it is, and asks nothing.
  await page.getByRole('link', { name: 'Log in with browsers' }).click();
  await page.waitForURL(/\/portal\/me$/);
  expect(wrong).toEqual([]);
});

it('a form that is sent after the end changes nothing, and says that the session has ended', async () => {
  await page.goto(`${house.url}/portal/me`);
  ahead = 61 * MINUTE;
  await page.getByRole('button', { name: 'End all my sessions' }).click();
  await page.getByText('Your session has ended').waitFor();
  ahead = 0;
  await page.getByRole('link', { name: 'Log in with browsers' }).click();
  await page.waitForURL(/\/portal\/me$/);
});

it('a session that was revoked elsewhere is over with the next click, and what is shown stays until then', async () => {
  const other = await browser.newContext();
  const there = await other.newPage();
  await there.goto(`${house.url}/portal/me`);
  await logInAt(there);
  await there.getByRole('button', { name: 'End all my sessions' }).click();
  await there.waitForURL(/\/portal\/login/);
  await other.close();
  expect(await page.locator('h1').innerText()).toContain('Networks');
  await page.getByRole('link', { name: 'Clouds', exact: true }).click();
  expect(new URL(page.url()).pathname).toBe('/portal/login');
  expect(await ours()).not.toContain('scs-portal');
});

it('a logout ends the session, the way back shows nothing of it, and the provider’s own can be ended too', async () => {
  await page.getByRole('button', { name: 'Log out' }).click();
  await page.getByRole('heading', { name: 'You are logged out' }).waitFor();
  expect(await ours()).not.toContain('scs-portal');
  await page.goBack();
  await page.waitForURL(/\/portal\/login\?/);
  expect(await page.content()).not.toContain('alice');
  await page.goto(`${house.url}/portal`);
  expect(await page.content()).not.toContain('alice');
});

it('a logout at the provider as well asks for the password again', async () => {
  await page.getByRole('button', { name: 'Log out' }).click();
  await page.getByRole('link', { name: 'Log out at the identity provider as well' }).click();
  await page.locator('button').first().click();
  await page.waitForURL(/logged-out/);
  await page.goto(`${house.url}/portal/login`);
  await page.getByRole('link', { name: 'Log in with browsers' }).click();
  await page.locator('[name=password]').waitFor();
});
