// SPDX-License-Identifier: Apache-2.0
// A person before the portal in a real Chromium: how they log in, what they have, and what a page complains of while they look
// at it.
import type { JSONWebKeySet } from 'jose';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';
import { type ClusterStandIn, startCluster } from '../../standins/cluster.ts';
import type { WebSsoHouse } from '../security/websso-house.ts';

export type Cookies = Awaited<ReturnType<BrowserContext['cookies']>>;

export interface Person {
  readonly name: string;
  readonly password: string;
}
const ALICE: Person = { name: 'alice', password: 'alice-pw' };

/** From a page with a link to log in with, by the provider's own page. */
export async function logInAt(page: Page, { name, password }: Person = ALICE, provider = 'browsers'): Promise<void> {
  await page.getByRole('link', { name: `Log in with ${provider}` }).click();
  await page.locator('[name=login]').fill(name);
  await page.locator('[name=password]').fill(password);
  await page.locator('button').click();
  await page.waitForURL(/\/portal\/(?!log)/);
}

/** The cookies of somebody who has logged in. */
export async function sessionOf(browser: Browser, url: string, person?: Person, provider?: string): Promise<Cookies> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${url}/portal`);
  await logInAt(page, person, provider);
  const cookies = await context.cookies(url);
  await context.close();
  return cookies;
}

/** Whatever is wrong with a page: errors, breaches of its policy, windows that a script has opened. Grows as it goes on. */
export function complaintsOf(page: Page): string[] {
  const wrong: string[] = [];
  page.on('pageerror', ({ message }) => wrong.push(message));
  page.on('dialog', (dialog) => {
    wrong.push(`dialog: ${dialog.message()}`);
    dialog.dismiss().catch(() => undefined);
  });
  page.on('popup', (other) => wrong.push(`popup: ${other.url()}`));
  // That a page is one of a refusal is no fault of it.
  page.on('console', (message) => {
    if (message.type() === 'error' && !/Failed to load resource.* status of [45]\d\d/.test(message.text()))
      wrong.push(message.text());
  });
  return wrong;
}

/** A page of the portal, as whoever has the cookies sees it; a page that complains fails the test. */
export async function openAs(
  browser: Browser,
  session: Cookies,
  url: string,
  options: BrowserContextOptions = {},
): Promise<Page> {
  const context = await browser.newContext(options);
  await context.addCookies(session);
  const page = await context.newPage();
  const wrong = complaintsOf(page);
  await page.goto(url);
  expect(wrong).toEqual([]);
  return page;
}

/** How many bytes have come over the wire so far; before the page is opened. */
export async function countBytes(page: Page): Promise<() => number> {
  const client = await page.context().newCDPSession(page);
  await client.send('Network.enable');
  let bytes = 0;
  client.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  return () => bytes;
}

/** Notes how far things move by themselves; before the page is opened. */
export const watchShifts = (page: Page): Promise<unknown> =>
  page.addInitScript(`globalThis.shifts = [];
    new PerformanceObserver((list) => shifts.push(...list.getEntries().map(({ value }) => value)))
      .observe({ type: 'layout-shift', buffered: true });`);

/** Cumulative layout shift, without the windows that people's acts open. */
export const shiftOf = (page: Page): Promise<number> =>
  page.evaluate<number>('shifts.reduce((sum, one) => sum + one, 0)');

/** One object at cloud-a of each kind that somebody can make for a project. */
export async function furnish(house: WebSsoHouse): Promise<{ readonly server: string }> {
  const authorization = `Bearer ${await house.scoped('alice')}`;
  const post = async (path: string, json: object): Promise<{ id: string }> => {
    const { status, body } = await house.send('POST', `/scs/v1/${path}`, { headers: { authorization }, json });
    expect([path, Math.floor(status / 100), status === 201 ? '' : body]).toEqual([path, 2, expect.anything()]);
    return body.item;
  };
  const cloud = 'cloud-a';
  const network = await post('networks', { cloud, name: 'shop' });
  await post('subnets', { cloud, name: 'shop-v4', networkId: network.id, cidr: '10.1.0.0/24' });
  await post('routers', { cloud, name: 'shop' });
  const volume = await post('volumes?wait=5', { cloud, name: 'data', sizeGiB: 20 });
  await post('snapshots?wait=5', { cloud, name: 'yesterday', volumeId: volume.id });
  const group = await post('security-groups', { cloud, name: 'web' });
  await post('security-group-rules', { cloud, groupId: group.id, direction: 'ingress', protocol: 'tcp' });
  const server = { cloud, name: 'web', flavor: 'SCS-1V-4-10', image: 'Debian 12', networks: [network.id] };
  const { id } = await post('servers?wait=5', server);
  return { server: id };
}

/** The cluster `prod`, which trusts the house and shows its people everything. */
export async function clusterOf(house: WebSsoHouse): Promise<ClusterStandIn> {
  const cluster = await startCluster({
    name: 'prod',
    namespaces: ['default', 'shop'],
    rbac: [{ to: 'scs:acme-research', verbs: ['get', 'list'], resources: ['*'] }],
  });
  const jwks = async () => (await (await fetch(`${house.url}/.well-known/jwks.json`)).json()) as JSONWebKeySet;
  cluster.trust({ issuer: house.url, audience: 'prod', jwks });
  cluster.objects.put('deployments', 'shop', {
    metadata: { name: 'web' },
    spec: { replicas: 3, template: { spec: { containers: [{ name: 'web', image: 'registry.example/web:1' }] } } },
    status: { replicas: 3, readyReplicas: 2 },
  });
  return cluster;
}

/** As an entry of `clouds[].clusters`. */
export const clusterEntry = ({ server }: ClusterStandIn, caFile: string, name = 'Production') => ({
  ...{ id: 'prod', name, server, caFile },
  strategy: { kind: 'hub-oidc', audience: 'prod', groupNames: 'plain' },
});
