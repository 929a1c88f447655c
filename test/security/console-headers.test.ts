// SPDX-License-Identifier: Apache-2.0
// The console proxy had header rules of its own: a member's page could redirect to anywhere, pin and log in the browser
// (HSTS, Alt-Svc, WWW-Authenticate: Basic), command a web server before the gateway (X-Accel-Redirect), hand over its
// tokens and tell the browser what its page may do under the gateway's name (Service-Worker-Allowed, Clear-Site-Data,
// Set-Cookie2, Content-Security-Policy). The answer to a WebSocket's handshake could as well.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type ConsoleHouse,
  type ConsoleProxy,
  leadingTo,
  MODES,
  openTunnel,
  sendTo,
  startConsoleHouse,
  startConsoleProxy,
} from './console-house.ts';
import { PROTOCOLS, type Protocol } from './protocols.ts';

const ORDERS: Readonly<Record<string, string>> = {
  'accept-ch': 'Sec-CH-UA-Model',
  'access-control-allow-credentials': 'true',
  'access-control-allow-origin': 'https://evil.example',
  'alt-svc': 'h3=":443"',
  'clear-site-data': '"*"',
  'content-security-policy': "default-src 'none'",
  'cross-origin-opener-policy': 'unsafe-none',
  link: '</sw.js>; rel=serviceworker',
  location: 'https://evil.example/',
  nel: '{}',
  'permissions-policy': 'camera=*',
  'proxy-authenticate': 'Basic',
  refresh: '0;url=https://evil.example/',
  'report-to': '{}',
  server: 'evil',
  'service-worker-allowed': '/',
  'set-cookie': 'evil=1',
  'set-cookie2': 'evil=1',
  sourcemap: 'https://evil.example/',
  'strict-transport-security': 'max-age=31536000',
  'www-authenticate': 'Basic realm="Gateway"',
  'x-accel-redirect': '/internal',
  'x-auth-token': 'gAAAAA',
  'x-frame-options': 'ALLOWALL',
  'x-sendfile': '/etc/passwd',
  'x-subject-token': 'gAAAAA',
};
const PASSES: Readonly<Record<string, string>> = {
  'cache-control': 'max-age=60',
  'content-type': 'text/css',
  etag: '"1"',
  'last-modified': 'Thu, 01 Jan 2026 00:00:00 GMT',
};

let proxy: ConsoleProxy;
beforeAll(async () => {
  proxy = await startConsoleProxy();
});
afterAll(() => proxy.close());

describe.each(MODES)('a console %s', (mode, options) => {
  const apart = mode !== MODES[0][0];
  let house: ConsoleHouse;
  let url: string;
  beforeAll(async () => {
    house = await startConsoleHouse({ ...options, dashboards: ['https://horizon.example'] });
    url = await house.publish(`${proxy.url}/vnc/vnc_auto.html?token=1`);
  });
  afterAll(() => house.close());

  /** A file beside the page, as a browser asks for it. */
  const ask = (protocol: Protocol, method = 'GET') =>
    sendTo(house, protocol, url.replace(/vnc_auto\.html.*$/, 'a.css'), method, {
      cookie: 'mine=1',
      authorization: 'Bearer mine',
      'x-forwarded-for': '203.0.113.9',
      'x-auth-token': 'mine',
    });

  describe.each(PROTOCOLS)('over %s', (protocol) => {
    it('passes what a page needs, orders the browser to keep it apart, and nothing else', async () => {
      proxy.answer((_request, response) => response.writeHead(200, { ...ORDERS, ...PASSES }).end('a {}'));
      const answer = await ask(protocol);
      const { date: _, 'keep-alive': __, 'transfer-encoding': ___, ...headers } = answer.headers;
      const sandbox = `sandbox allow-scripts allow-forms allow-modals allow-pointer-lock${apart ? ' allow-same-origin' : ''}`;
      expect({ status: answer.status, ...headers }).toEqual({
        status: 200,
        ...PASSES,
        'content-security-policy': `${sandbox}; frame-ancestors https://horizon.example`,
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        ...(apart ? {} : { 'access-control-allow-origin': '*' }),
      });
    });

    it('says nothing of the browser’s to the member', async () => {
      proxy.answer((_request, response) => response.end('a {}'));
      await ask(protocol);
      const { headers, url: asked } = proxy.requests.at(-1) ?? {};
      expect(asked).toBe('/vnc/a.css');
      expect(
        Object.keys(headers ?? {}).filter((name) => !['host', 'connection', 'user-agent', 'via'].includes(name)),
      ).toEqual([]);
    });

    it('redirects within the console proxy only', async () => {
      const redirect = async (location: string): Promise<unknown> => {
        proxy.answer((_request, response) => response.writeHead(302, { location }).end());
        const { status, headers } = await ask(protocol);
        return headers.location ?? status;
      };
      const base = leadingTo(url).path.replace(/\/vnc\/.*$/, '');
      expect(await redirect('/vnc.html?a=1')).toBe(`${base}/vnc.html?a=1`);
      expect(await redirect('b.css')).toBe(`${base}/vnc/b.css`);
      expect(await redirect(`${proxy.url}/c.css`)).toBe(`${base}/c.css`);
      for (const away of [
        'https://evil.example/',
        '//evil.example/',
        '\\\\evil.example',
        'javascript:alert(1)',
        house.url,
      ])
        expect(await redirect(away)).toBe(502);
    });

    it('answers a page’s request with a method that no page needs with 404', async () => {
      const before = proxy.requests.length;
      expect((await ask(protocol, 'POST')).status).toBe(404);
      expect(proxy.requests.length).toBe(before);
    });
  });

  it('passes of the handshake’s answer what the WebSocket needs', async () => {
    proxy.upgrade((_request, socket) => {
      const orders = Object.entries(ORDERS).map(([name, value]) => `${name}: ${value}\r\n`);
      const own = 'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n';
      socket.write(`HTTP/1.1 101 Evil\r\n${own}${orders.join('')}\r\n`);
    });
    const { status, headers, socket } = await openTunnel(house, url);
    socket?.destroy();
    expect([status, headers]).toEqual([
      101,
      { upgrade: 'websocket', connection: 'Upgrade', 'sec-websocket-accept': 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=' },
    ]);
  });
});
