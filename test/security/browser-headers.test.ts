// SPDX-License-Identifier: Apache-2.0
// A member's answer stood on the gateway's origin with whatever it said to a browser: HTML that ran, also for nobody in
// particular at a version document; a service worker for the whole origin; orders to clear its storage, to report to
// elsewhere, to load from elsewhere, to open it to another site. From then on the member's script spoke for every user of
// every cloud. None of these headers passes on any surface, what a member writes is fenced, and a page loads none of it. Only
// which sites' scripts may read one answer is the member's to say, since a script has nothing there without a token of its own.
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isDropped } from '../../src/members/answer-rules.ts';
import { SURFACES } from './lying-head.ts';
import { PROTOCOLS, type SplitHouse, startSplitHouse } from './protocols.ts';

let h: SplitHouse;
let token: string;
beforeAll(async () => {
  h = await startSplitHouse();
  token = await h.scoped('alice');
});
afterAll(() => h.close());

const ORDERS: Readonly<Record<string, string>> = {
  'accept-ch': 'Sec-CH-UA',
  'access-control-allow-credentials': 'true',
  'access-control-allow-origin': 'https://evil.example',
  'access-control-expose-headers': '*',
  'activate-storage-access': 'load',
  'alt-svc': 'h3="evil.example:443"',
  'attribution-reporting-register-source': '{}',
  'authentication-info': 'nextnonce="a"',
  'cdn-cache-control': 'max-age=99999',
  'clear-site-data': '"*"',
  'content-security-policy-report-only': "default-src 'none'; report-uri https://evil.example",
  'critical-ch': 'Sec-CH-UA',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-opener-policy': 'same-origin',
  'document-policy': 'unsized-media',
  'expect-ct': 'max-age=99999',
  'feature-policy': 'camera *',
  'integrity-policy': 'blocked-destinations=(script)',
  nel: '{"report_to":"evil","max_age":99999}',
  'no-vary-search': 'params',
  'origin-agent-cluster': '?0',
  'origin-trial': 'AAAA',
  'permissions-policy': 'camera=*',
  'proxy-authenticate': 'Basic',
  'proxy-status': 'evil',
  'public-key-pins': 'max-age=99999',
  'public-key-pins-report-only': 'max-age=99999',
  'referrer-policy': 'unsafe-url',
  refresh: '0; url=https://evil.example',
  'report-to': '{"group":"evil"}',
  'reporting-endpoints': 'evil="https://evil.example"',
  'sec-session-registration': '(ES256)',
  'service-worker-allowed': '/',
  'service-worker-navigation-preload': 'true',
  'set-cookie': 'a=b; Path=/',
  'set-cookie2': 'a=b',
  'set-login': 'logged-in',
  sourcemap: 'https://evil.example/map',
  'speculation-rules': '"https://evil.example/rules.json"',
  'strict-transport-security': 'max-age=99999; includeSubDomains',
  'surrogate-control': 'max-age=99999',
  'timing-allow-origin': '*',
  'use-as-dictionary': 'match="/*"',
  'www-authenticate': 'Basic realm="gateway"',
  'x-accel-redirect': '/etc/passwd',
  'x-accel-buffering': 'yes',
  'x-auth-token': 'stolen',
  'x-dns-prefetch-control': 'on',
  'x-frame-options': 'ALLOWALL',
  'x-permitted-cross-domain-policies': 'all',
  'x-scs-degraded': 'cloud-a',
  'x-sendfile': '/etc/passwd',
  'x-sourcemap': 'https://evil.example/map',
  'x-ua-compatible': 'IE=5',
  'x-xss-protection': '0',
};
/** Of this very answer, and of nothing that a browser adds by itself. */
const READABLE = ['access-control-allow-origin', 'access-control-expose-headers'];
const PAGE = '<!doctype html><script>navigator.serviceWorker.register("/clouds/x.js")</script>';
const answers = (type: string, body: string, headers: Record<string, string> = {}, status = 200): void =>
  h.lie((_, response) => void response.writeHead(status, { 'content-type': type, ...headers }).end(body));
const FENCE = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
};
const bearer = () => ({ authorization: `Bearer ${token}` });
const auth = () => ({ 'x-auth-token': token });

it.each(Object.keys(ORDERS))('%s is no word of a member to a browser', (name) => {
  expect(isDropped(name) || name.startsWith('proxy-')).toBe(true);
});

describe.each(PROTOCOLS)('by %s', (protocol) => {
  describe.each(SURFACES.filter(({ name }) => name !== '/scs'))('on $name', ({ path, headers }) => {
    it('no order of a member to a browser passes, and what it wrote is fenced', async () => {
      answers('application/json', '{"version":{}}', { ...ORDERS, 'x-object-meta-a': 'b' });
      const answer = await h.send(protocol, 'GET', path, headers(token));
      expect(answer.status).toBe(200);
      expect(answer.headers['x-object-meta-a']).toBe('b');
      expect(answer.headers).toMatchObject(FENCE);
      // Once each: a second policy could only be the member's.
      for (const name of Object.keys(FENCE))
        expect(answer.rawHeaders.filter((one) => one.toLowerCase() === name)).toHaveLength(1);
      const left = Object.keys(ORDERS).filter((name) => name in answer.headers);
      expect(left).toEqual(READABLE);
    });

    it('a failure is fenced as well', async () => {
      h.lie((_, response) => void response.destroy());
      expect((await h.send(protocol, 'GET', path, headers(token))).headers).toMatchObject(FENCE);
    });

    it('the script of a service worker is given to no page', async () => {
      answers('text/javascript', 'self');
      const { status } = await h.send(protocol, 'GET', path, { ...headers(token), 'service-worker': 'script' });
      expect(status).toBe(403);
    });
  });

  it.each([
    '/',
    '/docs',
    '/scs/openapi.json',
    '/scs/v1',
    '/identity',
    '/identity/v3',
    '/.well-known/jwks.json',
    '/consoles/x/',
    '/nope',
  ])('the gateway is no place for a service worker: %s', async (path) => {
    const { status, text } = await h.send(protocol, 'GET', path, { 'service-worker': 'script' });
    expect(status).toBe(403);
    expect(text).toContain('No page may load this from the gateway.');
  });

  it.each(['script', 'worker', 'sharedworker', 'serviceworker', 'iframe', 'style', 'object'])(
    'a page does not load a member’s answer as %s',
    async (destination) => {
      answers('text/javascript', 'self');
      const path = '/clouds/cloud-b/compute/v2.1/?a=b';
      expect((await h.send(protocol, 'GET', path, { 'sec-fetch-dest': destination })).status).toBe(403);
    },
  );

  it.each(['empty', 'document', 'image'])('a portal’s own fetch, a person and a picture are served: %s', async (to) => {
    answers('application/json', '{}');
    const path = '/clouds/cloud-b/compute/v2.1/servers';
    expect((await h.send(protocol, 'GET', path, { ...auth(), 'sec-fetch-dest': to })).status).toBe(200);
  });

  it.each(['text/html', 'application/xhtml+xml', 'image/svg+xml', 'text/xml', 'text/javascript', 'text/plain', ''])(
    'a version document of type %j is none, for nobody and for somebody',
    async (type) => {
      h.lie((_, response) => void response.writeHead(200, type === '' ? {} : { 'content-type': type }).end(PAGE));
      for (const headers of [{}, auth()]) {
        const answer = await h.send(protocol, 'GET', '/clouds/cloud-b/compute/v2.1/?a=b', headers);
        expect(answer.status).toBe(502);
        expect(answer.headers['content-type']).toBe('application/json');
        expect(answer.text).not.toContain('<');
      }
    },
  );

  it.each([400, 401, 404, 412, 500])('an error page there keeps its status %i, and nothing else', async (status) => {
    answers('text/html', PAGE.repeat(10_000), { 'content-language': 'en' }, status);
    const answer = await h.send(protocol, 'GET', '/clouds/cloud-b/compute/v2.1/?a=b');
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toBe('application/json');
    expect(answer.headers['content-language']).toBeUndefined();
    const words = JSON.parse(answer.text);
    expect(JSON.stringify(words)).not.toContain('<');
  });

  it.each([
    'application/json',
    'application/json; charset=UTF-8',
    'application/json-home',
    'application/vnd.openstack+json',
  ])('a version document of type %s is one', async (type) => {
    answers(type, '{"version":{}}');
    const answer = await h.send(protocol, 'GET', '/clouds/cloud-b/compute/v2.1/?a=b');
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe(type);
  });

  it('of links the pages of a list pass, which lead to the gateway', async () => {
    const own = `${h.lyingUrl}/v2.1/servers?marker=1`;
    answers('application/json', '{}', {
      link: `<${own}>; rel="next", <https://evil.example/>; rel=next, </x.js>; rel=preload; as=script, <https://evil.example>; rel="preconnect next", <servers?marker=0>; rel=prev`,
    });
    const { headers } = await h.send(protocol, 'GET', '/clouds/cloud-b/compute/v2.1/servers', auth());
    const here = `${h.url}/clouds/cloud-b/compute/v2.1/servers`;
    expect(headers.link).toBe(`<${here}?marker=1>; rel="next", <${here}?marker=0>; rel="prev"`);
    const cluster = await h.send(protocol, 'GET', '/k8s/liar/api', bearer());
    expect(cluster.headers.link).toBeUndefined();
  });

  it('a page behind an apiserver’s proxy, which a browser sees through kubectl alone, keeps its own fences', async () => {
    answers('text/html', PAGE, { ...ORDERS, 'content-security-policy': "script-src 'self'" });
    const path = '/k8s/liar/api/v1/namespaces/a/services/http:board:80/proxy/';
    const answer = await h.send(protocol, 'GET', path, { ...bearer(), 'sec-fetch-dest': 'script' });
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      'content-security-policy': "script-src 'self'",
      'x-frame-options': 'ALLOWALL',
      'x-content-type-options': 'nosniff',
    });
    for (const name of ['clear-site-data', 'service-worker-allowed', 'access-control-allow-origin'])
      expect(answer.headers[name]).toBeUndefined();
    // Without a token there is no page.
    expect((await h.send(protocol, 'GET', path, { 'sec-fetch-dest': 'document' })).status).toBe(401);
  });

  it.each([
    '/',
    '/identity',
    '/identity/v3',
    '/identity/v3/projects',
    '/scs/v1',
    '/scs/v1/servers',
    '/scs/openapi.json',
    '/.well-known/jwks.json',
    '/.well-known/openid-configuration',
    '/k8s',
    '/k8s/nope/',
    '/clouds/nope/x',
    '/nope',
  ])('the gateway’s own words are fenced and kept in no cache that it does not mean: %s', async (path) => {
    for (const headers of [{}, auth(), bearer()]) {
      const answer = await h.send(protocol, 'GET', path, headers);
      expect(answer.headers).toMatchObject(FENCE);
      if (answer.status < 300)
        expect(answer.headers['cache-control']).toMatch(/no-store|^private, no-cache$|^public, max-age=300$/);
    }
  });

  it('the reference page has a policy of its own that runs nothing', async () => {
    const { headers } = await h.send(protocol, 'GET', '/docs');
    expect(headers['content-security-policy']).toMatch(
      /^default-src 'none'; style-src 'sha256-.*frame-ancestors 'none'$/,
    );
    expect(headers['x-content-type-options']).toBe('nosniff');
  });
});

it('an answer that switches protocols says nothing to a browser, and not how long it is', async () => {
  h.lie((request) => {
    const lines = Object.entries(ORDERS).map(([name, value]) => `${name}: ${value}\r\n`);
    request.socket.write(
      `HTTP/1.1 101 Evil\xe4\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n${lines.join('')}Transfer-Encoding: chunked\r\nX-Stream-Protocol-Version: v4.channel.k8s.io\r\n\r\nhello`,
    );
  });
  const socket = connect({ port: h.port, host: 'localhost', ca: h.ca, ALPNProtocols: ['http/1.1'] });
  socket.write(
    `GET /k8s/liar/api/v1/namespaces/a/pods/b/exec?command=ls HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${token}\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n\r\n`,
  );
  let text = '';
  await new Promise<void>((done) => {
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      if (text.endsWith('hello')) done();
    });
    socket.once('close', () => done());
  });
  socket.destroy();
  const [head = '', body] = text.split('\r\n\r\n');
  expect(body).toBe('hello');
  expect(head.split('\r\n').sort()).toEqual(
    [
      'HTTP/1.1 101 Switching Protocols',
      'Connection: Upgrade',
      'Upgrade: SPDY/3.1',
      'X-Stream-Protocol-Version: v4.channel.k8s.io',
    ].sort(),
  );
});
