// SPDX-License-Identifier: Apache-2.0
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as createRawServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { memberError } from '../../../src/members/member-error.ts';
import { createTransport } from '../../../src/members/transport.ts';
import type { HeldUp, MemberTransport } from '../../../src/model/member.ts';

let server: Server;
let transport: MemberTransport;
let url: string;
let answer: RequestListener;
let now: number;
beforeEach(async () => {
  now = 0;
  answer = (_request, response) => response.end('ok');
  server = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v3`;
  transport = create();
});
/** A limit that is not what a test is about is longer than the test. */
const LONG = 60_000;
const create = (login = LONG, heldUp?: HeldUp): MemberTransport =>
  createTransport(
    {
      cloud: 'cloud-a',
      tls: {},
      connections: 2,
      timeouts: { connect: LONG, headers: LONG, idle: LONG, login },
      breaker: { failures: 2, cooldown: 10_000 },
    },
    { now: () => now, heldUp },
  );
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await transport.close().catch(() => undefined);
});
const call = () => transport.call({ method: 'GET', url });
const fails = (code: string, extra = {}) => expect(call()).rejects.toMatchObject({ code, cloud: 'cloud-a', ...extra });

describe('a call to a member', () => {
  it('gives status, headers in lower case and the whole body, whatever the status', async () => {
    answer = (_request, response) => response.writeHead(503, { 'X-A': ['1', '2'], ETag: 'e' }).end('ä');
    expect(await call()).toMatchObject({ status: 503, headers: { 'x-a': '1, 2', etag: 'e' }, body: 'ä' });
  });

  it('never follows a redirect', async () => {
    answer = (_request, response) => response.writeHead(302, { location: `${url}/elsewhere` }).end();
    expect((await call()).status).toBe(302);
  });

  it('has one limit for all of it: no head, no end of the body', async () => {
    transport = create(300);
    answer = () => undefined;
    await fails('memberTimeout');
    answer = (_request, response) => void response.writeHead(200).write('x');
    await fails('memberTimeout');
  });

  it('takes no answer without end, and does not hold that against the connection', async () => {
    answer = (_request, response) => {
      const write = (): void => {
        while (response.write(Buffer.alloc(256 * 1024)));
        response.once('drain', write);
      };
      response.on('error', () => undefined);
      write();
    };
    await expect(call()).rejects.toMatchObject({ code: 'memberGarbage' });
    await expect(call()).rejects.toMatchObject({ code: 'memberGarbage' });
    answer = (_request, response) => response.end('ok');
    expect((await call()).body).toBe('ok');
  });

  it('is held back once the member has failed twice in a row, for that origin only', async () => {
    answer = (request) => request.socket.destroy();
    await fails('memberReset');
    await fails('memberReset');
    await fails('memberBusy', { retryAfter: 10 });
    answer = (_request, response) => response.end('ok');
    await fails('memberBusy');
    const other = createServer((_request, response) => response.end('other'));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const elsewhere = `http://127.0.0.1:${(other.address() as AddressInfo).port}/`;
    expect((await transport.call({ method: 'GET', url: elsewhere })).body).toBe('other');
    expect([...transport.breakers().values()].map(({ state }) => state)).toEqual(['open', 'closed']);
    now += 10_000;
    expect((await call()).body).toBe('ok');
    other.closeAllConnections();
    other.close();
  });

  it('that cannot be made was never sent: it may be tried again', async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await fails('memberUnreachable', { retryAfter: 5 });
  });

  it('to something that speaks no TLS, or no HTTP, fails as the member’s', async () => {
    const odd = createRawServer((socket) => socket.on('error', () => undefined).end('SSH-2.0-x\r\n'));
    await new Promise<void>((resolve) => odd.listen(0, '127.0.0.1', resolve));
    const at = `127.0.0.1:${(odd.address() as AddressInfo).port}/`;
    const codes = await Promise.all(
      ['http', 'https'].map((scheme) =>
        transport.call({ method: 'GET', url: `${scheme}://${at}` }).catch((e) => e.code),
      ),
    );
    expect(codes).toEqual(['memberGarbage', 'memberUnreachable']);
    odd.close();
  });

  it('after the configuration closed these connections may be tried again at once', async () => {
    await transport.close();
    await fails('memberUnreachable', { retryAfter: 1 });
  });

  it.each([
    [{ code: 'ECONNREFUSED', syscall: 'connect' }, 'memberUnreachable'],
    [{ code: 'ENOTFOUND', syscall: 'getaddrinfo' }, 'memberUnreachable'],
    [{ code: 'ETIMEDOUT' }, 'memberUnreachable'],
    [{ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }, 'memberUnreachable'],
    [{ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' }, 'memberUnreachable'],
    [{ code: 'ERR_TLS_CERT_ALTNAME_INVALID' }, 'memberUnreachable'],
    // The request was on its way: nobody knows what became of it.
    [{ code: 'ETIMEDOUT', syscall: 'read' }, 'memberReset'],
    [{ code: 'EHOSTUNREACH', syscall: 'write' }, 'memberReset'],
    [{ code: 'ECONNRESET', syscall: 'read' }, 'memberReset'],
    [{ code: 'EPIPE', syscall: 'write' }, 'memberReset'],
    [{}, 'memberReset'],
  ])('that ends with %j is told as %s, the address in the detail only', (what, code) => {
    const error = memberError(Object.assign(new Error('10.0.0.1:5000'), what), 'cloud-a');
    expect(error).toMatchObject({ code, detail: expect.stringContaining('10.0.0.1') });
    expect(error.message).not.toContain('10.0.0.1');
    expect(error.retryAfter).toBe(code === 'memberUnreachable' ? 5 : undefined);
  });
});

describe('what a transport keeps for each origin', () => {
  it('is bounded, whatever a catalogue names, and a place for each in turn', () => {
    const origins = Array.from({ length: 600 }, (_, i) => `http://h${i}.example`);
    const first = transport.breaker('http://h0.example');
    for (const origin of origins) transport.breaker(origin);
    expect(transport.breakers().size).toBe(256);
    expect(transport.breakers().has('http://h599.example')).toBe(true);
    expect(transport.breaker('http://h0.example')).not.toBe(first);
    expect(transport.breaker('http://h599.example')).toBe(transport.breaker('http://h599.example'));
  });

  it('is a queue only where there are fewer connections than requests may be under way', () => {
    const within = (connections: number) =>
      createTransport(
        {
          cloud: 'cloud-a',
          tls: {},
          connections,
          timeouts: { connect: LONG, headers: LONG, idle: LONG, login: LONG },
          breaker: { failures: 2, cooldown: 10_000 },
          slots: { request: 2, stream: 1, own: 20 },
        },
        { now: () => now },
      ).places('http://a.example');
    expect([within(22) === undefined, within(23) === undefined]).toEqual([false, true]);
    expect(transport.places('http://a.example')).toBe(transport.places('http://a.example'));
    expect(transport.places('http://b.example')).not.toBe(transport.places('http://a.example'));
  });
});

describe('the gateway’s own question whether a member is there', () => {
  it.each([
    ['opens the breaker', false, 'open'],
    ['opens nothing if this process stood still meanwhile', true, 'closed'],
  ])('%s, where it has no answer', async (_what, stoodStill, state) => {
    transport = create(200, { since: () => stoodStill, clock: () => 0 });
    answer = () => undefined;
    const breaker = transport.breaker(new URL(url).origin);
    await breaker.silent?.();
    expect(breaker.state).toBe(state);
  });
});

describe('a user’s own failures', () => {
  const by = { key: 'eve' };
  const callBy = () => transport.call({ method: 'GET', url, by });
  let urls: (string | undefined)[];
  beforeEach(() => {
    urls = [];
  });
  const resets = (which: (path: string | undefined) => boolean): RequestListener => {
    return (request, response) => {
      urls.push(request.url);
      if (which(request.url)) request.socket.destroy();
      else response.writeHead(404).end();
    };
  };

  it('lead to a question at the root, without credentials, and its answer closes the matter', async () => {
    answer = resets((path) => path !== '/');
    for (let i = 0; i < 6; i++) await expect(callBy()).rejects.toMatchObject({ code: 'memberReset' });
    await expect.poll(() => urls.filter((path) => path === '/')).toHaveLength(1);
    expect(transport.breaker(new URL(url).origin).state).toBe('closed');
  });

  it('are the member’s where it does not answer that question either', async () => {
    answer = resets(() => true);
    for (let i = 0; i < 2; i++) await expect(callBy()).rejects.toMatchObject({ code: 'memberReset' });
    await expect.poll(() => transport.breaker(new URL(url).origin).state).toBe('open');
    // Twice: a reset may be a connection that was closed for being idle.
    expect(urls.filter((path) => path === '/')).toHaveLength(2);
    await expect(callBy()).rejects.toMatchObject({ code: 'memberBusy' });
  });
});

it('an open breaker closes without any request once the member answers again, and is asked in vain until then', async () => {
  const { port } = server.address() as AddressInfo;
  await transport.close();
  transport = createTransport(
    {
      cloud: 'cloud-a',
      tls: {},
      connections: 2,
      timeouts: { connect: LONG, headers: LONG, idle: LONG, login: LONG },
      breaker: { failures: 1, cooldown: 20 },
    },
    { now: () => performance.now() },
  );
  await new Promise((resolve) => server.close(resolve));
  await fails('memberUnreachable');
  const state = () => transport.breakers().get(new URL(url).origin)?.state;
  // Some questions later.
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(state()).not.toBe('closed');
  const asked: string[] = [];
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers.authorization ?? ''}`);
    response.end('ok');
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  await vi.waitFor(() => expect(state()).toBe('closed'), 5_000);
  const questions = asked.length;
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(asked).toEqual(Array.from({ length: questions }, () => 'GET / '));
});

describe('looking whether a member is back', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());
  const origin = 'http://127.0.0.1:9';
  const fall = (): void => {
    for (const turn of [0, 0]) transport.breaker(origin).failed(turn);
  };

  it('is under way once for one that answers and fails by turns', () => {
    for (let time = 0; time < 50; time++) {
      fall();
      transport.breaker(origin).succeeded(0);
    }
    fall();
    expect(transport.breaker(origin).state).toBe('open');
    expect(vi.getTimerCount()).toBe(1);
  });

  it('ends with its transport, also for what fails after that', async () => {
    transport.breaker(origin);
    const closing = transport.close();
    fall();
    expect(vi.getTimerCount()).toBe(0);
    await closing;
  });

  it('ends a day after anybody has wanted to go there, and the breaker is forgotten', () => {
    fall();
    now = 23 * 3_600_000;
    transport.breaker(origin).admit();
    now += 23 * 3_600_000;
    vi.advanceTimersByTime(10_000);
    expect([transport.breakers().has(origin), vi.getTimerCount() > 0]).toEqual([true, true]);
    now += 2 * 3_600_000;
    vi.advanceTimersByTime(10_000);
    expect(transport.breakers().has(origin)).toBe(false);
    expect(transport.breaker(origin).state).toBe('closed');
  });
});
