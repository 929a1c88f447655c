// SPDX-License-Identifier: Apache-2.0
// The portal holds a login in a browser. Whoever can make somebody's browser ask (forms and links of other sites), give a name to
// something on a cloud (scripts in names), or keep an old cookie must gain nothing by it.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Browser, type Page, startWebSsoHouse, type WebSsoHouse } from './websso-house.ts';

const EVIL = `"><script>alert(1)</script><img src=x onerror='alert(1)'>`;

let house: WebSsoHouse;
let browser: Browser;
beforeAll(async () => {
  house = await startWebSsoHouse();
});
afterAll(() => house.close());
beforeEach(() => {
  browser = new Browser();
});

const at = (path: string): string => `${house.url}${path}`;
const DOCUMENT = { 'sec-fetch-dest': 'document', 'sec-fetch-site': 'same-origin' };
const cookies = (): Map<string, string> => browser.jars.get(house.url) ?? new Map();
const get = (path: string, headers: Record<string, string> = {}): Promise<Page> => browser.get(at(path), { headers });
const post = (path: string, form: Record<string, string>, headers: Record<string, string>): Promise<Page> =>
  browser.get(at(path), { method: 'POST', body: new URLSearchParams(form), headers });

async function logIn(to = '/portal/me', user = 'alice'): Promise<Page> {
  const begin = at(`/portal/login/browsers?to=${encodeURIComponent(to)}`);
  const back = await browser.logIn(begin, user, at('/identity/v3/auth/websso/callback/'));
  return browser.get(back);
}
const formToken = ({ text }: Page): string => /name="csrf" value="([^"]+)"/.exec(text)?.[1] ?? '';

describe('a login to the portal', () => {
  it('leads back to the page that was asked for, with a session that no script can read', async () => {
    const asked = await get('/portal/resources/servers?sort=name');
    expect(asked.headers.get('location')).toBe('/portal/login?to=%2Fportal%2Fresources%2Fservers%3Fsort%3Dname');
    const done = await logIn('/portal/resources/servers?sort=name');
    expect(done.headers.get('location')).toBe('/portal/resources/servers?sort=name');
    const set = done.headers.getSetCookie().find((one) => one.startsWith('scs-portal='));
    expect(set).toMatch(/HttpOnly; SameSite=Lax/);
    const page = await get('/portal/me');
    expect([page.status, page.text.includes('alice')]).toEqual([200, true]);
    expect(page.text).not.toMatch(/eyJ[\w-]{16,}\./);
  });

  it.each(['https://evil.example/', '//evil.example', '/\\evil.example', '/clouds/cloud-a/compute'])(
    'never leads to %s',
    async (to) => expect((await logIn(to)).headers.get('location')).toBe('/portal/clouds'),
  );

  it('that another browser has begun is none here', async () => {
    const other = new Browser();
    const back = await other.logIn(at('/portal/login/browsers'), 'mallory', at('/identity/v3/auth/websso/callback/'));
    const page = await browser.get(back);
    expect([page.status, cookies().has('scs-portal')]).toEqual([400, false]);
  });

  it('is good once', async () => {
    const back = await browser.logIn(at('/portal/login/browsers'), 'alice', at('/identity/v3/auth/websso/callback/'));
    const begun = new Map(cookies());
    expect((await browser.get(back)).status).toBe(303);
    browser.jars.set(house.url, begun);
    expect((await browser.get(back)).status).toBe(400);
  });
});

describe('a session of the portal', () => {
  it.each([
    ['forged', (value: string) => `${value.slice(0, -8)}AAAAAAAA`],
    ['of another making', () => 'eyJhbGciOiJub25lIn0.e30.'],
  ])('with a cookie that is %s is none', async (_what, change) => {
    await logIn();
    cookies().set('scs-portal', change(cookies().get('scs-portal') ?? ''));
    expect((await get('/portal/me')).headers.get('location')).toMatch(/^\/portal\/login\?/);
  });

  it('that was revoked ends with the next request, whoever keeps the cookie', async () => {
    await logIn();
    const kept = new Map(cookies());
    const page = await get('/portal/me');
    const ended = await post('/portal/me', { do: 'end-all', csrf: formToken(page) }, {});
    expect(ended.status).toBe(303);
    browser.jars.set(house.url, kept);
    expect((await get('/portal/me')).headers.get('location')).toMatch(/^\/portal\/login\?/);
  });

  it('ends by a logout, at the identity provider too', async () => {
    await logIn();
    const kept = new Map(cookies());
    const page = await post('/portal/logout', {}, { 'sec-fetch-site': 'same-origin' });
    expect(page.text).toContain(`href="${house.provider.issuer}/session/end?`);
    expect([...cookies().keys()]).not.toContain('scs-portal');
    browser.jars.set(house.url, kept);
    expect((await get('/portal/me')).status).toBe(303);
  });

  it('opens nothing but the portal', async () => {
    await logIn();
    expect((await get('/scs/v1/me')).status).toBe(401);
    expect((await get('/identity/v3/auth/tokens')).status).toBe(401);
  });
});

describe('a form', () => {
  it.each([
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['a neighbour of the site', { 'sec-fetch-site': 'same-site' }],
    ['nowhere', { 'sec-fetch-site': 'none' }],
    ['another origin', { origin: 'https://evil.example' }],
    ['a fenced page', { origin: 'null' }],
    ['an old browser, without a token', {}],
  ])('of %s changes nothing', async (_from, headers) => {
    await logIn();
    expect((await post('/portal/me', { do: 'end-all' }, headers)).status).toBe(403);
    expect((await post('/portal/logout', {}, headers)).status).toBe(403);
    expect((await get('/portal/me')).status).toBe(200);
  });

  it('with the token of somebody else’s session changes nothing', async () => {
    await logIn('/portal/me', 'bob');
    const theirs = formToken(await get('/portal/me'));
    browser = new Browser();
    await logIn();
    expect((await post('/portal/me', { do: 'end-all', csrf: theirs }, {})).status).toBe(403);
  });

  it('of a page has another token each time, so that its length tells nothing', async () => {
    await logIn();
    const [one, other] = [formToken(await get('/portal/me')), formToken(await get('/portal/me'))];
    expect(one).not.toBe('');
    expect(one).not.toBe(other);
  });
});

describe('what somebody else has chosen', () => {
  it('is text on every page: the query, the path, and a name at a cloud', async () => {
    await logIn();
    const evil = encodeURIComponent(EVIL);
    for (const path of [
      `/portal/resources/servers?name=${evil}&sort=${evil}&status=${evil}&cloud=${evil}`,
      `/portal/resources/${evil}`,
      `/portal/resources/servers/${evil}/${evil}`,
      `/portal/${evil}`,
      `/portal/login?to=${evil}&lang=${evil}&theme=${evil}`,
      `/portal/login/${evil}`,
      `/portal/search?q=${evil}`,
      `/portal/compare/flavors?name=${evil}&offered=${evil}`,
      `/portal/compare/images?distro=${evil}`,
      `/portal/compare/portability?flavors=${evil}&images=${evil}&services=${evil}&aspect=${evil}`,
    ]) {
      const page = await get(path);
      expect([path, /<script>alert|<img src=x/.test(page.text)]).toEqual([path, false]);
    }
  });

  it.each([
    '/portal',
    '/portal/login',
    '/portal/me',
    '/portal/clouds',
    '/portal/compare/conformance',
    '/portal/search?q=a',
    '/portal/nothing',
  ])('can load and run nothing on %s', async (path) => {
    await logIn();
    const { headers, text } = await get(path, DOCUMENT);
    if (headers.has('location')) return;
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/^default-src 'none'; script-src 'nonce-[\w+/]{24}'; style-src 'nonce-[\w+/]{24}';/);
    expect(policy).not.toMatch(/unsafe|\*/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(headers.get('referrer-policy')).toBe('same-origin');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(text).not.toMatch(/<style|\sstyle=|\son\w+=|<script(?! src=)/);
  });
});

describe('the root', () => {
  it.each([undefined, '*/*', 'application/json'])('is JSON for whoever accepts %s', async (accept) => {
    const answer = await house.send('GET', '/', { headers: accept === undefined ? {} : { accept } });
    expect(answer.body.links.scs).toBe(at('/scs/v1'));
  });

  it('is a page for browsers, unless the portal is switched off', async () => {
    expect((await get('/')).text).toContain('<!doctype html>');
    await house.change((file) => {
      file.gateway.portal = { enabled: false };
    });
    expect(JSON.parse((await get('/')).text).name).toBe('SCS Federation Gateway');
    expect((await get('/portal')).status).toBe(404);
    await house.change(() => undefined);
  });
});
