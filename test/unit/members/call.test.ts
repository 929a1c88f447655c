// SPDX-License-Identifier: Apache-2.0
// A request whose answer is read whole: who may end it, what that says about the member, and how large it may become.
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { call } from '../../../src/members/call.ts';
import type { ProcessIntake } from '../../../src/members/intake.ts';
import { createTransport } from '../../../src/members/transport.ts';
import { GatewayError } from '../../../src/model/errors.ts';
import type { MemberTransport } from '../../../src/model/member.ts';

let server: Server;
let transport: MemberTransport;
let origin: string;
let answer: RequestListener;
let asked: number;
let now: number;
beforeEach(async () => {
  now = asked = 0;
  answer = () => undefined;
  server = createServer((request, response) => {
    asked += 1;
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  transport = createTransport(
    {
      cloud: 'cloud-a',
      tls: {},
      connections: 4,
      timeouts: { connect: 60_000, headers: 60_000, idle: 60_000, login: 500 },
      breaker: { failures: 1, cooldown: 10_000 },
      slots: { request: 1, stream: 0, own: 1 },
    },
    { now: () => now },
  );
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await transport.close();
});
const ask = (until: AbortSignal | number) =>
  call({
    ...{ cloud: 'cloud-a', transport, origin, method: 'GET', path: '/', headers: [], added: [] },
    ...{ by: undefined, slot: 'request', repeatable: true, until },
  });
const state = (): string => transport.breaker(origin).state;

it('that somebody gives up, for whatever reason, is no failure of the member: anybody could set a short limit', async () => {
  await expect(ask(AbortSignal.timeout(50))).rejects.toMatchObject({ code: 'memberTimeout' });
  expect(state()).toBe('closed');
  const own = new AbortController();
  answer = () => own.abort(new GatewayError('memberTimeout', { message: 'did not answer within 1 s' }));
  const before = asked;
  await expect(ask(own.signal)).rejects.toMatchObject({ message: 'did not answer within 1 s' });
  expect([state(), asked - before, transport.slots.taken.request]).toEqual(['closed', 1, 0]);
});

it('that meets no limit of the gateway’s own is a failure of the member', async () => {
  await expect(transport.call({ method: 'GET', url: origin })).rejects.toMatchObject({ code: 'memberTimeout' });
  expect(state()).toBe('open');
});

it.each([
  ['a limit', () => AbortSignal.abort(new DOMException('late', 'TimeoutError')), 'memberTimeout'],
  ['its client', () => AbortSignal.abort(), 'clientTimeout'],
])(
  'that %s has ended before it began is not sent, and takes no turn of one that could tell',
  async (_who, until, code) => {
    await expect(ask(until())).rejects.toMatchObject({ code });
    expect([state(), asked]).toEqual(['closed', 0]);
    transport.breaker(origin).failed(0);
    now += 10_000;
    transport.breaker(origin).admit();
    await expect(ask(until())).rejects.toMatchObject({ code });
    // The one that is under way still decides.
    expect(transport.breaker(origin).admit()).toBeUndefined();
  },
);

it('of the gateway’s own has an answer of 4 MiB at most, uncompressed', async () => {
  const bomb = gzipSync(Buffer.alloc(5 * 1024 * 1024));
  answer = (_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
  await expect(transport.call({ method: 'GET', url: origin })).rejects.toMatchObject({ code: 'memberGarbage' });
});

it('that is one of the gateway’s own is refused before it becomes millions of values', async () => {
  answer = (_, response) => void response.end(`{"token":{"roles":[${'{},'.repeat(60_000)}{}]}}`);
  await expect(transport.call({ method: 'GET', url: origin })).rejects.toMatchObject({
    code: 'memberExcess',
    cloud: 'cloud-a',
  });
  answer = (_, response) => void response.end(`{"a":${'['.repeat(100_000)}`);
  await expect(transport.call({ method: 'GET', url: origin })).rejects.toMatchObject({ code: 'memberExcess' });
});

it('that is short and kept by nobody needs no memory that lists may have taken', async () => {
  const { intake } = transport;
  const { signal } = new AbortController();
  intake.lease('cloud-a').take(intake.limits.memory / 2, signal);
  answer = (_, response) => void response.end('x'.repeat(60_000));
  expect((await ask(signal)).body).toHaveLength(60_000);
  answer = (_, response) => void response.end('x'.repeat(70_000));
  await expect(ask(signal)).rejects.toMatchObject({ code: 'memberFull', retryAfter: 1 });
});

it('that is long gives its memory back, whether it is read or broken off', async () => {
  const lease = transport.intake.lease('cloud-a');
  answer = (_, response) => void response.end('x'.repeat(500_000));
  await ask(new AbortController().signal);
  answer = (_, response) => {
    response.write('x'.repeat(500_000));
    setTimeout(() => response.destroy(), 20);
  };
  await expect(ask(new AbortController().signal)).rejects.toMatchObject({ code: 'memberReset' });
  expect((transport.intake as ProcessIntake).held() + lease.held).toBe(0);
});

it('has to be there as a whole, however long its caller would wait: a byte now and then is not enough', async () => {
  transport = createTransport(
    {
      cloud: 'cloud-a',
      tls: {},
      connections: 4,
      timeouts: { connect: 60_000, headers: 200, idle: 300, login: 60_000 },
      breaker: { failures: 1, cooldown: 10_000 },
    },
    { now: () => now },
  );
  const trickling: NodeJS.Timeout[] = [];
  answer = (_request, response) => {
    response.writeHead(200);
    trickling.push(setInterval(() => response.write('x'), 30));
  };
  await expect(ask(new AbortController().signal)).rejects.toMatchObject({ code: 'memberTimeout' });
  trickling.forEach(clearInterval);
  expect(state()).toBe('open');
});
