// SPDX-License-Identifier: Apache-2.0
// The relay between real sockets: a client, the gateway's server and a member.
import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { endAnswer } from '../../src/http/end-answer.ts';
import type { AnswerPlan } from '../../src/members/answer-plan.ts';
import { type AnswerHeaders, answerHeaders } from '../../src/members/headers.ts';
import { relay } from '../../src/members/relay.ts';
import { createTransport } from '../../src/members/transport.ts';
import { type ErrorCode, GatewayError } from '../../src/model/errors.ts';
import type { Breaker, MemberTransport } from '../../src/model/member.ts';
import { collectGarbage } from '../collect-garbage.ts';
import { SOON } from '../soon.ts';

const MiB = 1024 * 1024;
const BORDER = 256 * 1024;

type Handler = (request: IncomingMessage, response: ServerResponse) => void;
type Plan = (status: number, headers: AnswerHeaders) => AnswerPlan | undefined;

/** Time limits that a test is not about are longer than the test. */
const LONG = 60_000;
let member: Server;
let memberSockets: Set<Socket>;
let gateway: Server;
let transport: MemberTransport;
let onMember: Handler;
let plan: Plan;
let outcomes: string[];
let ended: (boolean | ErrorCode)[];

const listen = (server: Server): Promise<number> =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));
const port = (): number => (gateway.address() as AddressInfo).port;

const opaque: Plan = (status, headers) => ({ status, headers: answerHeaders(headers, (_name, text) => text) });
/** Every `member` becomes `GATEWAY`: one byte longer, so that lengths must be right. Chunks may cut a word; that is the lens's. */
const swap = (text: string): string => text.replaceAll('member', 'GATEWAY');
const translated: Plan = (status, headers) => ({
  ...(opaque(status, headers) as AnswerPlan),
  translate: {
    whole: swap,
    stream: () => ({
      push: (chunk) => Buffer.from(chunk.toString('latin1').toUpperCase(), 'latin1'),
      end: () => Buffer.from('<end>'),
    }),
  },
});

beforeEach(async () => {
  onMember = (_request, response) => response.end('ok');
  plan = opaque;
  outcomes = [];
  ended = [];
  memberSockets = new Set();
  member = createServer((incoming, response) => onMember(incoming, response));
  member.on('connection', (socket: Socket) => {
    memberSockets.add(socket);
    socket.on('close', () => memberSockets.delete(socket));
  });
  const origin = `http://127.0.0.1:${await listen(member)}`;
  transport = transportWithin(LONG);
  const note = (what: string) => (): void => {
    outcomes.push(what);
  };
  const breaker: Breaker = {
    state: 'closed',
    admit: () => 0,
    succeeded: note('succeeded'),
    failed: note('failed'),
    suspected: note('suspected'),
    abandoned: note('abandoned'),
    retryAfter: () => 1,
  };
  gateway = createServer((incoming, response) => {
    const hasBody =
      incoming.headers['transfer-encoding'] !== undefined || Number(incoming.headers['content-length']) > 0;
    const length = incoming.headers['content-length'];
    relay({
      cloud: 'cloud-a',
      transport: { ...transport, breaker: () => breaker },
      origin,
      path: incoming.url ?? '/',
      method: incoming.method ?? 'GET',
      by: { key: 'alice' },
      headers: [],
      added: length !== undefined && hasBody ? ['content-length', length] : [],
      body: hasBody ? incoming : undefined,
      client: response,
      plan: (status, headers) => plan(status, headers),
    }).then(
      (answer) => {
        const answered = answer === 'answered';
        ended.push(answered);
        if (!answered) response.writeHead(503).end('declined');
      },
      (error: unknown) => {
        const { code, status } = error as GatewayError;
        ended.push(code);
        if (!response.headersSent && !response.destroyed)
          endAnswer(incoming, response.writeHead(status ?? 599), Buffer.from(code));
      },
    );
  });
  gateway.requestTimeout = 0;
  await listen(gateway);
});
afterEach(async () => {
  for (const server of [gateway, member]) {
    server.closeAllConnections();
    server.close();
  }
  await destroy(transport);
});

const transportWithin = (limit: number): MemberTransport =>
  createTransport(
    {
      cloud: 'cloud-a',
      tls: {},
      connections: 4,
      timeouts: { connect: LONG, headers: limit, idle: limit, login: LONG },
      breaker: { failures: 5, cooldown: 1_000 },
    },
    { now: Date.now },
  );
const destroy = ({ dispatcher }: MemberTransport) => (dispatcher as { destroy(): Promise<void> }).destroy();
/** Twice what a read may take, and two thirds of what a write may; undici looks at its clock every half second. */
const BETWEEN = 4_000;

/** From here on the member and the client have 400 ms to move. */
async function hurry(): Promise<void> {
  await destroy(transport);
  transport = transportWithin(400);
}

const settle = (): Promise<void> => vi.waitFor(() => expect(ended).toHaveLength(1), SOON);
const url = (path = '/'): string => `http://127.0.0.1:${port()}${path}`;
/** Raw bytes in, raw bytes out, until the gateway closes or `until` has come. */
async function raw(text: string, until: RegExp = /$^/): Promise<string> {
  const socket = connect(port(), '127.0.0.1');
  socket.write(text);
  let got = '';
  socket.setEncoding('latin1');
  for await (const chunk of socket) {
    got += chunk;
    if (until.test(got)) break;
  }
  socket.destroy();
  return got;
}

describe('a member that takes longer than a read may', () => {
  beforeEach(async () => {
    await destroy(transport);
    transport = transportWithin(BETWEEN / 2);
    onMember = (_request, response) => void setTimeout(() => response.end('made'), BETWEEN);
  });

  it('is waited for with a write', async () => {
    const made = [fetch(url(), { method: 'DELETE' }), fetch(url(), { method: 'POST', body: 'x' })];
    for (const answer of await Promise.all(made)) expect(await answer.text()).toBe('made');
  });

  it('is not waited for with a read', async () => {
    expect((await fetch(url())).status).toBe(504);
  });
});

describe('an answer', () => {
  it('passes with status, headers and length, as it is', async () => {
    onMember = (_request, response) =>
      response
        .writeHead(203, {
          'X-Object-Meta-Name': Buffer.from('ä€').toString('latin1'),
          'Content-Length': 2,
          ETag: '"x"',
        })
        // A text would make Node write the head in UTF-8 too.
        .end(Buffer.from('ok'));
    const answer = await raw('GET / HTTP/1.1\r\nHost: x\r\n\r\n', /ok$/);
    expect(answer).toMatch(/^HTTP\/1\.1 203 /);
    expect(answer).toMatch(/content-length: 2\r\n/i);
    expect(Buffer.from(answer, 'latin1').toString()).toContain('x-object-meta-name: ä€\r\n');
    expect([outcomes, ended]).toEqual([['succeeded'], [true]]);
  });

  it.each([0, 1, 1000, BORDER - 8, BORDER, BORDER + 1, 3 * MiB])(
    'to be translated has its length up to 256 KiB, and is streamed above: %i bytes',
    async (size) => {
      plan = translated;
      const text = `${'x'.repeat(Math.max(0, size - 6))}${'member'.slice(0, size)}`;
      onMember = (_request, response) => response.writeHead(200, { 'content-type': 'application/json' }).end(text);
      const answer = await fetch(url());
      const body = await answer.text();
      const whole = size <= BORDER;
      expect(answer.headers.get('content-length')).toBe(whole ? String(body.length) : null);
      expect(body === (whole ? swap(text) : `${text.toUpperCase()}<end>`)).toBe(true);
    },
  );

  it.each([
    ['HEAD', 200, opaque, '7'],
    ['HEAD', 200, translated, null],
    ['GET', 204, opaque, null],
    ['GET', 204, translated, null],
    ['GET', 304, opaque, null],
    ['GET', 304, translated, null],
    ['DELETE', 204, opaque, null],
  ] as const)('without a body stays without one: %s %i (%#)', async (method, status, how, length) => {
    plan = how;
    onMember = (_request, response) =>
      response.writeHead(status, { 'x-kept': 'yes', ...(method === 'HEAD' ? { 'content-length': 7 } : {}) }).end();
    const answers: string[] = [];
    // Twice on one connection: a body where there is none would be the next answer's head.
    const twice = `${method} / HTTP/1.1\r\nHost: x\r\n\r\n`
      .repeat(2)
      .replace(/\r\n\r\n$/, '\r\nConnection: close\r\n\r\n');
    answers.push(await raw(twice));
    const heads = answers.join('').split('HTTP/1.1 ').slice(1);
    expect(heads).toHaveLength(2);
    for (const head of heads) {
      expect(head).toMatch(new RegExp(`^${status} `));
      expect(head).toMatch(/x-kept: yes/);
      expect(head.endsWith('\r\n\r\n')).toBe(true);
      expect(/content-length: (\d+)/i.exec(head)?.[1] ?? null).toBe(length);
      expect(head).not.toMatch(/transfer-encoding/i);
    }
  });

  it.each([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ])('that comes in %s although identity was asked for is read, and sent uncompressed', async (encoding, pack) => {
    plan = translated;
    onMember = (_request, response) =>
      response
        .writeHead(200, { vary: 'content-encoding', 'content-encoding': encoding, 'x-kept': 'yes' })
        .end(pack('a member'));
    const answer = await fetch(url());
    expect(await answer.text()).toBe('a GATEWAY');
    expect([answer.headers.get('content-encoding'), answer.headers.get('vary'), answer.headers.get('x-kept')]).toEqual([
      null,
      'content-encoding',
      'yes',
    ]);
  });

  it.each([
    ['large and compressed', () => gzipSync(randomBytes(BORDER * 2)), 'gzip'],
    ['broken gzip', () => Buffer.from('no gzip'), 'gzip'],
    ['an encoding nobody knows', () => Buffer.from('x'), 'zstd-9'],
    ['a bomb', () => gzipSync(Buffer.alloc(65 * MiB)), 'gzip'],
  ])('that cannot be translated is garbage, and no fault of the connection: %s', async (_name, body, encoding) => {
    plan = translated;
    onMember = (_request, response) => response.writeHead(200, { 'content-encoding': encoding }).end(body());
    const answer = await fetch(url());
    expect([answer.status, await answer.text()]).toEqual([502, 'memberGarbage']);
    expect(outcomes).toEqual(['succeeded']);
  });

  it('to be mended is not shown, and the connection stays good', async () => {
    plan = (status) => (status === 401 ? undefined : opaque(status, {}));
    onMember = (_request, response) => response.writeHead(401).end('x'.repeat(1000));
    expect(await (await fetch(url())).text()).toBe('declined');
    expect([ended, outcomes, memberSockets.size]).toEqual([[false], ['succeeded'], 1]);
  });

  it.each([
    [new GatewayError('memberRedirect'), 502],
    [new TypeError('a fault of ours'), 500],
  ])('that the plan cannot place fails as said, and is not held against the member: %s', async (error, status) => {
    plan = () => {
      throw error;
    };
    expect((await fetch(url())).status).toBe(status);
    expect(outcomes).toEqual(['succeeded']);
  });

  it('reaches the client head first, then chunk by chunk, as the member sends it', async () => {
    let next: (text?: string) => void = () => undefined;
    onMember = (_request, response) => {
      response.writeHead(200).flushHeaders();
      next = (text) => (text === undefined ? response.end() : response.write(text));
    };
    const answer = await fetch(url());
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    for (const text of ['one', 'two']) {
      next(text);
      expect((await reader?.read())?.value).toBe(text);
    }
    next();
    expect((await reader?.read())?.done).toBe(true);
  });
});

describe('a member that breaks', () => {
  it('before its answer gives an error of ours', async () => {
    onMember = (incoming) => incoming.socket.destroy();
    expect((await fetch(url())).status).toBe(502);
    expect([ended, outcomes]).toEqual([['memberReset'], ['suspected']]);
  });

  it.each([
    ['as it is', opaque],
    ['translated above the border', translated],
  ])('inside an answer that has begun breaks the client’s too: %s', async (_name, how) => {
    plan = how;
    onMember = (incoming, response) => {
      response.writeHead(200, { 'content-length': 10 * MiB });
      response.write(Buffer.alloc(MiB), () => setTimeout(() => incoming.socket.destroy(), 20));
    };
    const answer = await fetch(url());
    expect(answer.status).toBe(200);
    await expect(answer.arrayBuffer()).rejects.toThrow();
    await settle();
    expect([ended, outcomes]).toEqual([['memberReset'], ['suspected']]);
  });

  it('inside a small answer that is still collected gives an error of ours, never half of it', async () => {
    plan = translated;
    onMember = (incoming, response) => {
      response.writeHead(200, { 'content-length': 1000 });
      response.write('half', () => incoming.socket.destroy());
    };
    expect((await fetch(url())).status).toBe(502);
  });

  it.each([
    ['says nothing', () => undefined, 504],
    [
      'stops inside a collected answer',
      (_r: IncomingMessage, s: ServerResponse) => void s.writeHead(200).write('x'),
      504,
    ],
  ])('in that it %s is given up in time', async (_name, handler, status) => {
    await hurry();
    plan = translated;
    onMember = handler;
    expect((await fetch(url())).status).toBe(status);
    expect([ended, outcomes]).toEqual([['memberTimeout'], ['suspected']]);
  });

  it('by heads without end is garbage', async () => {
    onMember = (incoming) => {
      incoming.socket.write(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(64 * 1024)}\r\n\r\n`);
    };
    expect((await fetch(url())).status).toBe(502);
    expect(ended).toEqual(['memberGarbage']);
  });

  it('is told from one that cannot be reached', async () => {
    member.closeAllConnections();
    await new Promise((resolve) => member.close(resolve));
    expect((await fetch(url())).status).toBe(503);
    expect([ended, outcomes]).toEqual([['memberUnreachable'], ['failed']]);
  });
});

describe('a client that leaves', () => {
  it.each([
    ['before the answer', false],
    ['inside the answer', true],
  ])('%s ends the member’s work at once, and is no fault of the member', async (_name, begun) => {
    let gone: () => void = () => undefined;
    const memberSaw = new Promise<void>((resolve) => {
      gone = resolve;
    });
    let arrived = false;
    onMember = (_incoming, response) => {
      arrived = true;
      response.on('close', gone);
      if (begun) response.writeHead(200).write('x'.repeat(1000));
    };
    const client = request(url());
    client.on('error', () => undefined);
    if (begun)
      client.on('response', (answer) => answer.once('data', () => client.destroy()).on('error', () => undefined));
    client.end();
    await vi.waitFor(() => expect(arrived).toBe(true), SOON);
    if (!begun) client.destroy();
    await memberSaw;
    await settle();
    expect(outcomes).toEqual(['abandoned']);
  });

  it('inside its upload ends it at the member, and is no fault of the member', async () => {
    let cut = false;
    let bytes = 0;
    onMember = (incoming) => {
      incoming.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
      });
      incoming
        .on('error', () => undefined)
        .on('close', () => {
          cut = !incoming.complete;
        });
    };
    const client = request(url(), { method: 'PUT', headers: { 'content-length': 10 * MiB } });
    client.on('error', () => undefined);
    client.write(Buffer.alloc(MiB));
    await vi.waitFor(() => expect(bytes).toBe(MiB), SOON);
    client.destroy();
    await vi.waitFor(() => expect(cut).toBe(true), SOON);
    await settle();
    expect(outcomes).toEqual(['abandoned']);
  });

  it('before its turn came, with all connections busy, leaves nothing behind', async () => {
    const waiting: ServerResponse[] = [];
    onMember = (_incoming, response) => void waiting.push(response);
    const clients = Array.from({ length: 5 }, () =>
      request(url())
        .on('error', () => undefined)
        .end(),
    );
    await vi.waitFor(() => expect(waiting).toHaveLength(4), SOON);
    await sleep(20);
    for (const client of clients) client.destroy();
    await vi.waitFor(() => expect(ended).toHaveLength(5), SOON);
    expect(outcomes).toEqual(Array(5).fill('abandoned'));
  });

  it('only stops reading is let go after the idle time, so that it does not hold a connection to the member', async () => {
    await hurry();
    onMember = (_incoming, response) => {
      const fill = (): void => {
        while (response.write(Buffer.alloc(MiB)));
        response.once('drain', fill);
      };
      response.writeHead(200);
      fill();
    };
    const socket = connect(port(), '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    socket.pause();
    await settle();
    expect(outcomes).toEqual(['abandoned']);
    await vi.waitFor(() => expect(memberSockets.size).toBe(0), SOON);
    socket.destroy();
  });
});

describe('an upload', () => {
  it.each([
    ['with a length', { 'content-length': 5 * MiB }],
    ['in chunks', { 'transfer-encoding': 'chunked' }],
  ])('%s arrives byte by byte', async (_name, headers) => {
    const body = randomBytes(5 * MiB);
    onMember = async (incoming, response) => {
      const digest = createHash('sha256');
      for await (const chunk of incoming) digest.update(chunk);
      response.end(
        `${digest.digest('hex')} ${incoming.headers['content-length'] ?? incoming.headers['transfer-encoding']}`,
      );
    };
    const answer = await new Promise<string>((resolve, reject) => {
      const client = request(url(), { method: 'PUT', headers }, async (incoming) => {
        let text = '';
        for await (const chunk of incoming) text += chunk;
        resolve(text);
      });
      client.on('error', reject).end(body);
    });
    expect(answer).toBe(`${createHash('sha256').update(body).digest('hex')} ${Object.values(headers)[0]}`);
  });

  it('may last longer than every limit, as long as it moves', async () => {
    await hurry();
    onMember = async (incoming, response) => {
      let size = 0;
      for await (const chunk of incoming) size += chunk.length;
      response.end(String(size));
    };
    const answer = new Promise<string>((resolve, reject) => {
      const client = request(url(), { method: 'PUT' }, (incoming) => incoming.setEncoding('utf8').on('data', resolve));
      client.on('error', reject);
      void (async () => {
        for (let i = 0; i < 8; i++) {
          client.write('x');
          await sleep(100);
        }
        client.end();
      })();
    });
    expect(await answer).toBe('8');
  });

  it('that stands still because the client does is the client’s fault', async () => {
    await hurry();
    onMember = (incoming) => void incoming.resume();
    const client = request(url(), { method: 'PUT', headers: { 'content-length': 1000 } });
    const status = new Promise((resolve) => {
      client.on('response', ({ statusCode }) => resolve(statusCode)).on('error', () => resolve('closed'));
    });
    client.write('x');
    await settle();
    expect([ended, outcomes]).toEqual([['clientTimeout'], ['abandoned']]);
    expect(await status).toBe(408);
    client.destroy();
  });

  it('that stands still because the member does not read is the member’s', async () => {
    await hurry();
    onMember = (incoming) => void incoming.pause();
    const client = request(url(), { method: 'PUT', headers: { 'content-length': 100 * MiB } });
    client.on('error', () => undefined);
    client.write(Buffer.alloc(30 * MiB));
    await settle();
    expect([ended, outcomes]).toEqual([['memberTimeout'], ['suspected']]);
    client.destroy();
  });

  it('that the member has and does not answer is given up in time', async () => {
    await hurry();
    onMember = (incoming) => void incoming.resume();
    expect((await fetch(url(), { method: 'PUT', body: 'x' })).status).toBe(504);
    expect(outcomes).toEqual(['suspected']);
  });

  it.each([
    ['and hangs up', true],
    ['and goes on reading', false],
  ])(
    'that the member answers early %s: the client that sends first and reads later gets the answer',
    async (_name, hangUp) => {
      onMember = (incoming, response) => {
        if (!hangUp) incoming.resume();
        response.writeHead(413, hangUp ? { connection: 'close' } : {}).end('too large');
      };
      const size = 20 * MiB;
      const socket = connect(port(), '127.0.0.1');
      let got = '';
      socket.setEncoding('latin1').on('error', (error) => {
        got += `(${error.message})`;
      });
      socket.write(`PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: ${size}\r\n\r\n`);
      // Blocking clients do not look before they have sent everything.
      for (let sent = 0; sent < size; sent += MiB)
        await new Promise<void>((resolve, reject) =>
          socket.write(Buffer.alloc(MiB), (error) => (error ? reject(error) : resolve())),
        );
      // One that hangs up on unread bytes may take its own answer with it: then the client is told so.
      socket.on('data', (text: string) => {
        got += text;
      });
      await vi.waitFor(
        () => expect(got).toMatch(hangUp ? /^HTTP\/1\.1 (?:413|502) / : /^HTTP\/1\.1 413 [\s\S]*too large/),
        SOON,
      );
      socket.destroy();
    },
  );
});

describe('memory', () => {
  const size = 200 * MiB;
  const chunk = Buffer.alloc(64 * 1024, 7);
  /** Buffers that are held, looked at while the slow side rests: without back-pressure it would be nearly everything. */
  async function held(work: (rest: () => Promise<void>) => Promise<number>): Promise<number> {
    // What one collection finds dead is given back in the background; the second look sees it gone.
    const now = async (): Promise<number> => {
      collectGarbage();
      await sleep(50);
      collectGarbage();
      return process.memoryUsage().external;
    };
    const before = await now();
    let most = 0;
    const read = await work(async () => {
      await sleep(300);
      most = Math.max(most, (await now()) - before);
    });
    expect(read).toBe(size);
    return most;
  }
  const write = (sink: NodeJS.WritableStream): void => {
    let left = size;
    const go = (): void => {
      while (left > 0) {
        left -= chunk.length;
        if (!sink.write(chunk)) return void sink.once('drain', go);
      }
      sink.end();
    };
    go();
  };

  it.each([
    ['as it is', opaque],
    ['translated', translated],
  ])('stays small while 200 MiB come down to a slow reader: %s', async (_name, how) => {
    plan = how;
    onMember = (_incoming, response) => write(response.writeHead(200));
    const grown = await held(async (rest) => {
      const answer = await new Promise<IncomingMessage>((resolve) => request(url(), resolve).end());
      let read = 0;
      for await (const part of answer as AsyncIterable<Buffer>) {
        read += part.length;
        if (read % (64 * MiB) < part.length) await rest();
      }
      return read - (how === translated ? '<end>'.length : 0);
    });
    expect(grown).toBeLessThan(24 * MiB);
  });

  it('stays small while 200 MiB go up to a slow member', async () => {
    const grown = await held((rest) => {
      onMember = async (incoming, response) => {
        let read = 0;
        for await (const part of incoming as AsyncIterable<Buffer>) {
          read += part.length;
          if (read % (64 * MiB) < part.length) await rest();
        }
        response.end(String(read));
      };
      return new Promise((resolve, reject) => {
        const client = request(url(), { method: 'PUT' }, (answer) =>
          answer.setEncoding('utf8').on('data', (text: string) => resolve(Number(text))),
        );
        client.on('error', reject);
        write(client);
      });
    });
    expect(grown).toBeLessThan(24 * MiB);
  });

  it('holds no listener more on a client’s connection after a hundred pauses', async () => {
    const warned = vi.fn();
    process.on('warning', warned);
    onMember = (_incoming, response) => void response.end(Buffer.alloc(20 * MiB));
    const answer = await new Promise<IncomingMessage>((resolve) => request(url(), resolve).end());
    for await (const _ of answer) await sleep(0);
    process.off('warning', warned);
    expect(warned).not.toHaveBeenCalled();
  });
});
