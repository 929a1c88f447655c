// SPDX-License-Identifier: Apache-2.0
// A session of the portal is renewed by the provider while somebody works, without a question to them; a provider that would
// have to ask is left in peace for a while, and the session lasts as long as it would have.
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { Browser, type Page, plainGroups, startWebSsoHouse, type WebSsoHouse } from '../security/websso-house.ts';

const MINUTE = 60_000;
const PAGE = '/portal/resources/servers?sort=name';
/** What a browser says when somebody opens a page. */
const OPENED = { 'sec-fetch-dest': 'document' };

let house: WebSsoHouse;
let browser: Browser;
let ahead = 0;
const get = (path: string, headers: Record<string, string> = OPENED): Promise<Page> =>
  browser.get(`${house.url}${path}`, { headers });
const back = (): string => `${house.url}/identity/v3/auth/websso/callback/`;
const cookie = (): string | undefined => browser.jars.get(house.url)?.get('scs-portal');
const leadsTo = (page: Page): URL => new URL(page.headers.get('location') ?? '', page.url);

beforeAll(async () => {
  // The provider's tokens outlast the journeys of the gateway's clock.
  house = await startWebSsoHouse({ tokenLifetime: '1h' }, { now: () => Date.now() + ahead }, { tokenLifetime: 86_400 });
  await house.change(plainGroups);
}, 60_000);
afterAll(() => house.close());
beforeEach(async () => {
  ahead = 0;
  browser = new Browser();
  await browser.get(await browser.logIn(`${house.url}/portal/login/browsers`, 'alice', back()));
});

/** From the page that leads to the provider up to the page that comes in the end. */
async function followed(page: Page): Promise<Page> {
  let now = page;
  for (let steps = 0; steps < 10 && now.headers.has('location'); steps += 1)
    now = await browser.get(leadsTo(now).href, { headers: OPENED });
  return now;
}

it('in its first half a session asks nobody', async () => {
  ahead = 29 * MINUTE;
  expect((await get(PAGE)).status).toBe(200);
});

it('in its second half the next page goes by the provider, which asks nobody, and comes back as it was asked for', async () => {
  const before = cookie();
  ahead = 31 * MINUTE;
  const sent = await get(PAGE);
  expect(sent.status).toBe(303);
  const to = leadsTo(sent);
  expect(to.origin).toBe(house.provider.issuer);
  expect(to.searchParams.get('prompt')).toBe('none');
  expect(to.searchParams.get('code_challenge_method')).toBe('S256');

  const shown = await followed(sent);
  expect([shown.status, shown.url]).toEqual([200, `${house.url}${PAGE}`]);
  expect(cookie()).not.toBe(before);
  // It lasts an hour from now on, and asks nobody until half of that is over.
  ahead = 60 * MINUTE;
  expect((await get(PAGE)).status).toBe(200);
  expect((await get('/portal/me')).text).toContain('alice');
});

it.each([
  ['a part that asks anew', { 'sec-fetch-dest': 'empty' }],
  ['a picture', { 'sec-fetch-dest': 'image' }],
  ['a browser that says nothing of it', {}],
])('%s is never sent to the provider', async (_what, headers) => {
  ahead = 31 * MINUTE;
  expect((await get(PAGE, headers)).status).toBe(200);
});

it('a form in the second half is done, and sent nowhere', async () => {
  ahead = 31 * MINUTE;
  const form = { method: 'POST', body: new URLSearchParams({ do: 'nothing' }) };
  const sent = await browser.get(`${house.url}/portal/me`, {
    ...form,
    headers: { ...OPENED, 'sec-fetch-site': 'same-origin' },
  });
  expect(sent.headers.get('location')).toBe('/portal/clouds');
});

it('a provider that would have to ask is left in peace for five minutes, and the session goes on to its end', async () => {
  browser.jars.delete(house.provider.issuer);
  ahead = 31 * MINUTE;
  const asked = await get(PAGE);
  const answered = await browser.get(leadsTo(asked).href);
  expect(leadsTo(answered).searchParams.get('error')).toBe('login_required');
  const shown = await followed(answered);
  expect([shown.status, shown.url]).toEqual([200, `${house.url}${PAGE}`]);

  ahead = 35 * MINUTE;
  expect((await get(PAGE)).status).toBe(200);
  ahead = 37 * MINUTE;
  expect((await get(PAGE)).status).toBe(303);
  // Nobody was asked for a password: the hour of the login is what it was.
  ahead = 61 * MINUTE;
  expect(leadsTo(await get(PAGE)).pathname).toBe('/portal/login');
});

it('a provider at which somebody else is logged in by now changes nobody’s session', async () => {
  ahead = 31 * MINUTE;
  const other = new Browser();
  await other.logIn(`${house.url}/portal/login/browsers`, 'bob', back());
  browser.jars.set(house.provider.issuer, new Map(other.jars.get(house.provider.issuer)));
  const shown = await followed(await get('/portal/me'));
  expect(shown.status).toBe(200);
  expect(shown.text).toContain('Logged in as alice');
});

it('a provider that is away costs nobody the session that lasts', async () => {
  const { provider } = house;
  ahead = 40 * MINUTE;
  await provider.close();
  const page = await get(PAGE);
  expect(page.status).toBe(200);
  expect((await get(PAGE)).status).toBe(200);
});
