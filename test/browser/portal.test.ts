// SPDX-License-Identifier: Apache-2.0
// The portal in a real Chromium: every page in both languages, both colour schemes and three widths, with and without JavaScript;
// what axe-core finds, what a keyboard reaches, what moves while a table fills, and what the first page weighs.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { PAGES } from '../../src/gateway/surfaces/portal/pages/index.ts';
import { RESOURCES } from '../../src/model/scs/resources/index.ts';
import { createFileStore } from '../../src/store/file.ts';
import type { ClusterStandIn } from '../../standins/cluster.ts';
import { plainGroups, startWebSsoHouse, type WebSsoHouse } from '../security/websso-house.ts';
import { launchChromium } from './browser.ts';
import {
  type Cookies,
  clusterEntry,
  clusterOf,
  complaintsOf,
  countBytes,
  furnish,
  openAs,
  sessionOf,
  shiftOf,
  watchShifts,
} from './portal-house.ts';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** Those with parameters, and what is saved as a file, are opened by other tests. */
const PLAIN = [
  ...PAGES.map(({ path }) => path).filter((path) => !/[:.]|kubeconfig|openrc|file$|^$/.test(path)),
  '/resources/flavors',
  ...['', '/stop', '/delete', '/console'].map((act) => `/resources/servers/cloud-a/SERVER${act}`),
  '/clusters/cloud-a/prod',
  '/servers/new?flavor=1+1&image=ubuntu+24.04&networks=none&on=cloud-b',
  '/servers/new?flavor=none&image=none',
  '/me/credentials/CREDENTIAL/delete',
  '/api?q=server',
  '/api/listServers?do=ask&q.limit=1',
  '/api/createServer',
  '/search?q=ubuntu',
  '/compare/portability?flavors=SCS-1V-4%0ASCS-none&images=ubuntu+24.04&aspect=encrypted',
  '/nothing-is-here',
];
/** Of what nobody has made here. */
// Key pairs are those of one user, and who made them is not who looks.
const NONE_HERE = ['floating-ips', 'load-balancers', 'containers', 'keypairs'];

let folder: string;
let house: WebSsoHouse;
let cluster: ClusterStandIn;
let browser: Browser;
let session: Cookies;
/** What the addresses of some pages name. */
let made: { readonly server: string; readonly credential: string };
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scs-portal-'));
  house = await startWebSsoHouse({}, { durable: createFileStore({ folder: ':memory:' }) });
  cluster = await clusterOf(house);
  const caFile = join(folder, 'ca.pem');
  await writeFile(caFile, cluster.ca);
  await house.change((file) => {
    plainGroups(file);
    file.clouds[0].clusters = [clusterEntry(cluster, caFile)];
    file.gateway.portal = { operators: [{ identityProvider: 'browsers', group: 'acme-research' }] };
  });
  const { server } = await furnish(house);
  browser = await launchChromium();
  session = await sessionOf(browser, house.url);
  made = { server, credential: await makeCredential() };
});
/** By its page, whose secret is looked at here: no other page has it. */
async function makeCredential(): Promise<string> {
  const page = await openAs(browser, session, `${house.url}/portal/me/credentials`);
  await page.locator('[name=name]').fill('ci');
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByText('This is the only time').waitFor();
  expect(await findings(page)).toEqual([]);
  return page.locator('[name=id]').inputValue();
}
afterAll(async () => {
  await browser?.close();
  await house?.close();
  await cluster?.close();
  await rm(folder, { recursive: true, force: true });
});
afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));

const addressOf = (path: string): string =>
  `${house.url}/portal${path.replace('SERVER', made.server).replace('CREDENTIAL', made.credential)}`;
const open = (path: string, options: BrowserContextOptions = {}): Promise<Page> =>
  openAs(browser, session, addressOf(path), options);

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

type Look = readonly [scheme: 'light' | 'dark', width: number];

/** What axe-core finds, and what is wider than the window, as each of them. */
async function faults(page: Page, looks: readonly Look[]): Promise<unknown[]> {
  const found: unknown[] = [];
  for (const [colorScheme, width] of looks) {
    // Colours that are still on their way to others are nobody's.
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width, height: 800 });
    const all = [...(await findings(page)), ...(await cut(page))];
    if (all.length > 0) found.push([colorScheme, width, all]);
  }
  return found;
}

/** What does not fit: into the window, or into a box that shows only a part of it. On a phone a long name ends in dots. */
const cut = (page: Page): Promise<string[]> =>
  page.evaluate<string[]>(`[
    ...(document.documentElement.scrollWidth > innerWidth ? ['the page, by ' + (document.documentElement.scrollWidth - innerWidth)] : []),
    ...[...document.querySelectorAll('body *')].filter((one) => {
      const { overflowX, overflowY, textOverflow } = getComputedStyle(one);
      if (one.closest('.hidden, svg') || one.clientWidth === 0 || (innerWidth < 640 && textOverflow === 'ellipsis')) return false;
      return (overflowX === 'hidden' && one.scrollWidth > one.clientWidth + 1) || (overflowY === 'hidden' && one.scrollHeight > one.clientHeight + 1);
    }).map((one) => one.outerHTML.slice(0, 120)),
  ]`);

const with_ = (path: string, query: string): string => `${path}${path.includes('?') ? '&' : '?'}${query}`;

describe.each(PLAIN)('the page %s', (path) => {
  it.each<[string, Look[]]>([
    [
      'en',
      [
        ['light', 1280],
        ['dark', 768],
      ],
    ],
    [
      'de',
      [
        ['dark', 1280],
        ['light', 360],
      ],
    ],
  ])('in %s, light and dark, wide and narrow, has nothing that axe-core finds, and fits', async (language, looks) => {
    const page = await open(with_(path, `lang=${language}`));
    expect(await page.evaluate('document.documentElement.lang')).toBe(language);
    expect(await faults(page, looks)).toEqual([]);
  });

  it('twice as large fits, as a whole and by its letters alone', async () => {
    // A window of 1,280 pixels at 200 % (WCAG 2.2, 1.4.10).
    const page = await open(path, { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 });
    expect(await cut(page)).toEqual([]);
    const client = await page.context().newCDPSession(page);
    await page.setViewportSize({ width: 1280, height: 800 });
    // As somebody sets them in their browser (1.4.4).
    await client.send('Page.setFontSizes', { fontSizes: { standard: 32, fixed: 26 } });
    await expect.poll(() => page.evaluate('getComputedStyle(document.documentElement).fontSize')).toBe('32px');
    expect(await cut(page)).toEqual([]);
  });

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
    // An age that passes from one word to the next in between is no difference.
    await expect
      .poll(
        async () => {
          const [without, scripted] = [await text(false), await text(true)];
          return without === scripted ? 'the same' : `${without}\n${scripted}`;
        },
        { timeout: 40_000 },
      )
      .toBe('the same');
  });
});

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
    const page = await openAs(browser, own, addressOf(path));
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
  fetch(addressOf(path), {
    headers: { cookie: session.map(({ name, value }) => `${name}=${value}`).join('; '), accept: 'text/html' },
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
    await page.getByText('Cloud A ·').or(page.getByText('cloud-a ·')).first().waitFor();
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
