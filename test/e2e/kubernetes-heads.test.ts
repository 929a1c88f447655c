// SPDX-License-Identifier: Apache-2.0
// Heads on /k8s: as long as an apiserver takes them, upgrades that it does not know, the origin that its watches want, and
// refusals that its clients read.
import { once } from 'node:events';
import { connect } from 'node:tls';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type SplitHouse, startSplitHouse } from '../security/protocols.ts';
import { connectH2 } from './h2-client.ts';

let house: SplitHouse;
let alice: string;
const seen: { readonly url: string; readonly headers: Record<string, unknown> }[] = [];
beforeAll(async () => {
  house = await startSplitHouse();
  house.lie(({ url = '', headers }, response) => {
    seen.push({ url, headers });
    const watch = headers.upgrade !== undefined;
    response.writeHead(watch ? 403 : 200, { 'content-type': 'application/json' }).end('{"kind":"Status"}');
  });
  alice = await house.login('alice');
});
afterAll(() => house.close());
beforeEach(() => {
  seen.length = 0;
});

/** What comes back until the connection ends. */
async function raw(lines: readonly string[]): Promise<string> {
  const socket = connect({ port: house.port, host: 'localhost', ca: house.ca, ALPNProtocols: ['http/1.1'] });
  socket.on('error', () => undefined);
  await once(socket, 'secureConnect');
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk;
  });
  socket.write(`${[...lines, 'Host: localhost', 'Connection: close'].join('\r\n')}\r\n\r\n`);
  // Not `once` of events, which fails where the connection is reset after the answer.
  await new Promise((resolve) => socket.once('close', resolve));
  return text;
}
const bodyOf = (answer: string): Record<string, unknown> => JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4));
const authorized = (): string => `Authorization: Bearer ${alice}`;

describe('a long head', () => {
  it.each([20_000, 200_000])('with a command of %i characters reaches the apiserver', async (length) => {
    const url = `/api/v1/namespaces/x/pods/y/log?command=${'x'.repeat(length)}`;
    const answer = await raw([`GET /k8s/liar${url} HTTP/1.1`, authorized()]);
    expect([answer.slice(0, 12), seen.map((one) => one.url === url)]).toEqual(['HTTP/1.1 200', [true]]);
  });

  it('by HTTP/2 has as much as nghttp2 takes in one field', async () => {
    const url = `/api/v1/namespaces/x/pods?fieldSelector=${'x'.repeat(60_000)}`;
    const h2 = await connectH2(house.url, house.ca, { maxSendHeaderBlockLength: 200_000 });
    const answer = await h2.send('GET', `/k8s/liar${url}`, { authorization: `Bearer ${alice}` });
    h2.close();
    expect([answer.status, seen.map((one) => one.url === url)]).toEqual([200, [true]]);
  });

  it('beyond a mebibyte is 431 with a body that clients of Kubernetes and of OpenStack read', async () => {
    const answer = await raw([`GET /k8s/liar/api?x=${'x'.repeat(2_000_000)} HTTP/1.1`, authorized()]);
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
    expect(bodyOf(answer)).toMatchObject({ kind: 'Status', code: 431, error: { code: 431 } });
    expect(seen).toEqual([]);
  });

  it('of many large fields is 431 as a Status', async () => {
    const answer = await raw(['GET /k8s/liar/api HTTP/1.1', authorized(), `X-Large: ${'x'.repeat(40_000)}`]);
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
    expect(bodyOf(answer)).toMatchObject({ kind: 'Status', code: 431 });
  });

  it('that nothing is forwarded for is no longer than it was', async () => {
    const answer = await raw([`GET /identity/v3?x=${'x'.repeat(20_000)} HTTP/1.1`]);
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
    expect(bodyOf(answer)).toMatchObject({ error: { code: 431 } });
  });
});

describe('a method that is not taken', () => {
  it('and that HTTP/1.1 does not know is 405 with what is', async () => {
    const answer = await raw(['FOO /k8s/liar/api HTTP/1.1', authorized()]);
    expect(answer).toMatch(/^HTTP\/1\.1 405 [\s\S]*\r\nallow: GET, HEAD/);
    expect(bodyOf(answer)).toMatchObject({ kind: 'Status', reason: 'MethodNotAllowed', error: { code: 405 } });
  });

  it.each(['/k8s', '/k8s/'])('at %s is 405, as a Status', async (path) => {
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
      const answer = await house.send('HTTP/2', method, path, { authorization: `Bearer ${alice}` });
      expect([answer.status, answer.headers.allow]).toEqual([405, 'GET, HEAD']);
      expect(JSON.parse(answer.text)).toMatchObject({ kind: 'Status', reason: 'MethodNotAllowed' });
    }
  });

  it('what is no HTTP stays 400', async () => {
    const answer = await raw(['no http at all']);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  });
});

describe('an upgrade', () => {
  const asks = (path: string, kind: string, ...more: readonly string[]) =>
    raw([`GET /k8s/liar${path} HTTP/1.1`, authorized(), `Upgrade: ${kind}`, 'Connection: Upgrade', ...more]);

  it.each(['h2c', 'TLS/1.0', 'foo', 'websocket/13'])(
    'to %s, which nobody knows, is not asked for: the answer is the GET’s',
    async (kind) => {
      const answer = await asks('/version', kind, 'HTTP2-Settings: AAMAAABkAAQAAP__');
      expect(answer).toMatch(/^HTTP\/1\.1 200 /);
      expect(seen.map(({ headers }) => [headers.upgrade, headers['http2-settings']])).toEqual([[undefined, undefined]]);
    },
  );

  it.each(['https://app.example', 'null'])(
    'takes the origin %s along, which an apiserver’s watch demands',
    async (origin) => {
      await asks('/api/v1/pods?watch=true', 'websocket', `Origin: ${origin}`);
      expect(seen.map(({ headers }) => headers.origin)).toEqual([origin]);
    },
  );

  it('of a client that names no origin gets none', async () => {
    await asks('/api/v1/pods?watch=true', 'websocket');
    expect(seen.map(({ headers }) => headers.origin)).toEqual([undefined]);
  });
});
