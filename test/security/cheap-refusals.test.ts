// SPDX-License-Identifier: Apache-2.0
// What a stranger sends must be cheap to refuse. Three thousand query parameters were taken apart before anybody asked who
// sent them, a login of ten thousand keys was parsed whole, and two `Host` lines let two parties see two requests.
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COSTLY_REQUESTS, manyParameters, manyQueryParameters } from './attacks/costly-requests.ts';
import { exchangeTls } from './attacks/exchange.ts';
import { PROTOCOLS, type SplitHouse, startSplitHouse } from './protocols.ts';

let house: SplitHouse;
let token: string;
beforeAll(async () => {
  house = await startSplitHouse((file) => {
    file.gateway.limits.address = { failed: 'off' };
  });
  token = await house.scoped('alice');
});
afterAll(() => house.close());

describe.each(PROTOCOLS)('over %s', (protocol) => {
  const get = (path: string, headers = {}) => house.send(protocol, 'GET', path, headers);

  it.each([
    ['/scs/v1/servers', 'detail'],
    ['/docs', 'detail'],
    ['/identity/v3/projects', 'error'],
    ['/none', 'error'],
  ])('a query with thousands of parameters is refused at %s, before it is asked who sends it', async (path, key) => {
    const answer = await get(manyParameters(path));
    expect([answer.status, answer.text]).toEqual([400, expect.stringContaining('more than 200 parameters')]);
    expect(JSON.parse(answer.text)[key]).toBeDefined();
    expect((await get(manyParameters(path), { 'x-auth-token': token })).status).toBe(400);
  });

  it('one that is forwarded is the business of whom it is forwarded to', async () => {
    const query = Array.from({ length: 400 }, (_, i) => `id=${i}`).join('&');
    const answer = await get(`/clouds/cloud-a/compute/v2.1/flavors?${query}`, { 'x-auth-token': token });
    expect(answer.status).toBe(200);
    expect(house.honest.requests.at(-1)?.url).toContain('id=399');
  });

  it('names and values of a query mean what they meant', async () => {
    const answer = await get('/scs/v1/flavors?cloud=cloud-a&limit=1&__proto__=1', { 'x-auth-token': token });
    expect([answer.status, answer.text]).toEqual([400, expect.stringContaining('__proto__ is not a known query')]);
    const twice = await get('/scs/v1/flavors?limit=1&limit=2', { 'x-auth-token': token });
    expect([twice.status, twice.text]).toEqual([400, expect.stringContaining('only once')]);
    expect((await get('/scs/v1/flavors?limit=1&cloud=cloud%2Da', { 'x-auth-token': token })).status).toBe(200);
  });

  it('a request with hundreds of header fields is refused', async () => {
    const headers = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`x-${i}`, '1']));
    for (const path of ['/clouds/cloud-a/compute/v2.1/flavors', '/k8s/liar/api', '/scs/v1/servers', '/identity/v3'])
      expect((await get(path, { ...headers, 'x-auth-token': token })).status).toBe(431);
    const swift = Object.fromEntries(Array.from({ length: 90 }, (_, i) => [`x-object-meta-${i}`, '1']));
    expect((await get('/scs/v1', swift)).status).toBe(200);
  });

  it.each(
    COSTLY_REQUESTS.filter(({ name }) => name.startsWith('login: ')).map(
      ({ name, body = '' }) => [name, body] as const,
    ),
  )('a login that is a bomb gets an answer of a client error: %s', async (_name, body) => {
    const answer = await house.send(
      protocol,
      'POST',
      '/identity/v3/auth/tokens',
      { 'content-type': 'application/json' },
      body,
    );
    expect([400, 401]).toContain(answer.status);
    expect(answer.text.length).toBeLessThan(1_000);
  });
});

it('a login of thousands of values is refused for their number alone', async () => {
  const body = `[${'1,'.repeat(20_000)}`;
  const answer = await house.send(
    'HTTP/1.1',
    'POST',
    '/identity/v3/auth/tokens',
    { 'content-type': 'application/json' },
    body,
  );
  // It is not even JSON, which nobody has found out.
  expect([answer.status, answer.text]).toEqual([400, expect.stringContaining('too many values')]);
});

describe('a request that names two hosts is refused', () => {
  const targets = ['/scs/v1', '/identity/v3', '/clouds/cloud-a/compute/', '/k8s/liar/api', '/docs', '/consoles/x/y'];

  it.each(targets)('over HTTP/1.1, by two lines: %s', async (path) => {
    for (const second of ['Host: gateway', 'hOST: other'])
      expect(
        await exchangeTls(
          house.port,
          `GET ${path} HTTP/1.1\r\nHost: gateway\r\n${second}\r\nConnection: close\r\n\r\n`,
        ),
      ).toMatch(/^HTTP\/1\.1 400 /);
  });

  it('over HTTP/1.1, by its target', async () => {
    const line = (target: string) => `GET ${target} HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n`;
    expect(await exchangeTls(house.port, line('http://other/scs/v1'))).toMatch(/^HTTP\/1\.1 400 /);
    expect(await exchangeTls(house.port, line('http://gateway/scs/v1'))).toMatch(/^HTTP\/1\.1 200 /);
  });

  it.each(targets)('over HTTP/2, by `host` beside `:authority`: %s', async (path) => {
    const at = (host: string) => house.send('HTTP/2', 'GET', path, { ':authority': 'gateway', host });
    expect((await at('other')).status).toBe(400);
    expect((await at('GATEWAY:443')).status).not.toBe(400);
  });

  it('and by an upgrade, with two lines', async () => {
    const head =
      'GET /k8s/liar/api HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
    expect(await exchangeTls(house.port, head)).toMatch(/^HTTP\/1\.1 400 /);
  });
});

it('the page that anybody may ask for is made once', async () => {
  const sum = (text: string) => createHash('sha256').update(text).digest('hex');
  const all = await Promise.all(PROTOCOLS.flatMap((one) => [1, 2, 3].map(() => house.send(one, 'GET', '/docs'))));
  expect(new Set(all.map(({ text }) => sum(text))).size).toBe(1);
  expect(new Set(all.map(({ headers }) => headers.etag)).size).toBe(1);
});

it('while such requests come without end, others are answered', async () => {
  const attack = await manyQueryParameters(house.url, { connections: 3 });
  for (const protocol of PROTOCOLS)
    for (let i = 0; i < 5; i++)
      expect((await house.send(protocol, 'GET', '/scs/v1/flavors', { 'x-auth-token': token })).status).toBe(200);
  await attack.stop();
});
