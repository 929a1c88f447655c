// SPDX-License-Identifier: Apache-2.0
// The portal in a real Chromium: what is shown before a login, what comes of forms, one object of each kind, what is saved as a
// file, what a keyboard reaches, what moves while a table fills, and what the first page weighs.
import { readFile } from 'node:fs/promises';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { RESOURCES } from '../../src/model/scs/resources/index.ts';
import type { WebSsoHouse } from '../security/websso-house.ts';
import { faults } from './portal-eyes.ts';
import { type Furnished, startFurnished } from './portal-furnished.ts';
import { type Cookies, complaintsOf, countBytes, openAs, sessionOf, shiftOf, watchShifts } from './portal-house.ts';

/** Of what nobody has made here. */
const NONE_HERE = ['floating-ips', 'load-balancers', 'containers'];

let furnished: Furnished;
let house: WebSsoHouse;
let browser: Browser;
let session: Cookies;
beforeAll(async () => {
  furnished = await startFurnished();
  ({ house, browser, session } = furnished);
});
afterAll(() => furnished?.close());
afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));

const open = (path: string, options: BrowserContextOptions = {}): Promise<Page> =>
  openAs(browser, session, furnished.address(path), options);

/** Without a login. */
it.each([
  ['/portal', /^Welcome|One login/],
  ['/portal/login?to=%2Fportal%2Fme', /./],
  ['/portal/login/nobody', /./],
  ['/identity/v3/auth/websso/callback/browsers?state=portal.x&code=y', /./],
  ['/portal/nothing-is-here', /./],
])('for nobody in particular %s has nothing that axe-core finds, and fits', async (path, heading) => {
  for (const [language, looks] of [
    [
      'en',
      [
        ['light', 1280],
        ['dark', 360],
      ],
    ],
    ['de', [['dark', 768]]],
  ] as const) {
    const context = await browser.newContext({ locale: language });
    const page = await context.newPage();
    const wrong = complaintsOf(page);
    await page.goto(`${house.url}${path}`);
    expect(await page.evaluate('document.documentElement.lang')).toBe(language);
    if (language === 'en') expect(await page.locator('h1').innerText()).toMatch(heading);
    expect(await faults(page, looks)).toEqual([]);
    expect(wrong).toEqual([]);
  }
});

describe('the page that comes of a form', () => {
  const LOOKS = [
    ['light', 360],
    ['dark', 1280],
  ] as const;
  const BOB = { name: 'bob', password: 'bob-pw' };
  const at = (act: string) => `/resources/servers/cloud-a/SERVER/${act}`;

  it.each([
    ['of a server that was rebooted', at('reboot'), 'Reboot', 'Done'],
    ['of a console', at('console'), 'Console', 'It opens in a new window'],
    ['of a session that was made to end', '/me', 'End all my sessions', 'Where do you log in?'],
  ])('%s has nothing that axe-core finds, and fits', async (_what, path, button, words) => {
    // Every session of whoever it is ends with it.
    const own = path === '/me' ? await sessionOf(browser, house.url, BOB) : session;
    const page = await openAs(browser, own, furnished.address(path));
    await page.locator('main').getByRole('button', { name: button, exact: true }).click();
    await page.getByText(words).first().waitFor();
    expect(await faults(page, LOOKS)).toEqual([]);
  });

  it('of what the cloud refuses has nothing that axe-core finds, and fits', async () => {
    const page = await open('/servers/new?flavor=SCS-1V-4-10&image=Debian+12&networks=none');
    await page.locator('#new-name').fill('one');
    await page.locator('#new-keypair').fill('nowhere');
    await page.getByRole('button', { name: 'Create the server' }).click();
    await page.getByText('It did not work').first().waitFor();
    expect(await faults(page, LOOKS)).toEqual([]);
  });

  it('of a logout has nothing that axe-core finds, and fits', async () => {
    const page = await openAs(browser, await sessionOf(browser, house.url), `${house.url}/portal/clouds`);
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByRole('heading', { name: 'You are logged out' }).waitFor();
    expect(await faults(page, LOOKS)).toEqual([]);
  });

  it('of another site has nothing that axe-core finds, and fits', async () => {
    const page = await open('/me');
    await page.goto('about:blank');
    await page.setContent(`<form method="post" action="${house.url}/portal/me"><button>x</button></form>`);
    await page.locator('button').click();
    await page.getByRole('heading', { name: 'This form did not come from a page of the portal' }).waitFor();
    expect(await faults(page, LOOKS)).toEqual([]);
  });
});

describe.each(RESOURCES.map(({ plural }) => plural).filter((plural) => !NONE_HERE.includes(plural)))(
  'one of the %s',
  (plural) => {
    it('has a page on which axe-core finds nothing, and that fits', async () => {
      const { cloud, id } = await vi.waitFor(
        async () => {
          const list = JSON.parse(await (await fetchAs(`/resources/${plural}?format=json`)).text());
          expect(list.items).not.toEqual([]);
          return list.items[0];
        },
        { timeout: 30_000, interval: 500 },
      );
      const path = `/resources/${plural}/${cloud}/${encodeURIComponent(id)}`;
      const page = await open(`${path}?lang=de`);
      expect(await page.locator('dl.facts dt').count()).toBeGreaterThan(2);
      expect(await faults(page, [['dark', 360]])).toEqual([]);
    });
  },
);
const fetchAs = (path: string): Promise<Response> =>
  fetch(furnished.address(path), {
    headers: { cookie: session.map(({ name, value }) => `${name}=${value}`).join('; '), accept: 'text/html' },
  });

it.each([
  ['/me', 'clouds.yaml', 'clouds.yaml', /^clouds:\n/],
  ['/me', 'openrc', /-openrc\.sh$/, /^export OS_/m],
  ['/me', 'kubeconfig', 'kubeconfig', /^apiVersion: v1\n/],
  ['/clusters', 'kubeconfig', 'kubeconfig', /^apiVersion: v1\n/],
])('%s gives the file %s', async (path, link, name, text) => {
  const page = await open(path);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.locator('main').getByRole('link', { name: link }).first().click(),
  ]);
  expect(download.suggestedFilename()).toEqual(typeof name === 'string' ? name : expect.stringMatching(name));
  expect(await readFile(await download.path(), 'utf8')).toMatch(text);
});

it('a credential that has just been made is saved with its secret', async () => {
  const page = await open('/me/credentials');
  await page.locator('[name=name]').fill('to-be-saved');
  await page.getByRole('button', { name: 'Create' }).click();
  const secret = await page.locator('[name=secret]').inputValue();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'clouds.yaml' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('clouds.yaml');
  expect(await readFile(await download.path(), 'utf8')).toContain(secret);
});

it('the first page weighs less than 100 KB, and comes from the gateway alone', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const bytes = await countBytes(page);
  const hosts = new Set<string>();
  page.on('request', (request) => hosts.add(new URL(request.url()).origin));
  await page.goto(`${house.url}/portal`, { waitUntil: 'networkidle' });
  expect([...hosts]).toEqual([house.url]);
  expect(bytes()).toBeGreaterThan(1_000);
  expect(bytes()).toBeLessThan(100_000);
});

it('nothing moves while a table fills, and a cloud that hangs is told of', async () => {
  const context = await browser.newContext();
  await context.addCookies(session);
  const page = await context.newPage();
  await watchShifts(page);
  await house.b.faults.set('compute', 'hang');
  try {
    await page.goto(`${house.url}/portal/resources/servers`, { waitUntil: 'commit' });
    // What the other has is there to be read, with a way to act on it, long before that.
    await page.getByRole('rowheader', { name: 'web', exact: true }).getByRole('link').waitFor();
    expect(await page.evaluate('document.readyState')).toBe('loading');
    await page.getByText('cloud-a ·').filter({ visible: true }).waitFor();
    await page.waitForLoadState('load', { timeout: 90_000 });
    await page.locator('.notice.bad').waitFor({ timeout: 90_000 });
    expect(await shiftOf(page)).toBeLessThan(0.01);
  } finally {
    await house.b.faults.clear();
  }
}, 180_000);

it('a keyboard reaches the content, every link of the navigation and the end of the session, in this order', async () => {
  const page = await open('/clouds');
  const reached: string[] = [];
  for (let presses = 0; presses < 16; presses += 1) {
    await page.keyboard.press('Tab');
    reached.push(await page.evaluate<string>(`document.activeElement?.textContent?.trim() ?? ''`));
  }
  expect(reached[0]).toBe('Skip to the content');
  const order = ['Clouds', 'Resources', 'Me', 'Log out'].map((word) => reached.indexOf(word));
  expect(order).toEqual(order.toSorted((a, b) => a - b));
  expect(order[0]).toBeGreaterThan(0);
});

it('the preview of a new server follows what is filled in, and what was written stays', async () => {
  const page = await open('/servers/new?flavor=SCS-1V-4-10&image=Debian+12&networks=none');
  await page.locator('#new-name').fill('web-2');
  await page.locator('[name=flavor]').fill('none');
  await page.locator('[name=image]').focus();
  await page.getByText('No cloud fits.').waitFor();
  expect(page.url()).toContain('flavor=none');
  await page.locator('[name=flavor]').fill('SCS-1V-4');
  await page.locator('[name=image]').focus();
  await page.locator('strong', { hasText: /^It would go to cloud-/ }).waitFor();
});

it('the switch of the appearance holds for the next page', async () => {
  const page = await open('/me', { colorScheme: 'light' });
  await page.locator('a.theme').click();
  await page.locator('a.theme').click();
  await page.goto(`${house.url}/portal/clouds`);
  expect(await page.evaluate('document.documentElement.dataset.theme')).toBe('dark');
});
