// SPDX-License-Identifier: Apache-2.0
// Logins in a browser at a real Keycloak, in headless Chromium, as a dashboard begins and ends them.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decodeJwt } from 'jose';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { SOON } from '../../soon.ts';
import { type House, logInAtKeycloak, startHouse } from './house.ts';

let house: House;
let dashboard: Server;
let origin: string;
/** What was posted to the dashboard. */
const posted: {
  readonly body: URLSearchParams;
  readonly referer: string | undefined;
  readonly origin: string | undefined;
}[] = [];
beforeAll(async () => {
  dashboard = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const { referer, origin: from } = request.headers;
    if (request.method === 'POST') posted.push({ body: new URLSearchParams(text), referer, origin: from });
    response.writeHead(200, { 'content-type': 'text/html' }).end('<title>Dashboard</title>');
  });
  await new Promise<void>((done) => dashboard.listen(0, '127.0.0.1', done));
  // The one name that is not the gateway's host to a browser.
  origin = `http://127.0.0.1:${(dashboard.address() as AddressInfo).port}/auth/websso/`;
  house = await startHouse('websso', [origin]);
});
afterAll(async () => {
  dashboard.close();
  await house?.close();
});

let context: BrowserContext;
let page: Page;
beforeEach(async () => {
  posted.length = 0;
  context = await house.browser.newContext({ ignoreHTTPSErrors: true });
  page = await context.newPage();
});
afterEach(() => context?.close());

const BEGIN = '/identity/v3/auth/OS-FEDERATION/websso/openid';
const begin = () => page.goto(`${house.url}${BEGIN}?origin=${origin}`);
const call = (path: string, token: string): Promise<Response> =>
  fetch(`${house.url}/identity/v3${path}`, { headers: { 'x-auth-token': token, 'x-subject-token': token } });
/** The gateway's own claims: docs/identity.md. */
const groupsOf = (token: string): string[] => decodeJwt<{ usr: { g: string[] } }>(token).usr.g.toSorted();
const agree = async (): Promise<void> => {
  if (await page.locator('#kc-login[name=accept], input[name=accept]').count())
    await page.locator('[name=accept]').click();
};
/** The page is there as well: one that is still on its way would interrupt the next login. */
async function arrived(times = 1): Promise<void> {
  await vi.waitFor(() => expect(posted).toHaveLength(times), SOON);
  await page.waitForURL(origin);
}
async function logIn(name = 'alice'): Promise<string> {
  await begin();
  await logInAtKeycloak(page, name, `${name}-pw`);
  await agree();
  await arrived();
  return posted[0]?.body.get('token') ?? '';
}

it('a wrong password stays at Keycloak, the right one asks for consent, and the dashboard gets a token that works', async () => {
  await begin();
  expect(page.url()).toContain(house.keycloak.url);
  await logInAtKeycloak(page, 'alice', 'wrong');
  await page.locator('#input-error, #input-error-username').first().waitFor();
  expect(posted).toEqual([]);
  await logInAtKeycloak(page, 'alice', 'alice-pw');
  await page.locator('[name=accept]').click();
  await arrived();
  const [{ body, referer, origin: from } = { body: new URLSearchParams(), referer: '', origin: '' }] = posted;
  expect([[...body.keys()], referer, from]).toEqual([['token'], undefined, 'null']);
  const token = body.get('token') ?? '';
  expect(groupsOf(token)).toEqual(['acme-operations', 'acme-research']);
  const { projects } = (await (await call('/auth/projects', token)).json()) as { projects: { name: string }[] };
  expect(projects.map(({ name }) => name)).toEqual(['research']);
  await vi.waitFor(async () => expect(await page.title()).toBe('Dashboard'), SOON);
  const cookies = await context.cookies(house.url);
  expect(cookies.map(({ name, httpOnly, secure, sameSite }) => [name, httpOnly, secure, sameSite])).toEqual([
    ['__Host-scs-session', true, true, 'Lax'],
  ]);
});

it('who says no to the consent is told so, with a way to try again', async () => {
  await begin();
  await logInAtKeycloak(page, 'bob', 'bob-pw');
  await page.locator('[name=cancel]').click();
  await page.getByText('(access_denied)').waitFor();
  expect(page.url()).toContain(`${house.url}/identity/v3/auth/websso/callback/keycloak`);
  await page.getByText('Try again').click();
  await page.locator('[name=accept], #username').first().waitFor();
  expect(posted).toEqual([]);
});

it('a logout ends the gateway’s token and Keycloak’s session, which the next login begins anew', async () => {
  const token = await logIn();
  await page.goto(`${house.url}/identity/v3/auth/websso/logout`);
  // Keycloak asks whoever comes without the ID token.
  await page.getByText('You are logged out').waitFor();
  expect((await call('/auth/projects', token)).status).toBe(401);
  await begin();
  await page.locator('#username').waitFor();
});

it('a second login in the same browser asks nobody, while Keycloak’s session lasts', async () => {
  await logIn();
  await begin();
  await arrived(2);
});

it('who has left a group has lost it with the next login', async () => {
  const before = await logIn();
  expect(groupsOf(before)).toContain('acme-operations');
  const [alice] = await house.realm.admin('GET', '/users?username=alice&exact=true');
  const groups = (await house.realm.admin('GET', `/users/${alice.id}/groups`)) as { id: string; name: string }[];
  const left = groups.find(({ name }) => name === 'acme-operations')?.id;
  await house.realm.admin('DELETE', `/users/${alice.id}/groups/${left}`);
  // Revocations are of whole seconds.
  await page.waitForTimeout(1100);
  await begin();
  await arrived(2);
  expect(groupsOf(posted[1]?.body.get('token') ?? '')).toEqual(['acme-research']);
  expect((await call('/auth/projects', before)).status).toBe(401);
});

it('logins go on when Keycloak has a new key for its realm, and after it was restarted', {
  timeout: 600_000,
}, async () => {
  await logIn();
  const realm = (await house.realm.admin('GET', '')) as { id: string };
  await house.realm.admin('POST', '/components', {
    name: 'rotated',
    providerId: 'rsa-generated',
    providerType: 'org.keycloak.keys.KeyProvider',
    parentId: realm.id,
    config: { priority: ['200'], enabled: ['true'], active: ['true'], algorithm: ['RS256'], keySize: ['2048'] },
  });
  await vi.waitFor(
    async () => {
      posted.length = 0;
      await begin();
      await arrived();
    },
    { timeout: 60_000, interval: 3_000 },
  );
  await house.keycloak.stop();
  try {
    const failed = await page.goto(`${house.url}${BEGIN}?origin=${origin}`).catch((error: Error) => error.message);
    // Its documents are known; the browser itself finds nobody there: on a new connection, or on one that it still had.
    expect(failed).toMatch(/net::ERR_(?:CONNECTION_REFUSED|CONNECTION_RESET|SOCKET_NOT_CONNECTED|EMPTY_RESPONSE)/);
  } finally {
    // Other files have the same Keycloak.
    await house.keycloak.start();
  }
  posted.length = 0;
  // Keycloak 26 keeps its sessions: nobody has to log in again there, and who does can.
  await begin();
  await arrived();
  await context.clearCookies();
  posted.length = 0;
  expect(groupsOf(await logIn())).toEqual(['acme-research']);
});
