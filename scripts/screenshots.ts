// SPDX-License-Identifier: Apache-2.0
// `npm run screenshots`: pictures of every page of the portal on the furnished demo, in both languages, light and dark, at three
// widths, into .screenshots/. Needs Debian's chromium.
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import { Agent, fetch } from 'undici';
import { type Demo, startDemo } from '../demo/demo.ts';
import { furnish } from '../demo/furnish.ts';
import { PLACES, type Place } from './portal-places.ts';

const LANGUAGES = { en: 'en-GB', de: 'de-DE' } as const;
const SCHEMES = ['light', 'dark'] as const;
const WIDTHS = { 1280: 800, 768: 1024, 360: 740 } as const;
const USER = 'alice';

const { only, folder, help } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    folder: { type: 'string', default: '.screenshots' },
    help: { type: 'boolean', short: 'h', default: false },
  },
}).values;

async function run(): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'scs-screenshots-'));
  const demo = await startDemo(home);
  let browser: Browser | undefined;
  try {
    await furnish(demo);
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
    await mkdir(folder, { recursive: true });
    const { session, credential } = await logIn(browser, demo);
    const names = { ...(await namesOf(demo)), CREDENTIAL: credential, CLUSTER: 'demo-a' };
    const places = PLACES.filter(({ name }) => name.includes(only));
    for (const place of places)
      console.log(`${place.name}: ${await takeAll(browser, demo, place, { names, session })} pictures`);
  } finally {
    await browser?.close();
    await demo.close();
    await rm(home, { recursive: true, force: true });
  }
}

type Cookies = Awaited<ReturnType<BrowserContext['cookies']>>;

/** Its certificate is of the demo's own authority. */
const openContext = (browser: Browser, more: Parameters<Browser['newContext']>[0] = {}): Promise<BrowserContext> =>
  browser.newContext({ ignoreHTTPSErrors: true, reducedMotion: 'reduce', ...more });

/** Also makes an application credential, by its page. */
async function logIn(
  browser: Browser,
  { gatewayUrl, users }: Demo,
): Promise<{ readonly session: Cookies; readonly credential: string }> {
  const context = await openContext(browser, { locale: LANGUAGES.en });
  const page = await context.newPage();
  await page.goto(`${gatewayUrl}/portal`);
  await page.getByRole('link', { name: /^Log in with/ }).click();
  await page.locator('[name=login]').fill(USER);
  await page.locator('[name=password]').fill(users.find(({ name }) => name === USER)?.password ?? '');
  await page.locator('button').click();
  await page.waitForURL(/\/portal\/clouds$/);
  await page.goto(`${gatewayUrl}/portal/me/credentials`);
  await page.locator('[name=name]').fill('ci-pipeline');
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByText('This is the only time').waitFor();
  const credential = await page.locator('[name=id]').inputValue();
  const session = await context.cookies(gatewayUrl);
  await context.close();
  return { session, credential };
}

/** What stands in the paths for an id. */
async function namesOf({ gatewayUrl, env }: Demo): Promise<Readonly<Record<string, string>>> {
  const dispatcher = new Agent({ connect: { ca: await readFile(env.SCS_CA ?? '', 'utf8') } });
  const headers = { authorization: `Bearer ${env.SCS_TOKEN}` };
  const ask = async <T>(method: string, path: string): Promise<T> =>
    (await (await fetch(`${gatewayUrl}${path}`, { method, headers, dispatcher })).json()) as T;
  try {
    const { items } = await ask<{ items: { id: string }[] }>('GET', '/scs/v1/servers?cloud=cloud-a&name=web-1');
    const id = items[0]?.id ?? '';
    const reboot = await ask<{ operation: { id: string } }>('POST', `/scs/v1/servers/cloud-a/${id}/actions/reboot`);
    return { SERVER: id, OPERATION: reboot.operation.id };
  } finally {
    await dispatcher.close();
  }
}

interface Known {
  readonly names: Readonly<Record<string, string>>;
  readonly session: Cookies;
}

async function takeAll(browser: Browser, demo: Demo, place: Place, { names, session }: Known): Promise<number> {
  let taken = 0;
  for (const [language, locale] of Object.entries(LANGUAGES))
    for (const colorScheme of SCHEMES) {
      const context = await openContext(browser, { locale, colorScheme });
      if (!place.open) await context.addCookies(session);
      const page = await context.newPage();
      for (const [width, height] of Object.entries(WIDTHS)) {
        await page.setViewportSize({ width: Number(width), height });
        const path = place.path.replace(/[A-Z]{6,}/g, (word) => names[word] ?? word);
        await page.goto(`${demo.gatewayUrl}/portal${path}`);
        await page.screenshot({
          path: join(folder, `${place.name}.${language}.${colorScheme}.${width}.png`),
          fullPage: true,
        });
        taken += 1;
      }
      await context.close();
    }
  return taken;
}

if (help)
  console.log(`npm run screenshots                     every page into .screenshots/
npm run screenshots -- --only servers   pages with this word in their names
npm run screenshots -- --folder <path>  into another folder`);
else await run();
