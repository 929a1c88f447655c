// SPDX-License-Identifier: Apache-2.0
// The portal in a real Chromium: every page in both languages, both colour schemes and three widths, with and without JavaScript;
// what axe-core finds, what a keyboard reaches, what moves while a table fills, and what the first page weighs.
import axe from 'axe-core';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PAGES } from '../../src/gateway/surfaces/portal/pages/index.ts';
import { createFileStore } from '../../src/store/file.ts';
import { plainGroups, startWebSsoHouse, type WebSsoHouse } from '../security/websso-house.ts';
import { launchChromium } from './browser.ts';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** Those with parameters, and what is saved as a file, are opened by other tests. */
const PLAIN = [
  ...PAGES.map(({ path }) => path).filter((path) => !/[:.]|kubeconfig|openrc|file$|^$/.test(path)),
  '/resources/flavors',
  ...['', '/stop', '/delete', '/console'].map((act) => `/resources/servers/cloud-a/SERVER${act}`),
  '/servers/new?flavor=1+1&image=ubuntu+24.04&networks=none&on=cloud-b',
  '/servers/new?flavor=none&image=none',
  '/me/credentials/CREDENTIAL/delete',
  '/api?q=server',
  '/api/listServers?do=ask&q.limit=1',
  '/api/createServer',
  '/search?q=ubuntu',
  '/compare/portability?flavors=SCS-1V-4%0ASCS-none&images=ubuntu+24.04&aspect=encrypted',
];

let house: WebSsoHouse;
let browser: Browser;
let session: Awaited<ReturnType<BrowserContext['cookies']>>;
/** What the addresses of some pages name. */
let made: { readonly server: string; readonly credential: string };
beforeAll(async () => {
  house = await startWebSsoHouse({}, { durable: createFileStore({ folder: ':memory:' }) });
  await house.change((file) => {
    plainGroups(file);
    file.gateway.portal = { operators: [{ identityProvider: 'browsers', group: 'acme-research' }] };
  });
  browser = await launchChromium();
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${house.url}/portal`);
  await page.getByRole('link', { name: /^Log in with/ }).click();
  await page.locator('[name=login]').fill('alice');
  await page.locator('[name=password]').fill('alice-pw');
  await page.locator('button').click();
  await page.waitForURL(/\/portal\/clouds$/);
  session = await page.context().cookies(house.url);
  made = { server: await makeServer(), credential: await makeCredential(page) };
});
async function makeServer(): Promise<string> {
  const { body } = await house.send('POST', '/scs/v1/servers?wait=5', {
    headers: { authorization: `Bearer ${await house.scoped('alice')}` },
    json: { cloud: 'cloud-a', name: 'web', flavor: 'SCS-1V-4-10', image: 'Debian 12', networks: 'none' },
  });
  return body.item.id;
}
/** By its page, whose secret is looked at here: no other page has it. */
async function makeCredential(page: Page): Promise<string> {
  await page.goto(`${house.url}/portal/me/credentials`);
  await page.locator('[name=name]').fill('ci');
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByText('This is the only time').waitFor();
  expect(await findings(page)).toEqual([]);
  return page.locator('[name=id]').inputValue();
}
afterAll(async () => {
  await browser?.close();
  await house?.close();
});
afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));

async function open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext(options);
  await context.addCookies(session);
  const page = await context.newPage();
  const wrong: string[] = [];
  page.on('pageerror', ({ message }) => wrong.push(message));
  page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));
  await page.goto(`${house.url}/portal${path.replace('SERVER', made.server).replace('CREDENTIAL', made.credential)}`);
  expect(wrong).toEqual([]);
  return page;
}

interface Finding {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** By the debugger, past the policy of the page. */
async function findings(page: Page): Promise<string[]> {
  const client = await page.context().newCDPSession(page);
  const run = `${axe.source};axe.run(document,{runOnly:${JSON.stringify(RULES)}}).then(({violations})=>JSON.stringify(violations))`;
  const { result } = await client.send('Runtime.evaluate', {
    expression: run,
    awaitPromise: true,
    returnByValue: true,
  });
  const found = JSON.parse(String(result.value)) as Finding[];
  return found.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}

describe.each(PLAIN)('the page %s', (path) => {
  it.each([
    ['en', 'light', 1280],
    ['de', 'dark', 1280],
    ['en', 'dark', 768],
    ['de', 'light', 360],
  ] as const)(
    'in %s, %s and %i pixels has nothing that axe-core finds, and is as wide as the window',
    async (language, colorScheme, width) => {
      const page = await open(`${path}${path.includes('?') ? '&' : '?'}lang=${language}`, {
        colorScheme,
        viewport: { width, height: 800 },
      });
      expect(await page.evaluate('document.documentElement.lang')).toBe(language);
      expect(await findings(page)).toEqual([]);
      expect(await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
    },
  );

  it('without JavaScript shows what it shows with it', async () => {
    const text = async (javaScriptEnabled: boolean): Promise<string> => {
      const page = await open(path, { javaScriptEnabled });
      const shown = await page.locator('main').innerText();
      // Times differ, and buttons that copy are the script's.
      return shown
        .replace(/\d[\d.,]*|\bCopy\b/g, '')
        .replace(/\s+/g, ' ')
        .trim();
    };
    expect(await text(false)).toBe(await text(true));
  });
});

it('the first page weighs less than 100 KB, and comes from the gateway alone', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const client = await context.newCDPSession(page);
  await client.send('Network.enable');
  let bytes = 0;
  client.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  const hosts = new Set<string>();
  page.on('request', (request) => hosts.add(new URL(request.url()).origin));
  await page.goto(`${house.url}/portal`, { waitUntil: 'networkidle' });
  expect([...hosts]).toEqual([house.url]);
  expect(bytes).toBeGreaterThan(1_000);
  expect(bytes).toBeLessThan(100_000);
});

it('nothing moves while a table fills, and a cloud that hangs is told of', async () => {
  const context = await browser.newContext();
  await context.addCookies(session);
  const page = await context.newPage();
  await page.addInitScript(`globalThis.shifts = [];
    new PerformanceObserver((list) => shifts.push(...list.getEntries().map(({ value }) => value)))
      .observe({ type: 'layout-shift', buffered: true });`);
  await house.b.faults.set('compute', 'hang');
  try {
    await page.goto(`${house.url}/portal/resources/servers`, { waitUntil: 'commit' });
    await page.getByText('Cloud A ·').or(page.getByText('cloud-a ·')).first().waitFor();
    await page.waitForLoadState('load', { timeout: 90_000 });
    await page.locator('.notice.bad').waitFor({ timeout: 90_000 });
    const shifts = await page.evaluate<number[]>('shifts');
    expect(shifts.reduce((sum, one) => sum + one, 0)).toBeLessThan(0.01);
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
  await page.getByText('It would go to').waitFor();
});

it('the switch of the appearance holds for the next page', async () => {
  const page = await open('/me', { colorScheme: 'light' });
  await page.locator('a.theme').click();
  await page.locator('a.theme').click();
  await page.goto(`${house.url}/portal/clouds`);
  expect(await page.evaluate('document.documentElement.dataset.theme')).toBe('dark');
});
