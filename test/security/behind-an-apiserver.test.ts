// SPDX-License-Identifier: Apache-2.0
// What answers below …/proxy/ is a program of a tenant's. Its 401, its challenge, its cookies and its redirects are its own
// and reach its user as the apiserver would pass them; it gains nothing by speaking as if it were the apiserver.
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { statusOf } from '../../src/adapters/kubernetes/index.ts';
import { PROTOCOLS, type SplitHouse, startSplitHouse } from './protocols.ts';

const PROGRAM = '/k8s/liar/api/v1/namespaces/x/services/web:80/proxy';

let house: SplitHouse;
let alice: string;
const seen: { method: string | undefined; url: string | undefined; cookie: string | undefined; proof: string }[] = [];

beforeAll(async () => {
  // What the apiserver said of a proof is remembered for a while, which is not waited for.
  vi.useFakeTimers({ toFake: ['Date'], shouldAdvanceTime: true });
  house = await startSplitHouse();
  alice = await house.scoped('alice');
});
afterEach(() => {
  seen.length = 0;
  vi.setSystemTime(Date.now() + 5_100);
});
afterAll(async () => {
  await house.close();
  vi.useRealTimers();
});

/** The apiserver takes every proof; what it proxies answers so. */
const program = (status: number, headers: Record<string, string | string[]>, body = ''): void =>
  house.lie((request, response) => {
    const { method, url, headers: asked } = request;
    if (url === '/version') {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      return;
    }
    seen.push({ method, url, cookie: asked.cookie, proof: String(asked.authorization) });
    request.resume().once('end', () => response.writeHead(status, headers).end(body));
  });

describe.each(PROTOCOLS)('over %s', (protocol) => {
  const send = (method: string, path: string, headers: Record<string, string> = {}, body?: string) =>
    house.send(protocol, method, path, { authorization: `Bearer ${alice}`, ...headers }, body);

  it.each([
    ['as a web server says it', { 'content-type': 'text/html', 'www-authenticate': 'Basic realm="board"' }, '<html>'],
    [
      'as the apiserver would say it',
      { 'content-type': 'application/json' },
      statusOf({ status: 401, message: 'Unauthorized', retryAfter: undefined }),
    ],
  ])('a program’s 401, %s, is its user’s as it came, and its work is done once', async (_how, headers, body) => {
    program(401, headers, body);
    const answers = [await send('POST', `${PROGRAM}/order`, {}, 'one'), await send('GET', `${PROGRAM}/`)];
    for (const { status, text, headers: got } of answers)
      expect([status, text, got['www-authenticate']]).toEqual([401, body, headers['www-authenticate' as never]]);
    expect(seen.map(({ method }) => method)).toEqual(['POST', 'GET']);
    expect(new Set(seen.map(({ proof }) => proof)).size).toBe(1);
  });

  it('a 401 of a program that never comes to its end is passed on as it goes', async () => {
    let asked = 0;
    house.lie((request, response) => {
      if (request.url === '/version') return void response.writeHead(200).end('{}');
      asked += 1;
      response.writeHead(401, { 'content-type': 'text/plain' }).write('wait');
      if (asked > 1) response.end(' over');
    });
    const answer = await send('GET', `${PROGRAM}/`);
    expect([answer.status, answer.text, asked]).toEqual([401, 'wait over', 2]);
  });

  it('a program’s cookies go with it and to no neighbour of the gateway’s', async () => {
    const cookies = ['a=1; Path=/; HttpOnly', 'b=2;DOMAIN = example.org ; Secure', 'c=3; domain=.org'];
    program(200, { 'set-cookie': cookies, 'content-type': 'text/plain' });
    const { headers } = await send('GET', `${PROGRAM}/`, { cookie: 'a=1; b=2' });
    expect(headers['set-cookie']).toEqual(['a=1; Path=/; HttpOnly', 'b=2; Secure', 'c=3']);
    expect(seen[0]?.cookie).toBe('a=1; b=2');
    // Of the apiserver and of what it aggregates none passes, in either direction.
    for (const path of ['/k8s/liar/api', '/k8s/liar/apis/evil.example/v1/namespaces/x/services/web/proxy/']) {
      const answer = await send('GET', path, { cookie: 'a=1' });
      expect([answer.headers['set-cookie'], seen.at(-1)?.cookie]).toEqual([undefined, undefined]);
    }
  });

  it.each([
    ['/api/v1/namespaces/x/services/web:80/proxy/login?next=%2Fa', '../login?next=%2Fa'],
    ['/api/v1/namespaces/x/services/web:80/proxy/a/c', 'c'],
    ['/api/v1/namespaces/x/services/web:80/proxy/a//c:d', './/c:d'],
    ['b', 'b'],
    ['../', '../'],
  ])('a redirect of a program to %s leads there from wherever its user sees it', async (location, relative) => {
    program(302, { location });
    const { status, headers } = await send('GET', `${PROGRAM}/a/b`);
    expect([status, headers.location]).toEqual([302, relative]);
    const at = (base: string) => new URL(relative, `${base}/api/v1/namespaces/x/services/web:80/proxy/a/b`).href;
    const direct = new URL(location, 'https://api/api/v1/namespaces/x/services/web:80/proxy/a/b').href;
    expect(at('https://gw/k8s/liar')).toBe(direct.replace('https://api', 'https://gw/k8s/liar'));
    expect(at('http://localhost:8001')).toBe(direct.replace('https://api', 'http://localhost:8001'));
  });

  it.each(['https://evil.example/', '//evil.example', '/\\evil.example', '\\\\evil.example', 'javascript:alert(1)'])(
    'one to %s, which leads away with the user’s token, is refused',
    async (location) => {
      program(302, { location });
      const { status, headers } = await send('GET', `${PROGRAM}/a/b`);
      expect([status, headers.location]).toEqual([502, undefined]);
    },
  );

  it('a 403 of a program that speaks of impersonation is not explained', async () => {
    const body = JSON.stringify({ kind: 'Status', message: 'users is forbidden: User "a" cannot impersonate' });
    program(403, { 'content-type': 'application/json' }, body);
    expect((await send('GET', `${PROGRAM}/`)).text).toBe(body);
  });
});
