// SPDX-License-Identifier: Apache-2.0
// A session of the portal is with the browser alone: any gateway with the same key folder answers it, however many groups
// somebody is in; and each of several providers is one to log in with.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DEMO_USERS, type Idp, startIdp } from '../../demo/idp.ts';
import { type Gateway, startGateway } from '../../src/app.ts';
import { freePort } from '../free-port.ts';
import {
  Browser,
  clientOf,
  entryOf,
  type Page,
  plainGroups,
  startWebSsoHouse,
  type WebSsoHouse,
} from '../security/websso-house.ts';
import { plain } from './portal-text.ts';

const GROUPS = Array.from({ length: 60 }, (_, index) => `acme-department-of-long-names-${index}`);
const ALICE = { name: 'alice', password: 'alice-pw', groups: ['acme-research', ...GROUPS] };

let house: WebSsoHouse;
let others: Idp;
let replica: Gateway;
let replicaUrl: string;
beforeAll(async () => {
  house = await startWebSsoHouse({}, {}, { users: [ALICE] });
  others = await startIdp({ users: DEMO_USERS, clients: [clientOf(house.url, 'others')] });
  const both = (file: Parameters<typeof plainGroups>[0]): void => {
    plainGroups(file);
    file.identityProviders.push(entryOf('others', others));
  };
  await house.change(both);
  const port = await freePort();
  const operations = await freePort();
  const config = await house.changed((file) => {
    file.identityProviders.push(entryOf('browsers', house.provider));
    both(file);
    file.gateway.listen.port = port;
    file.gateway.operations.port = operations;
    delete file.gateway.audit;
  });
  replica = await startGateway({ config, log: { write: () => undefined } });
  replicaUrl = `http://127.0.0.1:${port}`;
}, 60_000);
afterAll(async () => {
  await replica?.close();
  await others?.close();
  await house?.close();
});

async function loggedIn(provider = 'browsers'): Promise<Browser> {
  const browser = new Browser();
  const begin = `${house.url}/portal/login/${provider}`;
  const back = await browser.logIn(begin, 'alice', `${house.url}/identity/v3/auth/websso/callback/`);
  const { status, text } = await browser.get(back);
  expect([status, plain(text)]).toEqual([303, '']);
  return browser;
}
/** With the cookies that the other gateway has given. */
const atReplica = (browser: Browser, cookies: Map<string, string>, path: string): Promise<Page> => {
  browser.jars.set(replicaUrl, cookies);
  return browser.get(`${replicaUrl}${path}`);
};

it('a session with more groups than one cookie holds is two, which a replica reads as one', async () => {
  const browser = await loggedIn();
  const cookies = browser.jars.get(house.url) ?? new Map<string, string>();
  expect([...cookies.keys()].toSorted()).toEqual(['scs-portal', 'scs-portal-more']);
  // What browsers keep at all, with the name and its attributes (RFC 6265 §6.1).
  for (const [name, value] of cookies) expect(`${name}=${value}`.length).toBeLessThan(4_000);
  const page = await atReplica(browser, new Map(cookies), '/portal/me');
  expect(page.status).toBe(200);
  for (const group of ALICE.groups) expect(page.text).toContain(group);
  const list = await atReplica(browser, new Map(cookies), '/portal/resources/flavors?cloud=cloud-a');
  expect(plain(list.text)).toContain('SCS-1V-4-10');
});

it.each(['scs-portal', 'scs-portal-more'])('without its half %s a session is none', async (half) => {
  const browser = await loggedIn();
  const cookies = new Map(browser.jars.get(house.url));
  cookies.delete(half);
  const page = await atReplica(browser, cookies, '/portal/me');
  expect(page.headers.get('location')).toMatch(/^\/portal\/login\?/);
});

it('a shorter session leaves nothing of a longer one', async () => {
  const browser = await loggedIn();
  browser.jars.delete(house.provider.issuer);
  await browser.get(
    await browser.logIn(`${house.url}/portal/login/others`, 'alice', `${house.url}/identity/v3/auth/websso/callback/`),
  );
  expect([...(browser.jars.get(house.url)?.keys() ?? [])]).toEqual(['scs-portal']);
  expect((await browser.get(`${house.url}/portal/me`)).status).toBe(200);
});

it('a form that one gateway has shown is taken by another', async () => {
  const browser = await loggedIn();
  const cookies = new Map(browser.jars.get(house.url));
  const { text } = await browser.get(`${house.url}/portal/me`);
  const csrf = /name="csrf" value="([^"]+)"/.exec(text)?.[1] ?? '';
  browser.jars.set(replicaUrl, cookies);
  const sent = await browser.get(`${replicaUrl}/portal/me`, {
    method: 'POST',
    body: new URLSearchParams({ csrf, do: 'nothing' }),
  });
  expect(sent.headers.get('location')).toBe('/portal/clouds');
});

it('each of several providers is a way to log in, and who came by which is told', async () => {
  const { text } = await new Browser().get(`${house.url}/portal/login?to=%2Fportal%2Fme`);
  for (const provider of ['browsers', 'others'])
    expect(text).toContain(`<a class="button strong" href="/portal/login/${provider}?to=%2Fportal%2Fme">`);
  // Of the demo's own provider the gateway has no client for browsers.
  expect(text).not.toContain('/portal/login/demo');
  for (const provider of ['browsers', 'others']) {
    const browser = await loggedIn(provider);
    expect(plain((await browser.get(`${house.url}/portal/me`)).text)).toContain(`Identity provider ${provider}`);
  }
  const unknown = await new Browser().get(`${house.url}/portal/login/constructor`);
  expect([unknown.status, plain(unknown.text)]).toEqual([404, expect.stringContaining('no such identity provider')]);
});

it('what one provider answers is none of another', async () => {
  const browser = new Browser();
  const back = await browser.logIn(
    `${house.url}/portal/login/others`,
    'alice',
    `${house.url}/identity/v3/auth/websso/callback/`,
  );
  const elsewhere = await browser.get(back.replace('/callback/others', '/callback/browsers'));
  expect(elsewhere.status).toBe(400);
  expect(browser.jars.get(house.url)?.has('scs-portal')).toBe(false);
});
