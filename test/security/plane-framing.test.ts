// SPDX-License-Identifier: Apache-2.0
// Messages whose end is told in two ways, or wrongly: refused as a whole, and no part of one ever becomes a request of
// its own at a member.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Harness, startHarness } from '../e2e/harness.ts';
import { describeNoLeaks } from '../e2e/no-leaks.ts';
import { exchange } from './raw.ts';

let h: Harness;
let token: string;
let image: string;
let tapPort: number;
let before: number;
beforeAll(async () => {
  h = await startHarness();
  token = await h.scoped('alice');
  tapPort = Number(new URL(h.url).port);
  const { body } = await h.send('POST', '/clouds/cloud-a/image/v2/images', { token, json: { name: 'framed' } });
  image = `/clouds/cloud-a/image/v2/images/${body.id}/file`;
});
afterAll(() => h.close());
beforeEach(() => {
  before = h.a.requests.length;
});

const SMUGGLED = 'DELETE /v2.1/servers/smuggled HTTP/1.1\r\nHost: member\r\n\r\n';
const smuggled = (): unknown[] =>
  h.a.requests.filter(({ url, method }) => url.includes('smuggled') || method === 'DELETE');
const send = (
  headers: string[],
  body: string,
  target = '/clouds/cloud-a/compute/v2.1/servers',
  method = 'POST',
  until?: RegExp,
): Promise<string> =>
  exchange(
    tapPort,
    [
      `${method} ${target} HTTP/1.1\r\nHost: gateway\r\nX-Auth-Token: ${token}\r\n${headers.map((line) => `${line}\r\n`).join('')}\r\n${body}`,
    ],
    until === undefined ? {} : { until },
  );

const JSON_TYPE = 'Content-Type: application/json';
const RAW_TYPE = 'Content-Type: application/octet-stream';

describe.each([
  ['JSON', JSON_TYPE, 'POST', (): string => '/clouds/cloud-a/compute/v2.1/servers'],
  ['an upload', RAW_TYPE, 'PUT', (): string => image],
] as const)('for %s', (_kind, type, method, target) => {
  it.each([
    ['two different lengths', ['Content-Length: 2', 'Content-Length: 60'], `{}${SMUGGLED}`],
    ['the same length twice', ['Content-Length: 2', 'Content-Length: 2'], '{}'],
    ['a list of lengths', ['Content-Length: 2, 2'], '{}'],
    ['a length and chunks', ['Content-Length: 4', 'Transfer-Encoding: chunked'], `0\r\n\r\n${SMUGGLED}`],
    ['chunks and a length', ['Transfer-Encoding: chunked', 'Content-Length: 4'], `0\r\n\r\n${SMUGGLED}`],
    ['chunks that are not last', ['Transfer-Encoding: chunked, identity'], `0\r\n\r\n${SMUGGLED}`],
    ['an unknown coding', ['Transfer-Encoding: xchunked'], `0\r\n\r\n${SMUGGLED}`],
    ['a coding with a tab before it', ['Transfer-Encoding:\tchunked', 'Content-Length: 4'], `0\r\n\r\n${SMUGGLED}`],
    ['a space before the colon', ['Transfer-Encoding : chunked'], `0\r\n\r\n${SMUGGLED}`],
    ['a folded header', ['Transfer-Encoding:', ' chunked', 'Content-Length: 4'], `0\r\n\r\n${SMUGGLED}`],
    ['a negative length', ['Content-Length: -1'], '{}'],
    ['a length with a sign', ['Content-Length: +2'], '{}'],
    ['a length in hex', ['Content-Length: 0x2'], '{}'],
    ['a bare CR in a header', ['X-A: b\rTransfer-Encoding: chunked'], `0\r\n\r\n${SMUGGLED}`],
    ['a NUL in a header', ['X-A: b\0c', 'Content-Length: 2'], '{}'],
  ])('%s is refused with 400', async (_name, headers, body) => {
    const answer = await send([type, ...headers], body, target(), method);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    // One answer, and the end of the connection.
    expect(answer.match(/HTTP\/1\.1/g)).toHaveLength(1);
    expect(smuggled()).toEqual([]);
    expect(h.a.requests.length).toBe(before);
  });

  it.each([
    ['a size that is no number', 'zz\r\n{}\r\n0\r\n\r\n'],
    ['a negative size', '-2\r\n{}\r\n0\r\n\r\n'],
    ['a size that overflows', 'fffffffffffffffff\r\n{}\r\n0\r\n\r\n'],
    ['a size with 0x', '0x2\r\n{}\r\n0\r\n\r\n'],
    ['more data than the size says', `2\r\n{}${SMUGGLED}\r\n0\r\n\r\n`],
    ['a bare LF after the size', `2\n{}\r\n0\r\n\r\n${SMUGGLED}`],
  ])('chunks with %s end the request, and nothing follows it', async (_name, body) => {
    const answer = await send([type, 'Transfer-Encoding: chunked'], body, target(), method);
    expect(answer).not.toMatch(/^HTTP\/1\.1 2/);
    expect(answer.match(/HTTP\/1\.1/g)?.length ?? 0).toBeLessThanOrEqual(1);
    expect(smuggled()).toEqual([]);
    // An upload may have begun at the member; it must not look complete there.
    const begun = h.a.requests.slice(before);
    expect(begun.length).toBeLessThanOrEqual(1);
    expect(begun.every(({ status }) => status === undefined || status >= 400 || status === 200)).toBe(true);
    const { body: shown } = await h.send('GET', image.replace('/file', ''), { token });
    expect(shown.status).not.toBe('active');
  });
});

describe('what stands in a well-framed body', () => {
  it('stays in it: a request written there is data', async () => {
    const answer = await send(
      [RAW_TYPE, `Content-Length: ${SMUGGLED.length}`, 'Connection: close'],
      SMUGGLED,
      `${image.replace('image/v2/images', 'object-store/v1')}`,
      'PUT',
    );
    expect(answer.match(/HTTP\/1\.1/g)).toHaveLength(1);
    expect(smuggled()).toEqual([]);
  });

  it('a GET with a body reaches the member as one request', async () => {
    const answer = await send(
      [`Content-Length: ${SMUGGLED.length}`, 'Connection: close'],
      SMUGGLED,
      '/clouds/cloud-a/compute/v2.1/flavors',
      'GET',
    );
    expect(answer.match(/HTTP\/1\.1/g)).toHaveLength(1);
    expect(smuggled()).toEqual([]);
    // The member's connection is not left with the rest of it.
    const next = await h.send('GET', '/clouds/cloud-a/compute/v2.1/flavors', { token });
    expect([next.status, next.body.flavors.length > 0]).toEqual([200, true]);
  });

  it('requests sent one behind the other are answered in order, each by its own', async () => {
    const line = (path: string, more = '') =>
      `GET /clouds/cloud-a/${path} HTTP/1.1\r\nHost: g\r\nX-Auth-Token: ${token}\r\n${more}\r\n`;
    const answer = await exchange(tapPort, [
      line('compute/v2.1/flavors') +
        line('image/v2/images?limit=1') +
        line('network/v2.0/networks', 'Connection: close\r\n'),
    ]);
    expect(answer.match(/"(flavors|images|networks)":/g)).toEqual(['"flavors":', '"images":', '"networks":']);
  });
});

describe('heads', () => {
  it.each([
    ['one header of 256 KiB', [`X-Bomb: ${'x'.repeat(262_144)}`]],
    ['headers of 256 KiB together', Array.from({ length: 1000 }, (_, i) => `X-Bomb-${i}: ${'x'.repeat(256)}`)],
    ['a cookie of 256 KiB', [`Cookie: ${'x'.repeat(262_144)}`]],
  ])('that are too large are refused with 431: %s', async (_name, headers) => {
    const answer = await send([...headers, 'Content-Length: 0', 'Connection: close'], '');
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
    expect(h.a.requests.length).toBe(before);
  });

  it.each([
    ['HTTP/2 in clear', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    ['noise', '\0\0\0\0'],
  ])('of another protocol are refused: %s', async (_name, bytes) => {
    const answer = await exchange(tapPort, [bytes]);
    expect(answer).toMatch(/^(?:HTTP\/1\.1 400 |$)/);
    expect(h.a.requests.length).toBe(before);
  });
});

describe('large JSON', () => {
  const large = (size: number) => JSON.stringify({ server: { name: 'x'.repeat(size) } });

  it('of 10 MB passes to a member, which is to judge it', async () => {
    const answer = await h.send('POST', '/clouds/cloud-a/compute/v2.1/servers', {
      token,
      json: { server: { name: 'x'.repeat(10_000_000) } },
    });
    // The member's own refusal: no flavor is named.
    expect(answer.status).toBe(400);
    expect(h.a.requests.at(-1)?.body?.length).toBe(large(10_000_000).length);
  });

  it('of 20 MB is refused with 413, with a length and without', async () => {
    const body = large(20_000_000);
    const announced = await send([JSON_TYPE, `Content-Length: ${body.length}`, 'Connection: close'], body);
    expect(announced).toMatch(/^HTTP\/1\.1 413 /);
    const chunk = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
    const chunked = await send([JSON_TYPE, 'Transfer-Encoding: chunked', 'Connection: close'], chunk);
    expect(chunked).toMatch(/^HTTP\/1\.1 413 /);
    expect(h.a.requests.length).toBe(before);
  });

  it('of 10 MB at the login is refused with 413', async () => {
    const body = large(10_000_000);
    const answer = await send(
      [JSON_TYPE, `Content-Length: ${body.length}`],
      body,
      '/identity/v3/auth/tokens',
      'POST',
      /\}\}$/,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  });

  it('that is deeply nested is carried like any other', async () => {
    const deep = `${'['.repeat(40_000)}${']'.repeat(40_000)}`;
    const answer = await h.send('POST', '/clouds/cloud-a/compute/v2.1/servers', {
      token,
      headers: { 'content-type': 'application/json' },
      body: `{"server":${deep}}`,
    });
    expect([400, 500]).toContain(answer.status);
    expect((await h.send('GET', '/clouds/cloud-a/compute/v2.1/flavors', { token })).status).toBe(200);
    const login = await h.send('POST', '/identity/v3/auth/tokens', {
      headers: { 'content-type': 'application/json' },
      body: `{"auth":${deep}}`,
    });
    expect(login.status).toBe(400);
  });
});

describeNoLeaks(() => h);
