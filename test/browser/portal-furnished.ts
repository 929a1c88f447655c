// SPDX-License-Identifier: Apache-2.0
// A gateway whose portal has something on every page, and an operator of it who is logged in in a real Chromium.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { expect } from 'vitest';
import { createFileStore } from '../../src/store/file.ts';
import { plainGroups, startWebSsoHouse, type WebSsoHouse } from '../security/websso-house.ts';
import { launchChromium } from './browser.ts';
import { findings } from './portal-eyes.ts';
import { type Cookies, clusterEntry, clusterOf, furnish, openAs, sessionOf } from './portal-house.ts';

export interface Furnished {
  readonly house: WebSsoHouse;
  readonly browser: Browser;
  readonly session: Cookies;
  /** Where a page is; words like SERVER in its path stand for what there is. */
  address(path: string): string;
  close(): Promise<void>;
}

export async function startFurnished(): Promise<Furnished> {
  const folder = await mkdtemp(join(tmpdir(), 'scs-portal-'));
  const house = await startWebSsoHouse({}, { durable: createFileStore({ folder: ':memory:' }) });
  const cluster = await clusterOf(house);
  const caFile = join(folder, 'ca.pem');
  await writeFile(caFile, cluster.ca);
  await house.change((file) => {
    plainGroups(file);
    file.identityProviders[1].cli = { clientId: 'openstack-cli', scope: 'openid' };
    file.clouds[0].clusters = [clusterEntry(cluster, caFile)];
    file.gateway.portal = { operators: [{ identityProvider: 'browsers', group: 'acme-research' }] };
  });
  const { server } = await furnish(house);
  const browser = await launchChromium();
  const session = await sessionOf(browser, house.url);
  const own = await makeOwn(browser, session, house.url, server);
  const names: Readonly<Record<string, string>> = { SERVER: server, CLUSTER: 'prod', ...own };
  return {
    ...{ house, browser, session },
    address: (path) => `${house.url}/portal${path.replace(/[A-Z]{6,}/g, (word) => names[word] ?? word)}`,
    async close() {
      await browser.close();
      await house.close();
      await cluster.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What belongs to whoever looks, by the pages that make it: what they answer is looked at here, since no other page has it. */
async function makeOwn(browser: Browser, session: Cookies, url: string, server: string) {
  const page = await openAs(browser, session, `${url}/portal/me/credentials`);
  await page.locator('[name=name]').fill('ci');
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByText('This is the only time').waitFor();
  expect(await findings(page)).toEqual([]);
  const credential = await page.locator('[name=id]').inputValue();

  const attempt = async (operation: string, fields: Readonly<Record<string, string>>) => {
    await page.goto(`${url}/portal/api/${operation}`);
    for (const [name, value] of Object.entries(fields)) await page.locator(`main [name="${name}"]`).fill(value);
    await page.locator('main').getByRole('button', { name: 'Do it' }).click();
    await page.locator('section[role=status]').waitFor();
    expect(await findings(page)).toEqual([]);
    return JSON.parse(await page.locator('section[role=status] pre').innerText());
  };
  await attempt('createKeypair', { body: JSON.stringify({ cloud: 'cloud-a', name: 'laptop' }) });
  const { operation } = await attempt('rebootServer', { 'p.cloud': 'cloud-a', 'p.id': server, body: '{}' });
  await page.context().close();
  return { CREDENTIAL: credential, OPERATION: String(operation.id) };
}
