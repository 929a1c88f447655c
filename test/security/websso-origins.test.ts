// SPDX-License-Identifier: Apache-2.0
// Whom a login in a browser hands its token to: to origins of the list alone, compared as whole texts, and decided before
// anybody logs in; and what is on the page that hands it over.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  BEGIN,
  Browser,
  beginAt,
  CLI,
  DASHBOARD,
  startWebSsoHouse,
  tokenIn,
  type WebSsoHouse,
} from './websso-house.ts';

let house: WebSsoHouse;
beforeAll(async () => {
  house = await startWebSsoHouse();
});
afterAll(() => house?.close());

const begin = (origin: string, path = BEGIN): string => `${house.url}${path}?origin=${origin}`;

describe('an origin', () => {
  it.each([
    ['none', ''],
    ['an empty one', '?origin='],
    ['two of them', `?origin=${DASHBOARD}&origin=${CLI}`],
    ['two, the first of which is not trusted', `?origin=https://evil.example/&origin=${DASHBOARD}`],
  ])('is demanded once: %s is 400', async (_what, query) => {
    for (const path of [BEGIN, beginAt('browsers'), BEGIN.replace('/identity', '')]) {
      const answer = await house.send('GET', `${path}${query}`);
      expect(answer.status).toBe(400);
      expect(answer.body.error.message).toContain('origin query parameter');
      expect(answer.headers.get('set-cookie')).toBeNull();
    }
  });

  it.each([
    'https://evil.example/auth/websso/',
    DASHBOARD.slice(0, -1),
    `${DASHBOARD}/`,
    `${DASHBOARD}?next=https://evil.example/`,
    `${DASHBOARD}%23`,
    DASHBOARD.toUpperCase(),
    DASHBOARD.replace('https', 'http'),
    DASHBOARD.replace('.org', '.org:443'),
    DASHBOARD.replace('.org', '.org.evil.example'),
    DASHBOARD.replace('horizon', 'user@horizon'),
    DASHBOARD.replace('horizon.example.org', 'horizon.example.org%40evil.example'),
    DASHBOARD.replace('example', 'exаmple'),
    DASHBOARD.replace('/auth/', '/auth/../auth/'),
    DASHBOARD.replace('/auth', '%5cauth'),
    ` ${DASHBOARD}`,
    `${DASHBOARD}%00`,
    'javascript:alert(1)',
    'data:text/html,x',
    CLI.replace('localhost', '127.0.0.1'),
    CLI.replace('9990', '9991'),
    'null',
  ])('that only looks like a trusted one is 401 before anybody logs in: %s', async (origin) => {
    for (const method of ['GET', 'POST']) {
      const answer = await house.send(method, `${BEGIN}?origin=${origin}`);
      expect(answer.status).toBe(401);
      expect(answer.headers.get('location')).toBeNull();
      expect(answer.headers.get('set-cookie')).toBeNull();
    }
  });

  it('that is not trusted is not shown as markup to a browser, and the log names it', async () => {
    const page = await new Browser().get(begin('"><script>alert(1)</script>'));
    expect([page.status, page.headers.get('content-type')]).toEqual([401, 'text/html; charset=utf-8']);
    expect(page.text).not.toContain('alert(1)');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(house.log.some((line) => line.includes('is not a trusted dashboard'))).toBe(true);
  });

  it('may come in a form, as Keystone takes it: the login begins as by a link, by either path', async () => {
    for (const path of [BEGIN, beginAt('browsers')]) {
      const answer = await house.send('POST', `${path}?origin=${encodeURIComponent(DASHBOARD)}`, {
        headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' },
        body: 'csrfmiddlewaretoken=x&next=%2F',
      });
      expect([path, answer.status]).toEqual([path, 303]);
      const to = new URL(answer.headers.get('location') ?? '');
      expect(to.origin).toBe(new URL(house.provider.issuer).origin);
      expect(to.searchParams.get('redirect_uri')).toBe(`${house.url}/identity/v3/auth/websso/callback/browsers`);
      expect(answer.headers.get('set-cookie')).toMatch(/^scs-login=[^;]+;.*HttpOnly/i);
    }
  });

  it('that loses its trust while somebody logs in gets no token', async () => {
    const browser = new Browser();
    const back = await browser.logIn(begin(CLI), 'alice', house.url);
    await house.change((file) => {
      file.gateway.websso.trustedDashboards = [DASHBOARD];
    });
    const page = await browser.get(back);
    await house.change(() => undefined);
    expect([page.status, tokenIn(page)]).toEqual([401, '']);
  });
});

describe('the page with the token', () => {
  it.each([BEGIN, beginAt('browsers'), BEGIN.replace('/identity', ''), `/clouds/cloud-a${BEGIN}`])(
    'posts a good one to the origin, and nothing else has it: by %s',
    async (path) => {
      const browser = new Browser();
      const back = await browser.logIn(begin(DASHBOARD, path), 'alice', house.url);
      const page = await browser.get(back);
      expect(page.status).toBe(200);
      expect(page.text).toContain(`<form id="sso" name="sso" method="post" action="${DASHBOARD}">`);
      expect(page.text).toMatch(/<noscript><button>/);
      const token = tokenIn(page);
      expect(page.text.split(token)).toHaveLength(2);
      expect([...page.headers].filter(([, value]) => value.includes(token))).toEqual([]);
      expect(Object.fromEntries(page.headers)).toMatchObject({
        'cache-control': 'no-store',
        'content-type': 'text/html; charset=utf-8',
        'referrer-policy': 'no-referrer',
      });
      const policy = page.headers.get('content-security-policy') ?? '';
      expect(policy).toContain(`form-action ${new URL(DASHBOARD).origin};`);
      expect(policy).toContain("frame-ancestors 'none'");
      const nonce = /script-src 'nonce-([^']+)'/.exec(policy)?.[1];
      expect(page.text.match(/<script/g)).toHaveLength(1);
      expect(page.text).toContain(`<script nonce="${nonce}">`);

      const shown = await house.send('GET', '/identity/v3/auth/tokens', {
        token,
        headers: { 'x-subject-token': token },
      });
      expect(shown.body.token.user).toMatchObject({ name: 'alice', domain: { name: 'domain-browsers' } });
      expect(shown.body.token).not.toHaveProperty('project');
      expect(house.log.filter((line) => line.includes(token))).toEqual([]);
    },
  );

  it('tells the dashboard its URL without code and state where that is configured', async () => {
    await house.change((file) => {
      file.gateway.websso.sendReferrer = true;
    });
    const browser = new Browser();
    const page = await browser.get(await browser.logIn(begin(DASHBOARD), 'alice', house.url));
    await house.change(() => undefined);
    expect(page.headers.get('referrer-policy')).toBe('unsafe-url');
    expect(page.text).toContain("history.replaceState(null, '', location.pathname)");
    expect(new URL(page.url).pathname).toMatch(/^\/identity\/v3\/auth\//);
  });
});

it('a logout ends the token that the dashboard has, and the browser’s session at the provider', async () => {
  const browser = new Browser();
  const page = await browser.get(await browser.logIn(begin(DASHBOARD), 'alice', house.url));
  const token = tokenIn(page);
  const out = await browser.get(`${house.url}/identity/v3/auth/websso/logout`);
  expect(out.status).toBe(303);
  const to = new URL(out.headers.get('location') ?? '');
  expect(to.origin).toBe(new URL(house.provider.issuer).origin);
  expect(to.searchParams.get('post_logout_redirect_uri')).toBe(`${house.url}/identity/v3/auth/websso/logged-out`);
  expect((await house.send('GET', '/identity/v3/auth/projects', { token })).status).toBe(401);
  const again = await browser.get(`${house.url}/identity/v3/auth/websso/logout?redirect=https://evil.example/`);
  expect([again.status, again.headers.get('location')]).toEqual([200, null]);
});
