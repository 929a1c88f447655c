// SPDX-License-Identifier: Apache-2.0
// A member's web page could take over the gateway's origin: a service worker registered by its console answered from then
// on for the gateway's own pages and for other people's consoles; HTML below /clouds did as well; response headers cleared
// the origin's data, set its cookies and pinned its connections. In a real browser, what such a page tries must fail, and
// the gateway's origin is after the visit what it was before.
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type OutgoingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ConsoleHouse, MODES, startConsoleHouse } from '../security/console-house.ts';
import { SOON } from '../soon.ts';
import { launchChromium } from './browser.ts';

/** What a browser would obey. */
const ORDERS = {
  'service-worker-allowed': '/',
  'clear-site-data': '"*"',
  'set-cookie': ['header=evil; Path=/; Secure', 'above=evil; Path=/; Secure; Domain=consoles.example'],
  'set-cookie2': 'evil=1',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'alt-svc': 'h3="evil.test:443"; ma=86400',
  'access-control-allow-origin': '*',
  'content-security-policy': 'sandbox allow-scripts allow-same-origin allow-popups allow-top-navigation',
  'x-frame-options': 'ALLOWALL',
  refresh: '3;url=https://evil.test/',
  link: '<sw.js>; rel=serviceworker; scope="/"',
  'www-authenticate': 'Basic realm="Gateway"',
  'report-to': '{"group":"default","max_age":86400,"endpoints":[{"url":"https://evil.test/"}]}',
  nel: '{"report_to":"default","max_age":86400,"include_subdomains":true}',
} satisfies OutgoingHttpHeaders;
const WORKER = `self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('fetch', (event) => event.respondWith(new Response('<title>evil</title>', { headers: { 'content-type': 'text/html' } })));`;
/** The gateway's own page. */
const TITLE = 'SCS API 1.0.0';
const MARKUP = { 'content-type': 'text/html', ...ORDERS };

const REFUSED_SOCKET = { status: 403, surface: 'console', path: '/consoles/[sealed]/vnc_auto.html' };

/** Shows a URL in a frame of the page. */
const inFrame = (url: string): string => `new Promise((done) => {
  const frame = document.createElement('iframe');
  frame.onload = () => done();
  frame.src = ${JSON.stringify(url)};
  document.body.append(frame);
})`;

const servers: Server[] = [];
let dashboardUrl: string;
let evilUrl: string;
let hostileUrl: string;
beforeAll(async () => {
  const html = await readFile(`${import.meta.dirname}/hostile-page.html`);
  const hostile = createServer(({ url }, response) => {
    if (url?.startsWith('/sw.js'))
      response.writeHead(200, { ...ORDERS, 'content-type': 'text/javascript' }).end(WORKER);
    else response.writeHead(200, MARKUP).end(html);
  });
  await once(hostile.listen(0, '127.0.0.1'), 'listening');
  const others = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<title>Horizon</title>');
  });
  await once(others.listen(0, '127.0.0.1'), 'listening');
  servers.push(hostile, others);
  const { port } = others.address() as AddressInfo;
  [dashboardUrl, evilUrl] = [`http://horizon.test:${port}/`, `http://evil.test:${port}/`];
  hostileUrl = `http://127.0.0.1:${(hostile.address() as AddressInfo).port}`;
});
afterAll(() => {
  for (const server of servers) server.close();
});

describe.each(MODES)('a console’s page %s', (mode, options) => {
  const apart = mode !== MODES[0][0];
  let house: ConsoleHouse;
  let browser: Browser;
  let context: BrowserContext;
  let url: string;
  beforeAll(async () => {
    house = await startConsoleHouse({ ...options, dashboards: [new URL(dashboardUrl).origin] });
    browser = await launchChromium(house.certificate);
  });
  afterAll(async () => {
    await browser?.close();
    await house?.close();
  });
  beforeEach(async () => {
    context = await browser.newContext();
    url = await house.publish(`${hostileUrl}/vnc_auto.html?gateway=${house.url}`);
  });
  afterEach(() => context.close());

  const visit = async (to: string): Promise<Page> => {
    const page = await context.newPage();
    await page.goto(to);
    return page;
  };
  const tried = (page: Page): Promise<Record<string, string>> => page.evaluate('window.tried');
  /** The gateway's own page, and what is kept for its origin. */
  const gateway = async (): Promise<unknown> => {
    const page = await visit(`${house.url}/docs`);
    const [workers, stored] = await page.evaluate<[number, object]>(
      `navigator.serviceWorker.getRegistrations().then((all) => [all.length, { ...localStorage }])`,
    );
    const found = { title: await page.title(), workers, stored, cookies: await context.cookies(house.url) };
    await page.close();
    return found;
  };
  const CLEAN = { title: TITLE, workers: 0, stored: {}, cookies: [] };

  it('registers no service worker, reads nothing of the gateway and opens nothing', async () => {
    const page = await visit(url);
    const { frame, ...rest } = await tried(page);
    expect(rest).toEqual({
      // At a host name of its own there is such a thing, but nobody gives it its script.
      workerForAll: apart ? 'TypeError' : 'SecurityError',
      workerForItself: apart ? 'TypeError' : 'SecurityError',
      workerOfModule: apart ? 'TypeError' : 'SecurityError',
      identity: 'TypeError',
      docs: 'TypeError',
      window: 'Error',
      opener: 'TypeError',
      top: 'Error',
    });
    expect(frame).toBe('out of reach');
    await vi.waitFor(() => expect(page.frames()[1]?.url()).toBe('chrome-error://chromewebdata/'), SOON);
    expect(context.serviceWorkers()).toEqual([]);
    expect(await gateway()).toEqual(CLEAN);
  });

  it('leaves what is kept for the gateway’s origin, and leaves nothing there', async () => {
    const before = await visit(`${house.url}/docs`);
    await before.evaluate(`localStorage.setItem('mine', 'kept')`);
    await context.addCookies([{ name: 'mine', value: 'kept', url: house.url }]);
    const page = await visit(url);
    await tried(page);
    await page.reload();
    expect(await gateway()).toEqual({
      ...CLEAN,
      stored: { mine: 'kept' },
      cookies: [expect.objectContaining({ name: 'mine', value: 'kept' })],
    });
    // Of the response headers none was obeyed; what a script sets at a host name of its own stays below that domain.
    const names = (await context.cookies()).map(({ name }) => name).filter((name) => name !== 'mine');
    expect(names.sort()).toEqual(apart ? ['above', 'script'] : []);
  });

  it('does not send a dashboard elsewhere that has opened it or shows it in a frame', async () => {
    const page = await context.newPage();
    await page.goto(dashboardUrl);
    const opening = page.waitForEvent('popup');
    await page.evaluate(`void window.open(${JSON.stringify(url)})`);
    const opened = await tried(await opening);
    expect(opened.opener).not.toBe('sent elsewhere');

    await page.evaluate(inFrame(url));
    const shown = await page.frames()[1]?.evaluate<Record<string, string>>('window.tried');
    expect(shown?.top).toBe('SecurityError');
    expect([page.url(), await page.title()]).toEqual([dashboardUrl, 'Horizon']);
  });

  it('is shown in no frame of a site that is no dashboard, which opens no WebSocket either', async () => {
    const page = await context.newPage();
    await page.goto(evilUrl);
    await page.evaluate(inFrame(url));
    await vi.waitFor(() => expect(page.frames()[1]?.url()).toBe('chrome-error://chromewebdata/'), SOON);
    const socket = url.replace('https', 'wss');
    const open = `new Promise((done) => {
      const socket = new WebSocket(${JSON.stringify(socket)});
      socket.onopen = () => done('open');
      socket.onerror = () => done('refused');
    })`;
    expect(await page.evaluate(open)).toBe('refused');
    await vi.waitFor(() => expect(house.log.at(-1)).toMatchObject(REFUSED_SOCKET), SOON);
  });
});

describe('HTML that a member answers below /clouds', () => {
  let house: ConsoleHouse;
  let browser: Browser;
  beforeAll(async () => {
    house = await startConsoleHouse({});
    browser = await launchChromium(house.certificate);
    // Version documents are read without a token, once a catalogue is known.
    await house.publish(hostileUrl);
  });
  afterAll(async () => {
    await browser?.close();
    await house?.close();
  });

  it.each(['/', '/v2.1/', '/v2.1/servers'])('runs nothing at the gateway’s origin: %s', async (path) => {
    const html = await readFile(`${import.meta.dirname}/hostile-page.html`);
    house.lie((request, response) => {
      const script = request.url?.includes('sw.js');
      response
        .writeHead(200, script ? { ...ORDERS, 'content-type': 'text/javascript' } : MARKUP)
        .end(script ? WORKER : html);
    });
    const context = await browser.newContext({ extraHTTPHeaders: { 'x-auth-token': await house.scoped('alice') } });
    const page = await context.newPage();
    const { url } = house;
    await page.goto(`${url}/clouds/cloud-b/compute${path}?gateway=${url}`).catch(() => undefined);
    expect(await page.evaluate('typeof window.tried')).toBe('undefined');
    await context.setExtraHTTPHeaders({});
    await page.goto(`${url}/clouds/cloud-b/compute${path}?gateway=${url}`).catch(() => undefined);
    expect(await page.evaluate('typeof window.tried')).toBe('undefined');
    expect(context.serviceWorkers()).toEqual([]);
    await page.goto(`${url}/docs`);
    expect([await page.title(), await context.cookies()]).toEqual([TITLE, []]);
    await context.close();
  });
});
