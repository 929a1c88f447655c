// SPDX-License-Identifier: Apache-2.0
// Whoever asks and does not read makes the gateway hold what it cannot send. Strangers could ask for the largest document
// on hundreds of streams with a window of nothing, or hundreds of times in one piece of bytes, and each was a copy that
// stayed for as long as the connection: a gigabyte for twenty connections.
import { once } from 'node:events';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dial, session, until } from './attacks/attack.ts';
import { pipeliningNonReaders } from './attacks/pipelining-non-readers.ts';
import { windowZeroReaders } from './attacks/window-zero-readers.ts';
import { PROTOCOLS, type SplitHouse, startSplitHouse } from './protocols.ts';

const STALL = 1_500;
const PIPELINED = 24;
let house: SplitHouse;
beforeAll(async () => {
  house = await startSplitHouse((file) => {
    file.gateway.limits.connections = { stall: `${STALL}ms`, pipelined: PIPELINED, unsent: 2 };
  });
});
afterAll(() => house.close());

const figure = async (name: string): Promise<number> =>
  Number(new RegExp(`^${name.replace(/[{}"]/g, '\\$&')} ([0-9.e+]+)$`, 'm').exec(await house.metrics())?.[1]);
const refused = (reason: string) => figure(`scs_gateway_client_connections_refused_total{reason="${reason}"}`);

describe('an answer that nobody reads', () => {
  it('holds one piece of the document for each stream of HTTP/2, and is broken off in time', async () => {
    const streams = 40;
    const before = await refused('stall');
    const attack = await windowZeroReaders(house.url, { connections: 2, each: streams / 2 });
    await until(async () => (await figure('scs_gateway_client_unsent_bytes')) > 0);
    expect(await figure('scs_gateway_client_unsent_bytes')).toBeLessThanOrEqual(streams * 2 * 64 * 1024);
    await until(async () => (await refused('stall')) >= before + streams);
    await attack.stop();
  });

  it('is broken off over HTTP/1.1, and its connection with it', async () => {
    const attack = await pipeliningNonReaders(house.url, { connections: 3, each: PIPELINED });
    const kind = 'scs_gateway_client_connections{kind="anonymous"}';
    await until(async () => (await refused('stall')) > 0 && (await figure(kind)) <= 1);
    await attack.stop();
  });

  it('of a member that has sent all of it goes as well', async () => {
    const token = await house.scoped('alice');
    house.lie((_, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ x: 'y'.repeat(200_000) })),
    );
    const reader = await session(house.url, { settings: { initialWindowSize: 0 } });
    const stream = reader.request({ ':path': '/clouds/cloud-b/compute/v2.1/servers', 'x-auth-token': token });
    stream.on('error', () => undefined);
    const [head] = await once(stream, 'response');
    expect(head[':status']).toBe(200);
    // Its error says so, and would fail a wait for the event.
    await until(() => stream.destroyed);
    expect(stream.rstCode).not.toBe(0);
    reader.destroy();
  });

  it('is no reason to break off one that is read slowly', async () => {
    const reader = await session(house.url, { settings: { initialWindowSize: 64 * 1024 } });
    const stream = reader.request({ ':path': '/docs' });
    let bytes = 0;
    for await (const chunk of stream) {
      bytes += (chunk as Buffer).length;
      // Half of a second in all would be enough for the loopback; this takes several times the limit.
      if (bytes < 600_000) await new Promise((done) => setTimeout(done, STALL / 20));
    }
    expect([stream.rstCode, bytes > 600_000]).toEqual([0, true]);
    reader.destroy();
  });
});

describe('requests sent one behind the other', () => {
  const line = 'GET /scs/v1/errors HTTP/1.1\r\nHost: gateway\r\n\r\n';
  const answered = () => house.log.filter(({ msg, path }) => msg === 'request' && path === '/scs/v1/errors').length;

  it('are answered in order, up to the limit', async () => {
    const socket = await dial(house.url, 'http/1.1');
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.write(line.repeat(PIPELINED));
    await until(() => text.split('HTTP/1.1 200').length === PIPELINED + 1);
    // And again, once they have been.
    socket.write(line.repeat(PIPELINED));
    await until(() => text.split('HTTP/1.1 200').length === 2 * PIPELINED + 1);
    socket.destroy();
  });

  it('beyond it end the connection, and are not even looked at', async () => {
    const before = answered();
    const socket = await dial(house.url, 'http/1.1');
    socket.resume().write(line.repeat(300));
    await once(socket, 'close');
    expect(await refused('pipelined')).toBeGreaterThan(0);
    expect(answered() - before).toBeLessThanOrEqual(PIPELINED);
    expect((await house.send('HTTP/1.1', 'GET', '/scs/v1')).status).toBe(200);
  });
});

it('a connection with more unread bytes than it may have is closed', async () => {
  const token = await house.scoped('alice');
  house.lie((_, response) =>
    response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(Buffer.alloc(1_000_000)),
  );
  const reader = await session(house.url, { settings: { initialWindowSize: 0 } });
  for (let i = 0; i < 60 && !reader.destroyed; i++)
    reader
      .request({ ':path': '/clouds/cloud-b/compute/v2.1/servers/x/y', 'x-auth-token': token })
      .on('error', () => undefined);
  await once(reader, 'close');
  expect(await refused('unsent')).toBeGreaterThan(0);
});

describe.each(PROTOCOLS)('over %s, a document', (protocol) => {
  const get = (path: string, headers = {}) => house.send(protocol, 'GET', path, headers);

  it.each(['/docs', '/scs/openapi.json', '/scs/v1', '/scs/v1/errors'])('%s is known by its tag', async (path) => {
    const first = await get(path);
    const etag = String(first.headers.etag);
    expect([first.status, etag]).toEqual([200, expect.stringMatching(/^"[\w-]{27}"$/)]);
    const again = await get(path, { 'if-none-match': etag });
    expect([again.status, again.text, again.headers.etag]).toEqual([304, '', etag]);
    expect((await get(path, { 'if-none-match': '"another"' })).status).toBe(200);
    const head = await house.send(protocol, 'HEAD', path);
    expect([head.status, head.text, head.headers['content-length']]).toEqual([
      200,
      '',
      String(Buffer.byteLength(first.text)),
    ]);
  });

  it('comes compressed to who can read it', async () => {
    const plain = await get('/docs');
    expect(plain.headers['content-encoding']).toBeUndefined();
    for (const [accept, coding] of [
      ['gzip, deflate, br', 'br'],
      ['gzip', 'gzip'],
      ['br;q=0, gzip;q=0.5', 'gzip'],
    ] as const) {
      const answer = await get('/docs', { 'accept-encoding': accept });
      expect([answer.status, answer.headers['content-encoding'], answer.headers.vary]).toEqual([
        200,
        coding,
        'accept-encoding',
      ]);
      expect(answer.headers.etag).not.toBe(plain.headers.etag);
      expect(Number(answer.headers['content-length'])).toBeLessThan(plain.text.length / 5);
    }
  });
});

it('what is compressed is the document', async () => {
  const plain = await (await fetchBytes('/docs', 'identity')).toString();
  expect(brotliDecompressSync(await fetchBytes('/docs', 'br')).toString()).toBe(plain);
  expect(gunzipSync(await fetchBytes('/docs', 'gzip')).toString()).toBe(plain);
});

const fetchBytes = async (path: string, coding: string): Promise<Buffer> =>
  (await (await house.h2()).send('GET', path, { 'accept-encoding': coding })).bytes;
