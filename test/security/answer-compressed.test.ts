// SPDX-License-Identifier: Apache-2.0
// 139 KB of gzip as a member's answer held the event loop for three seconds, and everybody with it: it was unpacked and
// translated in one go. A compressed answer is unpacked in small pieces off the loop, and translated piece by piece at the
// pace of the client; what becomes too large, or cannot be read, is refused before the client has seen any of it.
import { request as httpsRequest } from 'node:https';
import type { Readable } from 'node:stream';
import { connect } from 'node:tls';
import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { unpacked } from '../../src/members/decompress.ts';
import { SOON } from '../soon.ts';
import { PROTOCOLS, type SplitHouse, startSplitHouse } from './protocols.ts';

const MIB = 1024 * 1024;
const LIMIT = 64 * MIB;
const fast = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };
const bomb = Buffer.alloc(LIMIT + 1, ' ');

let h: SplitHouse;
let token: string;
beforeAll(async () => {
  h = await startSplitHouse((file) => {
    file.clouds[1].openstack.timeouts = { idle: '1s' };
  });
  token = await h.scoped('alice');
});
afterAll(() => h.close());

const PATH = '/clouds/cloud-b/compute/v2.1/servers';
const auth = () => ({ 'x-auth-token': token });
const answers = (coding: string | string[], body: Buffer): void =>
  h.lie((_, response) => {
    response.setHeader('content-type', 'application/json');
    response.setHeader('content-encoding', coding).end(body);
  });
const inFlight = async (): Promise<string | undefined> =>
  /scs_gateway_in_flight\{cloud="cloud-b",kind="request"\} (\d+)/.exec(await h.metrics())?.[1];

describe('unpacking', () => {
  it.each([
    ['gzip', gzipSync(bomb)],
    ['deflate', deflateSync(bomb)],
    ['br', brotliCompressSync(bomb, fast)],
  ])('%s gives small pieces, and between them the loop does other work', async (coding, body) => {
    let turns = 0;
    let pieces = 0;
    let going = true;
    const turn = (): void => {
      turns++;
      if (going) setImmediate(turn);
    };
    setImmediate(turn);
    const all = async (): Promise<void> => {
      for await (const piece of unpacked(coding, body, 'cloud-b', 8 * MIB)) {
        pieces++;
        expect(piece.length).toBeLessThanOrEqual(64 * 1024);
      }
    };
    await expect(all()).rejects.toMatchObject({ code: 'memberGarbage' });
    going = false;
    expect(pieces).toBe(128);
    expect(turns).toBeGreaterThan(64);
  });
});

describe.each(PROTOCOLS)('by %s', (protocol) => {
  it.each([
    ['a bomb of gzip', 'gzip', gzipSync(bomb)],
    ['a bomb of many members', 'gzip', Buffer.concat(Array(66).fill(gzipSync(Buffer.alloc(MIB))))],
    ['a bomb of deflate', 'deflate', deflateSync(bomb)],
    ['a bomb of brotli', 'br', brotliCompressSync(bomb, fast)],
    ['gzip in gzip', 'gzip, gzip', gzipSync(gzipSync('{}'))],
    ['gzip in gzip, in two lines', ['gzip', 'gzip'], gzipSync(gzipSync('{}'))],
    ['an unknown coding', 'zstd', Buffer.from('(\xb5/\xfd', 'latin1')],
    ['what is no gzip', 'gzip', Buffer.from('{"servers":[]}')],
    ['half of a gzip', 'gzip', gzipSync(Buffer.alloc(100_000, 'abc')).subarray(0, 60)],
  ])('%s is refused, of which the client sees nothing else', async (_what, coding, body) => {
    answers(coding, body);
    const { status, text } = await h.send(protocol, 'GET', PATH, auth());
    expect(status).toBe(502);
    expect(JSON.parse(text).computeFault.message).toContain('invalid response');
  });

  it.each([10, 300_000, 3_000_000])('%i items come whole, translated and plain', async (length) => {
    const link = `{"href":"${h.lyingUrl}/v2.1/servers/1"},`;
    const text = `{"servers":[${link.repeat(Math.ceil(length / link.length))}{}]}`;
    answers('gzip', gzipSync(text));
    const answer = await h.send(protocol, 'GET', PATH, auth());
    expect(answer.status).toBe(200);
    expect(answer.headers['content-encoding']).toBeUndefined();
    expect(answer.text === text.replaceAll(`${h.lyingUrl}/v2.1`, `${h.url}/clouds/cloud-b/compute/v2.1`)).toBe(true);
  });

  it('others are answered while it is unpacked', async () => {
    const body = gzipSync(Buffer.alloc(LIMIT, '{"a":1},'));
    const asked = new Set<unknown>();
    h.lie((request, response) => {
      asked.add(request);
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(body);
    });
    const order: string[] = [];
    const { session } = await h.h2();
    // Clients that read none of it, so that only the unpacking takes its time.
    const lured = Array.from({ length: 6 }, () => session.request({ ':path': PATH, ...auth() }, { endStream: true }));
    const heads = lured.map((stream) => new Promise((done) => stream.once('response', done)));
    const all = Promise.all(heads).then(() => order.push('bombs'));
    await vi.waitFor(() => expect(asked.size).toBe(6), SOON);
    for (let i = 0; i < 3; i++)
      expect((await h.send(protocol, 'GET', '/clouds/cloud-a/compute/v2.1/servers', auth())).status).toBe(200);
    order.push('others');
    await all;
    expect(order).toEqual(['others', 'bombs']);
    for (const stream of lured) stream.close();
    await vi.waitFor(async () => expect(await inFlight()).toBe('0'), SOON);
  });
});

it.each(['leaves', 'does not read'])('a client that %s gives its place back', async (how) => {
  answers('gzip', gzipSync(Buffer.alloc(32 * MIB, '{"a":1},')));
  const socket = connect({ port: h.port, host: 'localhost', ca: h.ca, ALPNProtocols: ['http/1.1'] });
  socket.on('error', () => undefined);
  socket.write(`GET ${PATH} HTTP/1.1\r\nHost: localhost\r\nX-Auth-Token: ${token}\r\n\r\n`);
  await new Promise((done) => socket.once('readable', done));
  expect(await inFlight()).toBe('1');
  if (how === 'leaves') socket.destroy();
  await vi.waitFor(async () => expect(await inFlight()).toBe('0'), SOON);
  socket.destroy();
});

it.each(PROTOCOLS)('what a slow client still gets of it ends with its token: %s', async (protocol) => {
  answers('gzip', gzipSync(Buffer.alloc(32 * MIB, '{"a":1},')));
  const own = { 'x-auth-token': await h.scoped('alice') };
  const sent =
    protocol === 'HTTP/2'
      ? (await h.h2()).session.request({ ':path': PATH, ...own }, { endStream: true })
      : httpsRequest(`${h.url}${PATH}`, { ca: h.ca, headers: own }).end();
  const broken = new Promise((resolve) => sent.on('error', resolve));
  const body = await new Promise<Readable>((resolve) =>
    sent.once('response', (answer: Readable) =>
      resolve(protocol === 'HTTP/2' ? (sent as Readable & typeof sent) : answer),
    ),
  );
  const failed = new Promise((resolve) => body.on('error', resolve));
  // Often enough not to be idle.
  const slowly = (): void => {
    body.pause();
    pace = setTimeout(() => body.resume(), 50);
  };
  let pace: NodeJS.Timeout | undefined;
  body.on('data', slowly);
  expect(await inFlight()).toBe('1');
  await h.send('HTTP/1.1', 'DELETE', '/identity/v3/auth/tokens', { ...own, 'x-subject-token': own['x-auth-token'] });
  await vi.waitFor(async () => expect(await inFlight()).toBe('0'), 3_000);
  clearTimeout(pace);
  body.off('data', slowly).resume();
  expect(await Promise.race([broken, failed])).toBeInstanceOf(Error);
});
