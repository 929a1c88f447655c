// SPDX-License-Identifier: Apache-2.0
// A list of the normalised API reads what members answer, parses it and keeps it until all have answered. 64 KB of gzip
// that become 66 MB of `{},{},…` took gigabytes and the process with them; so did pages without an end. What bytes
// become is bounded, and it is the member that is reported as failed: the others' objects are there, the process lives and
// is never late for long.
import type { ServerResponse } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PROTOCOLS, type Protocol, type SplitHouse, startSplitHouse } from './protocols.ts';

let house: SplitHouse;
let token: string;
beforeAll(async () => {
  house = await startSplitHouse();
  token = await house.scoped('alice');
});
afterAll(() => house.close());
beforeEach(() => void house.log.splice(0));

const MB = 1024 * 1024;
const json = (response: ServerResponse, body: string | Buffer, headers: Record<string, string> = {}): void =>
  void response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(body);

const server = (index: number) => ({
  id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
  name: `server-${index}`,
  status: 'ACTIVE',
  metadata: { role: 'web' },
});

/** Answers each list of servers; whatever else is asked is not there. */
function lieAboutServers(answer: (query: URLSearchParams, response: ServerResponse) => void): void {
  house.lie((request, response) => {
    const url = new URL(request.url ?? '', 'http://x');
    if (url.pathname.endsWith('/servers/detail')) answer(url.searchParams, response);
    else response.writeHead(404, { 'content-type': 'application/json' }).end('{}');
  });
}

interface Report {
  readonly cloud: string;
  readonly status: string;
  readonly count: number;
  readonly error?: { readonly code: string };
}
interface List {
  readonly items: readonly { readonly id: string }[];
  readonly clouds: readonly Report[];
}

/** The list, and how it went for the process. */
async function list(protocol: Protocol, path = '/scs/v1/servers') {
  const before = process.memoryUsage().rss;
  let most = before;
  const look = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss);
  }, 20);
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const { status, text } = await house.send(protocol, 'GET', path, { 'x-auth-token': token });
  delay.disable();
  clearInterval(look);
  most = Math.max(most, process.memoryUsage().rss);
  return { status, body: JSON.parse(text) as List, grown: (most - before) / MB, late: delay.max / 1e6 };
}

const bombs: readonly [string, () => string | Buffer, Record<string, string>?][] = [
  ['66 MB of empty objects in 64 KB of gzip', () => gzipSync(`{"servers":[${'{},'.repeat(21 * MB)}{}]}`), GZIP()],
  ['7 MB of empty objects as they are', () => `{"servers":[${'{},'.repeat(2.3 * MB)}{}]}`],
  ['7 MB of numbers', () => `{"servers":[${'0,'.repeat(3.5 * MB)}0]}`],
  ['a row of 7 MB', () => `{"servers":[{"metadata":{${keys(500_000)}}}]}`],
  ['a document of keys alone', () => `{${keys(500_000)}}`],
  ['brackets a million deep', () => `{"servers":${'['.repeat(MB)}`],
  ['64 MB of blanks in 64 KB of gzip', () => gzipSync(`{"servers":[${' '.repeat(64 * MB)}]}`), GZIP()],
  ['more bytes than are read', () => `{"servers":[],"x":"${'x'.repeat(40 * MB)}"}`],
];
function GZIP(): Record<string, string> {
  return { 'content-encoding': 'gzip' };
}
function keys(count: number): string {
  return Array.from({ length: count }, (_, index) => `"k${index}":1`).join(',');
}

describe.each(PROTOCOLS)('over %s', (protocol) => {
  it.each(bombs)('an answer of %s costs its cloud its objects, and nobody else anything', async (_, make, headers) => {
    const body = make();
    lieAboutServers((_query, response) => json(response, body, headers));
    // What is compiled and opened at the first request is no part of it.
    await list(protocol, '/scs/v1/servers?cloud=cloud-a');
    const { status, body: answer, grown, late } = await list(protocol);
    expect(status).toBe(200);
    const [a, b] = answer.clouds;
    expect(a).toMatchObject({ cloud: 'cloud-a', status: 'ok' });
    expect(b).toMatchObject({ cloud: 'cloud-b', status: 'error', count: 0 });
    expect(b?.error?.code).toMatch(/^member(?:Excess|Garbage)$/);
    // Half of the memory for answers at the most. It was up to 4.8 GB.
    expect(grown).toBeLessThan(300);
    // On a busy machine with a stand-in in the same process; it was some ten seconds.
    expect(late).toBeLessThan(1_500);
    const told = house.log.filter(({ msg }) => msg === 'member left out');
    expect(told).toMatchObject([{ level: 40, cloud: 'cloud-b', reason: b?.error?.code }]);
  });

  it('pages without an end are read as far as a list may be long', async () => {
    let pages = 0;
    lieAboutServers((_query, response) => {
      pages++;
      const rows = Array.from({ length: 1_000 }, (_, index) => server(pages * 1_000 + index));
      const links = [{ rel: 'next', href: `${house.lyingUrl}/v2.1/servers/detail?marker=m${pages}` }];
      json(response, JSON.stringify({ servers: rows, servers_links: links }));
    });
    const { body, grown } = await list(protocol);
    expect(body.clouds[1]).toMatchObject({ cloud: 'cloud-b', status: 'error', error: { code: 'memberExcess' } });
    expect(pages).toBeLessThan(15);
    expect(grown).toBeLessThan(300);
  });

  it('a marker of a megabyte is none', async () => {
    lieAboutServers((_query, response) => {
      const href = `${house.lyingUrl}/v2.1/servers/detail?marker=${'m'.repeat(MB)}`;
      json(response, JSON.stringify({ servers: [server(1)], servers_links: [{ rel: 'next', href }] }));
    });
    const { body } = await list(protocol);
    expect(body.clouds[1]).toMatchObject({ status: 'error', error: { code: 'memberExcess' } });
  });

  it('a page that is too large is asked for in smaller parts', async () => {
    const limits: number[] = [];
    lieAboutServers((query, response) => {
      const limit = Number(query.get('limit'));
      limits.push(limit);
      const from = Number(query.get('marker') ?? 0);
      const rows = Array.from({ length: Math.min(limit, 200 - from) }, (_, index) => ({
        ...server(from + index),
        description: 'x'.repeat(60_000),
      }));
      const next = from + limit;
      const href = `${house.lyingUrl}/v2.1/servers/detail?marker=${next}`;
      json(
        response,
        JSON.stringify({ servers: rows, ...(next < 200 ? { servers_links: [{ rel: 'next', href }] } : {}) }),
      );
    });
    const { body } = await list(protocol, '/scs/v1/servers?cloud=cloud-b&fields=id');
    expect(limits).toEqual([1000, 125, 125]);
    expect(body.clouds).toMatchObject([{ status: 'ok', count: 200 }]);
  });

  it('thousands of honest servers are all there, whatever a slice cuts', async () => {
    const all = Array.from({ length: 4_000 }, (_, index) => ({ ...server(index), name: `sérvér "${index}" ,]}` }));
    lieAboutServers((_query, response) => json(response, JSON.stringify({ servers: all })));
    const { body, late } = await list(protocol, '/scs/v1/servers?cloud=cloud-b');
    expect(body.clouds).toMatchObject([{ status: 'ok', count: 4_000 }]);
    expect(body.items.map(({ id }) => id)).toEqual(all.map(({ id }) => id));
    expect(body.items[7]).toMatchObject({ name: 'sérvér "7" ,]}', status: 'active' });
    expect(late).toBeLessThan(1_500);
  });
});

it('who gives in to bombs for a hundred requests at a time is told so, and lives', async () => {
  const body = `{"servers":[${'{"a":[0,0,0,0,0,0,0,0]},'.repeat(9_000)}{}]}`;
  lieAboutServers((_query, response) => json(response, body));
  const before = process.memoryUsage().rss;
  const answers = await Promise.all(
    Array.from({ length: 100 }, () =>
      house.send('HTTP/2', 'GET', '/scs/v1/servers?cloud=cloud-b&limit=10', { 'x-auth-token': token }),
    ),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect((process.memoryUsage().rss - before) / MB).toBeLessThan(600);
  // All is given back.
  expect(await house.metrics()).toMatch(/^scs_gateway_answer_memory_bytes 0$/m);
});

it('a cloud that is left out of a list is counted', async () => {
  expect(await house.metrics()).toMatch(
    /^scs_gateway_degraded_total\{cloud="cloud-b",reason="memberExcess"\} [1-9]\d*$/m,
  );
});
