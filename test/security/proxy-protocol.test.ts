// SPDX-License-Identifier: Apache-2.0
// A load balancer that forwards TCP says by the PROXY protocol who its client is. Whoever else could say so would have as
// many addresses as it likes, and so no limits; whoever could leave it out would have the load balancer's. Here 127.0.0.2 and
// 127.0.0.3 are load balancers, every other address is not.
import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { SOON } from '../soon.ts';
import { PROTOCOLS, type Protocol, type SplitHouse, startSplitHouse } from './protocols.ts';

const BALANCER = '127.0.0.2';
const PATIENCE = 2_000;
let house: SplitHouse;
/** Without TLS. */
let clear: SplitHouse;
beforeAll(async () => {
  const gateway = {
    proxyProtocol: true,
    trustedProxies: [BALANCER, '127.0.0.3'],
  };
  const limits = { address: { failed: '3/1h' }, connections: { handshake: `${PATIENCE}ms`, perAddress: 5 } };
  house = await startSplitHouse((file) => {
    Object.assign(file.gateway, gateway);
    Object.assign(file.gateway.limits, limits);
  });
  clear = await startSplitHouse((file) => {
    Object.assign(file.gateway, gateway);
    Object.assign(file.gateway.limits, limits);
    delete file.gateway.listen.tls;
    file.gateway.publicUrl = file.gateway.publicUrl.replace('https:', 'http:');
  });
});
afterAll(async () => {
  await house?.close();
  await clear?.close();
});

const v1 = (from: string): string =>
  from.includes(':') ? `PROXY TCP6 ${from} 2001:db8::2 40001 443\r\n` : `PROXY TCP4 ${from} 192.0.2.1 40001 443\r\n`;
const v2 = (command: number, family: number, ...body: readonly number[]): Buffer => {
  const tlvs = [4, 0, 3, 0, 0, 0];
  const head = [0x20 | command, family, 0, body.length + tlvs.length];
  return Buffer.concat([Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1'), Buffer.from([...head, ...body, ...tlvs])]);
};
const V2_PORTS = [156, 65, 1, 187];
const guess = '/identity/v3/auth/projects';
const WRONG = 'x-auth-token: guess\r\nhost: x\r\n';

/** Connects from `from` and writes what comes before TLS. */
async function open({ port }: SplitHouse, from: string, first: string | Buffer = ''): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port, localAddress: from });
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  if (first.length > 0) socket.write(first);
  return socket;
}

/** The status of one request; 0 where the connection ends without an answer. */
async function ask(
  protocol: Protocol,
  from: string,
  header: string | Buffer,
  headers: Readonly<Record<string, string>> = {},
): Promise<number> {
  const socket = await open(house, from, header);
  const { ca } = house;
  const secure = connectTls({
    socket,
    ca,
    servername: 'localhost',
    ALPNProtocols: [protocol === 'HTTP/2' ? 'h2' : 'http/1.1'],
  });
  try {
    return protocol === 'HTTP/2' ? await overHttp2(secure, headers) : await overHttp1(secure, headers);
  } finally {
    secure.destroy();
    socket.destroy();
  }
}

async function overHttp1(socket: Socket, headers: Readonly<Record<string, string>> = {}): Promise<number> {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`GET ${guess} HTTP/1.1\r\n${WRONG}${lines.join('')}\r\n`);
  return statusOf(socket);
}

const statusOf = (socket: Socket): Promise<number> =>
  new Promise((resolve) => {
    socket.once('data', (bytes) => resolve(Number(bytes.toString('latin1').split(' ')[1])));
    socket.once('error', () => resolve(0));
    socket.once('close', () => resolve(0));
  });

function overHttp2(socket: TLSSocket, headers: Readonly<Record<string, string>>): Promise<number> {
  return new Promise((resolve) => {
    const session = connectHttp2(house.url, { createConnection: () => socket });
    session.once('error', () => resolve(0));
    session.once('close', () => resolve(0));
    const stream = session.request({ ':path': guess, 'x-auth-token': 'guess', ...headers });
    stream.once('error', () => resolve(0));
    stream.once('response', (fields) => resolve(Number(fields[':status'])));
  });
}

const refusedFor = async ({ operationsUrl }: SplitHouse): Promise<number> => {
  const text = await (await fetch(`${operationsUrl}/metrics`)).text();
  return Number(/_refused_total\{reason="proxyHeader"\} (\d+)/.exec(text)?.[1] ?? 0);
};

describe.each(PROTOCOLS)('over TLS and %s', (protocol) => {
  const digit = PROTOCOLS.indexOf(protocol);

  it('limits are kept for the client that the header names, in either version', async () => {
    const mine = `203.0.113.${digit + 1}`;
    for (let i = 0; i < 2; i++) expect(await ask(protocol, BALANCER, v1(mine))).toBe(401);
    expect(await ask(protocol, '127.0.0.3', v2(1, 0x11, 203, 0, 113, digit + 1, 192, 0, 2, 1, ...V2_PORTS))).toBe(401);
    expect(await ask(protocol, BALANCER, v1(mine))).toBe(429);
    const line = { status: 429, limit: 'address-failed', client: mine };
    await vi.waitFor(() => expect(house.log.at(-1)).toMatchObject(line), SOON);
    // Another client of the same load balancer.
    expect(await ask(protocol, BALANCER, v1(`203.0.113.${digit + 11}`))).toBe(401);
  });

  it('of IPv6 a network is one client', async () => {
    for (let host = 1; host < 4; host++)
      expect(await ask(protocol, BALANCER, v1(`2001:db8:${digit}::${host}`))).toBe(401);
    expect(await ask(protocol, BALANCER, v1(`2001:db8:${digit}::4`))).toBe(429);
  });

  it('what the client writes into X-Forwarded-For counts for nothing beside the header', async () => {
    const mine = `203.0.113.${digit + 21}`;
    for (let i = 1; i < 4; i++)
      expect(await ask(protocol, BALANCER, v1(mine), { 'x-forwarded-for': `198.51.100.${i}` })).toBe(401);
    expect(await ask(protocol, BALANCER, v1(mine), { 'x-forwarded-for': '198.51.100.4' })).toBe(429);
  });

  it('where the header names another proxy, that one’s X-Forwarded-For tells of the client', async () => {
    const headers = { 'x-forwarded-for': `203.0.113.${digit + 31}` };
    for (let i = 0; i < 3; i++) expect(await ask(protocol, BALANCER, v1('127.0.0.3'), headers)).toBe(401);
    expect(await ask(protocol, BALANCER, v1('127.0.0.3'), headers)).toBe(429);
    expect(await ask(protocol, BALANCER, v1('127.0.0.3'), { 'x-forwarded-for': '203.0.113.40' })).toBe(401);
  });

  it.each([
    ['LOCAL', v2(0, 0)],
    ['LOCAL with addresses', v2(0, 0x11, 203, 0, 113, 9, 192, 0, 2, 1, ...V2_PORTS)],
    ['UNSPEC', v2(1, 0)],
    ['UNKNOWN', 'PROXY UNKNOWN\r\n'],
  ])('what the load balancer asks for itself is its own: %s', async (name, header) => {
    const headers = { 'x-forwarded-for': `203.0.${digit}.${name.length}` };
    for (let i = 0; i < 3; i++) expect(await ask(protocol, BALANCER, header, headers)).toBe(401);
    expect(await ask(protocol, BALANCER, header, headers)).toBe(429);
    expect(await ask(protocol, BALANCER, header, { 'x-forwarded-for': `203.0.${digit}.${name.length + 100}` })).toBe(
      401,
    );
  });

  it('from anybody else a header is no TLS, and who sends none needs none', async () => {
    expect(await ask(protocol, '127.0.0.4', v1('203.0.113.60'))).toBe(0);
    expect(await ask(protocol, '127.0.0.4', v2(1, 0x11, 203, 0, 113, 60, 192, 0, 2, 1, ...V2_PORTS))).toBe(0);
    expect(await ask(protocol, '127.0.0.4', '')).toBe(401);
  });

  it('a load balancer that sends none, or a second one, gets no answer', async () => {
    const before = await refusedFor(house);
    expect(await ask(protocol, BALANCER, '')).toBe(0);
    expect(await refusedFor(house)).toBe(before + 1);
    expect(await ask(protocol, BALANCER, v1('203.0.113.61') + v1('203.0.113.62'))).toBe(0);
    expect(house.log.filter(({ reason }) => reason === 'proxyHeader').length).toBeGreaterThanOrEqual(1);
  });
});

describe('in clear', () => {
  it('a request in the same packet, or in pieces of one byte, is read behind the header', async () => {
    const request = `${v1('203.0.113.70')}GET ${guess} HTTP/1.1\r\n${WRONG}\r\n`;
    const whole = await open(clear, BALANCER, request);
    expect(await statusOf(whole)).toBe(401);
    const pieces = await open(clear, BALANCER);
    pieces.setNoDelay(true);
    const answer = statusOf(pieces);
    for (const letter of request) {
      pieces.write(letter);
      await new Promise((done) => setImmediate(done));
    }
    expect(await answer).toBe(401);
    // The connection goes on, and an upload comes behind a header as well.
    pieces.write(`POST /identity/v3/auth/tokens HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}`);
    expect(await statusOf(pieces)).toBe(400);
    for (const socket of [whole, pieces]) socket.destroy();
  });

  it('from anybody else a header is no HTTP', async () => {
    const socket = await open(clear, '127.0.0.4', `${v1('203.0.113.71')}GET / HTTP/1.1\r\nhost: x\r\n\r\n`);
    expect(await statusOf(socket)).toBe(400);
    socket.destroy();
  });

  it('a connection whose header never comes ends in time, and is told in the log', async () => {
    const before = await refusedFor(clear);
    const silent = [await open(clear, BALANCER), await open(clear, BALANCER, 'PROXY TCP4 203.0.113.72 ')];
    await Promise.all(silent.map((socket) => once(socket, 'close')));
    expect(await refusedFor(clear)).toBe(before + 2);
    expect(clear.log.findLast(({ reason }) => reason === 'proxyHeader')).toMatchObject({
      msg: 'client connections limited',
      client: BALANCER,
    });
  });

  it('a probe that connects and goes is neither counted nor told', async () => {
    const [lines, before] = [clear.log.length, await refusedFor(clear)];
    for (const end of ['end', 'resetAndDestroy'] as const) {
      const socket = await open(clear, BALANCER);
      socket[end]();
      await once(socket, 'close');
    }
    // The gateway does not keep its half open for longer.
    const half = await open(clear, BALANCER, 'PROXY ');
    half.end();
    await once(half, 'close');
    await sleep(PATIENCE + 1_500);
    expect([clear.log.length, await refusedFor(clear)]).toEqual([lines, before]);
  });

  it('one client has as many connections as an address may, through whichever load balancer', async () => {
    const closed = vi.fn();
    const sockets = [];
    for (let i = 0; i < 7; i++) {
      const socket = await open(clear, i % 2 === 0 ? BALANCER : '127.0.0.3', v1('203.0.113.80'));
      socket.once('close', closed);
      sockets.push(socket);
    }
    await vi.waitFor(() => expect(closed).toHaveBeenCalledTimes(2), SOON);
    const other = await open(clear, BALANCER, `${v1('203.0.113.81')}GET ${guess} HTTP/1.1\r\n${WRONG}\r\n`);
    expect(await statusOf(other)).toBe(401);
    expect(closed).toHaveBeenCalledTimes(2);
    for (const socket of [...sockets, other]) socket.destroy();
  });

  it('a stop waits for no header', async () => {
    const stopped = await startSplitHouse((file) => {
      Object.assign(file.gateway, { proxyProtocol: true, trustedProxies: [BALANCER], drainTimeout: '5m' });
      delete file.gateway.listen.tls;
      file.gateway.publicUrl = file.gateway.publicUrl.replace('https:', 'http:');
    });
    const waiting = await open(stopped, BALANCER);
    const ended = once(waiting, 'close');
    await Promise.all([stopped.gateway.close(), ended]);
    await stopped.close();
  });
});
