// SPDX-License-Identifier: Apache-2.0
// A redirect within a member is followed, or translated, or refused with its reason: a client is never sent back to the URL
// that it has asked, and never away. The one that is followed is the same URL by https, where the catalogue says http.
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ConfigFile } from '../e2e/harness.ts';
import { PROTOCOLS, type SplitHouse, startSplitHouse } from './protocols.ts';

type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void;

/** One port that speaks both, as behind a load balancer that redirects what comes in the clear. */
const clear: string[] = [];
const secure: string[] = [];
let answerSecure: Answer;
let answerClear: Answer;
let port: number;
let tcp: Server;
let house: SplitHouse;
let alice: string;

const listener =
  (seen: string[], answer: () => Answer): RequestListener =>
  async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    seen.push(`${request.method} ${request.url} ${body}`);
    answer()(request, response, body);
  };
const sameByHttps: Answer = ({ url }, response) =>
  void response.writeHead(301, { location: `https://127.0.0.1:${port}${url}` }).end('moved');
const fine: Answer = (_, response) => void response.writeHead(200, { 'content-type': 'text/plain' }).end('here');

beforeAll(async () => {
  const http = createServer(listener(clear, () => answerClear));
  let https: Server | undefined;
  tcp = createTcpServer((socket: Socket) => {
    socket.once('readable', () => {
      const first = socket.read() as Buffer | null;
      if (first === null) return;
      socket.unshift(first);
      (first[0] === 0x16 ? https : http)?.emit('connection', socket);
    });
    socket.on('error', () => undefined);
  }).listen(0, '127.0.0.1');
  await once(tcp, 'listening');
  port = (tcp.address() as AddressInfo).port;
  let tls: { readonly cert: string; readonly key: string } | undefined;
  house = await startSplitHouse(
    (file: ConfigFile) => {
      tls = file.gateway.listen.tls;
      file.clouds[1].openstack.caFile = file.clouds[1].clusters[0].caFile;
    },
    {
      elsewhere: () => ({
        'object-store': `http://127.0.0.1:${port}/swift/v1/AUTH_x`,
        network: `http://127.0.0.1:${port}`,
      }),
    },
  );
  const pem = (name: 'cert' | 'key') => readFile((tls?.[name] ?? '').replace('file:', ''));
  https = createTlsServer(
    { cert: await pem('cert'), key: await pem('key') },
    listener(secure, () => answerSecure),
  );
  alice = await house.scoped('alice');
});
afterAll(async () => {
  tcp.close();
  await house.close();
});
beforeEach(() => {
  clear.length = 0;
  secure.length = 0;
  answerClear = sameByHttps;
  answerSecure = fine;
});

const STORE = '/clouds/cloud-b/object-store/v1/AUTH_x';
const send = (protocol: (typeof PROTOCOLS)[number], method: string, path: string, body?: string) =>
  house.send(protocol, method, path, { 'x-auth-token': alice }, body);
/** What has been learnt is forgotten once it leads nowhere; here by a new fleet. */
const learnt = (): boolean => clear.length === 0;

describe('the same URL by https', () => {
  it('is asked at once, and from then on alone', async () => {
    const answer = await send('HTTP/1.1', 'GET', `${STORE}/c/o?x=%2F`);
    expect([answer.status, answer.text, answer.headers.location]).toEqual([200, 'here', undefined]);
    expect([clear, secure]).toEqual([['GET /swift/v1/AUTH_x/c/o?x=%2F '], ['GET /swift/v1/AUTH_x/c/o?x=%2F ']]);
    clear.length = 0;
    // An upload, which could not be sent a second time, goes there too.
    const put = await send('HTTP/2', 'PUT', `${STORE}/c/o`, 'bytes');
    expect([put.status, secure.at(-1), learnt()]).toEqual([200, 'PUT /swift/v1/AUTH_x/c/o bytes', true]);
  });

  it('that leads back to the clear is a refusal with its reason', async () => {
    answerSecure = ({ url }, response) =>
      void response.writeHead(302, { location: `http://127.0.0.1:${port}${url}` }).end();
    const answer = await send('HTTP/1.1', 'GET', `${STORE}/c/o`);
    expect([answer.status, answer.headers.location]).toEqual([502, undefined]);
    expect(answer.text).toContain('redirects this request to itself');
  });
});

describe.each(PROTOCOLS)('over %s', (protocol) => {
  it.each([301, 302, 303, 307, 308])('a redirect %i to the URL that was asked is never given out', async (status) => {
    answerSecure = ({ url }, response) => void response.writeHead(status, { location: url }).end();
    const answer = await send(protocol, 'GET', `${STORE}/c/o?a=b`);
    expect([answer.status, answer.headers.location]).toEqual([502, undefined]);
    expect(house.log.at(-1)).toMatchObject({ status: 502, reason: expect.stringMatching(/^memberRedirect/) });
  });

  it('one to another URL of the service is translated', async () => {
    answerSecure = (_, response) => void response.writeHead(302, { location: '/swift/v1/AUTH_x/c/other?a=b' }).end();
    const answer = await send(protocol, 'GET', `${STORE}/c/o?a=b`);
    expect([answer.status, answer.headers.location]).toEqual([302, `${house.url}${STORE}/c/other?a=b`]);
  });

  it.each(['https://evil.example/x', '//evil.example/x', 'https://user:pw@127.0.0.1/x'])(
    'one away is refused: %s',
    async (location) => {
      answerSecure = (_, response) => void response.writeHead(302, { location }).end();
      expect((await send(protocol, 'GET', `${STORE}/c/o`)).status).toBe(502);
    },
  );
});

describe.each(PROTOCOLS)('of an apiserver, over %s', (protocol) => {
  const redirected = async (path: string, status: number, location: string) => {
    house.lie((_, response) => void response.writeHead(status, { location }).end());
    return house.send(protocol, 'GET', `/k8s/liar${path}`, { authorization: `Bearer ${alice}` });
  };

  it.each([
    ['/openapi/v3/apis/apps/v1?hash=old', 301, '/openapi/v3/apis/apps/v1?hash=new'],
    ['/debug/pprof', 302, '/debug/pprof/'],
  ])('a redirect from %s leads on at the gateway, whatever the path', async (path, status, location) => {
    const answer = await redirected(path, status, location);
    expect([answer.status, answer.headers.location]).toEqual([status, `${house.url}/k8s/liar${location}`]);
  });

  it('that of a program behind its proxy is relative, whatever it was', async () => {
    const path = '/api/v1/namespaces/x/services/web/proxy/';
    const answer = await redirected(`${path}a`, 302, `${path}b`);
    expect([answer.status, answer.headers.location]).toEqual([302, 'b']);
  });

  it.each([
    ['pprof/', 'pprof/'],
    ['?hash=new', '?hash=new'],
    ['../a', '../a'],
  ])('a relative one stays as it is: %s', async (location, given) => {
    expect((await redirected('/debug/x/y', 302, location)).headers.location).toBe(given);
  });

  it.each([
    'https://evil.example/openapi/v3',
    '//evil.example/openapi/v3',
    '\\\\evil.example',
    // To another cluster, or to another part of the gateway: a client would repeat a DELETE there.
    '../../../../k8s/other/api',
    '../../../../identity/v3',
    // Back to itself.
    '/debug/x/y',
    'y',
    '',
  ])('one that leads away, or to itself, is refused: %j', async (location) => {
    const answer = await redirected('/debug/x/y', 302, location);
    expect([answer.status, answer.headers.location]).toEqual([502, undefined]);
    expect(JSON.parse(answer.text)).toMatchObject({ kind: 'Status' });
  });
});
