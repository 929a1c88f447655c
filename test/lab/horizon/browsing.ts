// SPDX-License-Identifier: Apache-2.0
// What a person does in Horizon, in headless Chromium: logging in at Keycloak, looking at every panel of its navigation, choosing
// a region or a project, signing out.
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { logInAtKeycloak } from '../keycloak/house.ts';
import { LAB_SECRETS } from '../keycloak/keycloak.ts';

/** A small machine with two clouds on it is slow at times. */
const PATIENCE = 180_000;

export interface Visit {
  readonly context: BrowserContext;
  readonly page: Page;
  /** What the gateway's page posted to Horizon. */
  token(): string;
}

export async function visit(browser: Browser): Promise<Visit> {
  const context = await browser.newContext({ ignoreHTTPSErrors: true, acceptDownloads: true });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  let token = '';
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/auth/websso/'))
      token = new URLSearchParams(request.postData() ?? '').get('token') ?? '';
  });
  return { context, page, token: () => token };
}

/** Whoever comes without a session gets to Keycloak without a page in between. */
export async function logIn(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await logInAtKeycloak(page, 'alice', LAB_SECRETS.ALICE_PASSWORD);
  await page.waitForURL((at) => at.href.startsWith(url) && !at.pathname.startsWith('/auth/'));
}

/** Paths of all panels that Horizon itself offers this person here. */
export const panelsOf = (page: Page): Promise<string[]> =>
  page
    .locator('a.openstack-panel')
    .evaluateAll((links) => links.map((link) => new URL((link as unknown as { href: string }).href).pathname));

/** Choices of the two menus at the top, by name: `switch` is a project, `switch_services_region` a region. */
export const choicesOf = (page: Page, kind: 'switch' | 'switch_services_region'): Promise<Record<string, string>> =>
  page
    .locator(`a[href*="/auth/${kind}/"]`)
    .evaluateAll((links) =>
      Object.fromEntries(links.map((link) => [link.textContent?.trim() ?? '', link.getAttribute('href') ?? ''])),
    );

/**
 * Horizon writes its session whole at the end of each request: one that is still under way (a page's own, of its header) would take
 * the choice back.
 */
export async function choose(page: Page, kind: 'switch' | 'switch_services_region', name: string): Promise<void> {
  await page.waitForLoadState('networkidle');
  const { [name]: path } = await choicesOf(page, kind);
  if (path === undefined) throw new Error(`Horizon offers no ${name}: ${page.url()}`);
  await page.goto(new URL(path, page.url()).href);
  await page.waitForLoadState('networkidle');
  const shown = await page
    .locator(kind === 'switch' ? '.context-project' : '.context-region')
    .first()
    .textContent();
  if (shown?.trim() !== name) throw new Error(`chose ${name}, and Horizon shows ${shown}: ${page.url()}`);
}

/** What is wrong with a panel: red banners, parts that could not be loaded, a page that is another one. */
export async function faultsOf(page: Page, path: string): Promise<string[]> {
  const failed: string[] = [];
  const note = (response: { status(): number; url(): string }): void => {
    if (response.status() >= 500) failed.push(`${response.status()} ${response.url()}`);
  };
  page.on('response', note);
  const answer = await page.goto(new URL(path, page.url()).href);
  await page.waitForLoadState('networkidle');
  page.off('response', note);
  const red = await page.locator('.alert-danger:visible, .alert-error:visible').allTextContents();
  // Panels that run in the browser take the closing slash away.
  const elsewhere = `${new URL(page.url()).pathname}/`.startsWith(path) ? [] : [`it is ${page.url()}`];
  const status = answer?.ok() ? [] : [`${answer?.status()}`];
  return [...status, ...elsewhere, ...failed, ...red.map((text) => text.replace(/\s+/g, ' ').trim())].map(
    (fault) => `${path}: ${fault}`,
  );
}

export const signOut = (page: Page): Promise<void> =>
  page.locator('form[action="/auth/logout/"] button, a[href="/auth/logout/"]').first().dispatchEvent('click');
