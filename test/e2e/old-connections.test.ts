// SPDX-License-Identifier: Apache-2.0
// Clients are told to go on by another connection when theirs is old, when the gateway has too much to do and when it stops,
// and no request is lost by it: HTTP/2 by two GOAWAYs, HTTP/1.1 by the answer after which it ends.
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import { type ClientHttp2Session, connect, constants } from 'node:http2';
import { Agent, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { ensureTls } from '../../demo/ca.ts';
import { type ClientConnections, createClientConnections } from '../../src/gateway/connections/index.ts';
import { createListener } from '../../src/gateway/connections/listener.ts';
import { createProxies } from '../../src/gateway/limits/address.ts';
import type { ConnectionLimits } from '../../src/model/limits.ts';

const HIGHEST = 2 ** 31 - 1;
const LIMITS: ConnectionLimits = {
  total: 100,
  perAddress: 100,
  anonymousPerAddress: 100,
  anonymousRequests: 100,
  streams: 100,
  anonymousStreams: 100,
  pipelined: 10,
  unsent: 64,
  unsentTotal: 100,
  resets: 100,
  headSize: 64,
  headers: 100,
  parameters: 100,
  handshake: 10_000,
  head: 10_000,
  body: 10_000,
  idle: 5_000,
  age: 60_000,
  stall: 60_000,
};

let folder: string;
let tls: { cert: string; key: string; ca: string };
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gateway-old-connections-'));
  tls = await certificate(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function certificate(at: string): Promise<typeof tls> {
  const files = await ensureTls(at);
  const [cert, key, ca] = await Promise.all([files.cert, files.key, files.ca].map((file) => readFile(file, 'utf8')));
  return { cert: cert ?? '', key: key ?? '', ca: ca ?? '' };
}

/** A listener whose answers take a moment, and the clock by which its connections grow old. */
async function house(): Promise<{
  url: string;
  connections: ClientConnections;
  refused: ReturnType<typeof vi.fn>;
  pass(ms: number): void;
  stop(): void;
}> {
  let passed = 0;
  const refused = vi.fn();
  const connections = createClientConnections({
    limits: () => LIMITS,
    proxies: createProxies([], 'x-forwarded-for'),
    log: () => ({ warn: () => undefined }),
    metrics: () => ({ connectionRefused: refused }),
    now: () => performance.now() + passed,
  });
  const server: Server = createListener(
    (raw, response) => {
      if (raw.url === '/shed') connections.retire(raw);
      if (connections.isLast(raw)) response.setHeader('connection', 'close');
      setTimeout(() => response.end('served'), 20);
    },
    LIMITS,
    connections,
    { tls, shouldUpgrade: () => false },
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    connections.close();
    server.close();
  });
  return {
    url: `https://localhost:${(server.address() as AddressInfo).port}`,
    connections,
    refused,
    pass: (ms) => (passed += ms),
    stop: () => connections.leave(),
  };
}

interface Client {
  /** What came of every request. */
  readonly outcomes: string[];
  readonly goaways: number[];
  asked(): number;
  sessions(): number;
  end(): Promise<void>;
}

/** A request each 5 ms, as a program would: by the session that it has, or a new one once that takes no more. */
function busyClient(url: string): Client {
  const outcomes: string[] = [];
  const goaways: number[] = [];
  const under: Promise<unknown>[] = [];
  let session: ClientHttp2Session | undefined;
  let sessions = 0;
  let going = true;
  const open = (): ClientHttp2Session => {
    sessions += 1;
    const made = connect(url, { ca: tls.ca });
    made.on('goaway', (_code, last) => goaways.push(last));
    made.on('error', (error) => outcomes.push(`session: ${error.message}`));
    return made;
  };
  const ask = async (): Promise<void> => {
    if (session === undefined || session.closed || session.destroyed) session = open();
    const stream = session.request({ ':path': '/' });
    let text = '';
    stream.setEncoding('utf8').on('data', (chunk) => (text += chunk));
    await new Promise<void>((resolve) => {
      stream.on('error', (error) => {
        // Node's own client answers a GOAWAY with one of its own, ahead of requests that it has queued, and takes those back:
        // they were never sent, so they may be asked again (RFC 9113 §8.7).
        if (stream.rstCode === constants.NGHTTP2_REFUSED_STREAM) resolve(ask());
        else {
          outcomes.push(error.message);
          resolve();
        }
      });
      stream.on('end', () => {
        outcomes.push(text);
        resolve();
      });
      stream.on('close', () => setImmediate(resolve));
    });
  };
  const loop = (async () => {
    while (going) {
      under.push(ask());
      await sleep(5);
    }
    await Promise.all(under);
    session?.close();
  })();
  return {
    outcomes,
    goaways,
    asked: () => under.length,
    sessions: () => sessions,
    async end() {
      going = false;
      await loop;
    },
  };
}

it.each([
  ['are old', (at: Awaited<ReturnType<typeof house>>) => at.pass(LIMITS.age * 1.3)],
  ['belong to a gateway that is about to stop', (at: Awaited<ReturnType<typeof house>>) => at.stop()],
])('sessions of HTTP/2 that %s get a notice, then the end, and not one request is lost', async (_why, happens) => {
  const at = await house();
  const client = busyClient(at.url);
  await vi.waitFor(() => expect(client.outcomes.length).toBeGreaterThan(10));
  happens(at);
  await vi.waitFor(() => expect(client.sessions()).toBeGreaterThan(1), { timeout: 10_000 });
  await sleep(100);
  await client.end();
  expect(client.goaways[0]).toBe(HIGHEST);
  expect(new Set(client.outcomes)).toEqual(new Set(['served']));
  expect(client.outcomes.length).toBe(client.asked());
});

it('a session that does nothing gets the notice first, and its end a second later', async () => {
  const at = await house();
  const session = connect(at.url, { ca: tls.ca });
  const goaways: number[] = [];
  session.on('goaway', (_code, last) => goaways.push(last));
  session.request({ ':path': '/' }).resume();
  await sleep(100);
  at.pass(LIMITS.idle + 1);
  await once(session, 'close');
  expect(goaways[0]).toBe(HIGHEST);
  expect(at.refused.mock.calls).toEqual([['idle']]);
});

it('connections of HTTP/1.1 that are old, or had a request too many, end with an answer that says so', async () => {
  const at = await house();
  const agent = new Agent({ keepAlive: true, maxSockets: 1, ca: tls.ca });
  onTestFinished(() => agent.destroy());
  const ask = (path: string): Promise<string | undefined> =>
    new Promise((resolve, reject) => {
      const asked = request(`${at.url}${path}`, { agent }, (answer) => {
        answer.resume().on('end', () => resolve(answer.headers.connection));
      });
      asked.on('error', reject).end();
    });
  expect(await ask('/')).toBe('keep-alive');
  expect(await ask('/shed')).toBe('close');
  expect(await ask('/')).toBe('keep-alive');
  at.pass(LIMITS.age * 1.3);
  await vi.waitFor(() => expect(at.refused.mock.calls).toEqual([['age']]), { timeout: 5_000 });
  expect(await ask('/')).toBe('close');
  expect(await ask('/')).toBe('keep-alive');
});
