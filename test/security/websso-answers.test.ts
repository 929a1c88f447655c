// SPDX-License-Identifier: Apache-2.0
// The provider's answer to a login in a browser: good once, in the browser that has begun the login, from the provider that was
// asked, with the proof that only this gateway has (RFC 9700 §2.1, §4.4, §4.7).
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Idp, startIdp } from '../../demo/idp.ts';
import {
  BEGIN,
  Browser,
  beginAt,
  clientOf,
  DASHBOARD,
  entryOf,
  startWebSsoHouse,
  tokenIn,
  type WebSsoHouse,
} from './websso-house.ts';

let house: WebSsoHouse;
let other: Idp;
beforeAll(async () => {
  house = await startWebSsoHouse();
  other = await startIdp({ clients: [clientOf(house.url, 'other')] });
});
afterAll(async () => {
  await other?.close();
  await house?.close();
});

const begin = (path = BEGIN): string => `${house.url}${path}?origin=${DASHBOARD}`;
const callback = (idp = 'browsers'): string => `${house.url}/identity/v3/auth/websso/callback/${idp}`;

/** Begun, logged in at the provider, and led back; the answer is not given to the gateway yet. */
async function led(user = 'alice'): Promise<{ browser: Browser; back: URL }> {
  const browser = new Browser();
  return { browser, back: new URL(await browser.logIn(begin(), user, house.url)) };
}

describe('an answer', () => {
  it('is good once', async () => {
    const { browser, back } = await led();
    const cookies = new Map(browser.jars.get(house.url));
    expect(tokenIn(await browser.get(back.href))).not.toBe('');
    browser.jars.set(house.url, cookies);
    const page = await browser.get(back.href);
    expect([page.status, tokenIn(page)]).toEqual([400, '']);
    expect(house.log.at(-1)).toContain('its answer was used before');
  });

  it('is good once, if many come at the same moment', async () => {
    const { browser, back } = await led();
    const pages = await Promise.all(Array.from({ length: 20 }, () => browser.get(back.href)));
    expect(pages.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('of an attacker’s login is not taken in the victim’s browser, whether or not that has begun one', async () => {
    const { back } = await led('mallory');
    const victim = new Browser();
    expect((await victim.get(back.href)).status).toBe(400);
    await victim.get(begin());
    const page = await victim.get(back.href);
    expect([page.status, tokenIn(page)]).toEqual([400, '']);
    expect(house.log.at(-1)).toContain('another state');
  });

  it.each([
    ['another state', (to: URL) => to.searchParams.set('state', 'A'.repeat(43))],
    ['no state', (to: URL) => to.searchParams.delete('state')],
    ['a second state', (to: URL) => to.searchParams.append('state', 'x')],
    ['a second code', (to: URL) => to.searchParams.append('code', 'x')],
    ['another code', (to: URL) => to.searchParams.set('code', 'A'.repeat(43))],
    ['no code', (to: URL) => to.searchParams.delete('code')],
    ['another issuer’s name', (to: URL) => to.searchParams.set('iss', 'https://evil.example')],
    ['no issuer’s name, though the provider always says it', (to: URL) => to.searchParams.delete('iss')],
  ])('with %s gives no token', async (_what, change) => {
    const { browser, back } = await led();
    change(back);
    const page = await browser.get(back.href);
    expect([400, 401]).toContain(page.status);
    expect(tokenIn(page)).toBe('');
  });

  it('that somebody has begun with another proof of PKCE gives no token', async () => {
    const browser = new Browser();
    const to = new URL((await browser.get(begin())).headers.get('location') ?? '');
    expect(to.searchParams.get('code_challenge_method')).toBe('S256');
    to.searchParams.set('code_challenge', 'B'.repeat(43));
    const page = await browser.get(await browser.logIn(to.href, 'alice', house.url));
    expect([page.status, tokenIn(page)]).toEqual([401, '']);
  });

  it.each([
    ['left out', (to: URL) => ['code_challenge', 'code_challenge_method'].map((name) => to.searchParams.delete(name))],
    ['plain', (to: URL) => to.searchParams.set('code_challenge_method', 'plain')],
  ])('with PKCE %s on the way gives no token', async (_what, change) => {
    const browser = new Browser();
    const to = new URL((await browser.get(begin())).headers.get('location') ?? '');
    change(to);
    const page = await browser.get(await browser.logIn(to.href, 'alice', house.url));
    expect([400, 401]).toContain(page.status);
    expect(tokenIn(page)).toBe('');
  });

  it('with another nonce in the ID token gives no token', async () => {
    const browser = new Browser();
    const to = new URL((await browser.get(begin())).headers.get('location') ?? '');
    to.searchParams.set('nonce', 'another');
    const page = await browser.get(await browser.logIn(to.href, 'alice', house.url));
    expect([page.status, tokenIn(page)]).toEqual([401, '']);
  });

  it('that says access_denied is told in words, with a way to try again, and nothing of its other words', async () => {
    const browser = new Browser();
    const to = new URL((await browser.get(begin())).headers.get('location') ?? '');
    const said = new URLSearchParams({
      error: 'access_denied',
      error_description: '<b>call 0900</b>',
      state: to.searchParams.get('state') ?? '',
      iss: house.provider.issuer,
    });
    const page = await browser.get(`${callback()}?${said}`);
    expect(page.status).toBe(401);
    expect(page.text).toContain('(access_denied)');
    expect(page.text).not.toContain('0900');
    expect(page.text).toContain(
      `<a href="${house.url}${beginAt('browsers')}?origin=${encodeURIComponent(DASHBOARD)}">`,
    );
  });

  it.each([
    ['cut', (value: string) => value.slice(0, -2)],
    ['changed', (value: string) => `${value.slice(0, -3)}AAA`],
    ['made up', () => 'a.b'],
    ['of another kind', () => 'e30'],
  ])('comes with the cookie that belongs to it: one that is %s is refused', async (_what, change) => {
    const { browser, back } = await led();
    const jar = browser.jars.get(house.url);
    jar?.set('scs-login', change(jar.get('scs-login') ?? ''));
    expect((await browser.get(back.href)).status).toBe(400);
  });

  it('comes with one such cookie: a second one of that name is refused', async () => {
    const { browser, back } = await led();
    const value = browser.jars.get(house.url)?.get('scs-login');
    const cookie = `scs-login=${value}; scs-login=${value}`;
    expect((await new Browser().get(back.href, { headers: { cookie } })).status).toBe(400);
  });
});

describe('several providers', () => {
  beforeAll(() =>
    house.change((file) => {
      file.identityProviders.push(entryOf('other', other));
    }),
  );
  afterAll(() => house.change(() => undefined));

  it('are a choice, of those that have logins in a browser, with the origin kept', async () => {
    const page = await new Browser().get(begin());
    expect([page.status, page.headers.get('set-cookie')]).toEqual([200, null]);
    const links = [...page.text.matchAll(/<a href="([^"]+)">(\w+)</g)].map(([, url, name]) => [name, url]);
    const url = (idp: string) => `${house.url}${beginAt(idp)}?origin=${encodeURIComponent(DASHBOARD)}`;
    expect(links).toEqual([
      ['browsers', url('browsers')],
      ['other', url('other')],
    ]);
  });

  it('are not mixed up: the answer of one is not taken for that of the other', async () => {
    const browser = new Browser();
    const back = await browser.logIn(begin(beginAt('browsers')), 'alice', house.url);
    const page = await browser.get(back.replace('/callback/browsers', '/callback/other'));
    expect([page.status, tokenIn(page)]).toEqual([400, '']);
    expect(house.log.at(-1)).toContain('begun at another provider');
  });

  it('log in apart, each in its domain', async () => {
    const browser = new Browser();
    const page = await browser.get(await browser.logIn(begin(beginAt('other')), 'alice', house.url));
    const token = tokenIn(page);
    const { body } = await house.send('GET', '/identity/v3/auth/tokens', {
      token,
      headers: { 'x-subject-token': token },
    });
    expect(body.token.user.domain.name).toBe('domain-other');
  });
});

describe('a provider', () => {
  /** Answers its documents as it is told. */
  let hostile: Server;
  let issuer: string;
  let document: (issuer: string) => object;
  beforeAll(async () => {
    hostile = createServer((_request, response) => response.end(JSON.stringify(document(issuer))));
    await new Promise<void>((done) => hostile.listen(0, '127.0.0.1', done));
    issuer = `http://127.0.0.1:${(hostile.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    hostile.close();
  });

  it.each([
    ['names another issuer', () => ({ issuer: 'https://idp.example' })],
    ['has no endpoints', (own: string) => ({ issuer: own })],
    [
      'wants codes and secrets in the clear',
      (own: string) => ({
        issuer: own,
        authorization_endpoint: `${own}/a`,
        token_endpoint: 'http://idp.example/token',
      }),
    ],
    [
      'leads browsers to a script',
      (own: string) => ({ issuer: own, authorization_endpoint: 'javascript:alert(1)', token_endpoint: `${own}/t` }),
    ],
  ])('that %s leads no browser anywhere: 503', async (_what, answer) => {
    document = answer;
    await house.change((file) => {
      file.identityProviders.push(entryOf('hostile', { issuer }));
    });
    const page = await new Browser().get(begin(beginAt('hostile')));
    await house.change(() => undefined);
    expect([page.status, page.headers.get('location')]).toEqual([503, null]);
    expect(page.text).toContain('The login did not succeed');
  });
});

it('begun logins cost a stranger’s rate and keep nothing at the gateway', async () => {
  await house.change((file) => {
    file.gateway.limits.address.anonymous = '100/1m';
  });
  const answers = await Promise.all(
    Array.from({ length: 150 }, () => house.send('GET', `${BEGIN}?origin=${DASHBOARD}`)),
  );
  await house.change(() => undefined);
  const statuses = answers.map(({ status }) => status);
  expect(statuses.filter((status) => status === 303).length).toBeLessThanOrEqual(100);
  expect(statuses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(50);
});
