// SPDX-License-Identifier: Apache-2.0
// A stream that outlives its right is one that nobody can take back: lists line by line and followed operations end when
// their token is revoked. Its time being over ends none, as it ends no watch. And each stream or waiting request goes on asking
// a member for as long as it is open: how many one user may have open is bounded.
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, startHarness } from '../e2e/harness.ts';
import { startSplitHouse } from './protocols.ts';

/** Servers never come to their end there. */
const NEVER = 3_600_000;

let h: Harness;
beforeAll(async () => {
  h = await startHarness({ clouds: { settle: NEVER }, openstack: { timeouts: { headers: '50s', idle: '50s' } } });
});
afterAll(() => h.close());

const SERVER = {
  cloud: 'cloud-a',
  name: 'slow',
  flavor: { vcpus: 2, ramGiB: 4, diskGiB: 20, diskType: 'ssd' },
  image: { distro: 'ubuntu', version: '24.04' },
  networks: 'none',
};

async function begin(token: string): Promise<string> {
  const { status, body, text } = await h.send('POST', '/scs/v1/servers', { token, json: SERVER });
  expect(status, text).toBe(202);
  return body.operation.href;
}

/** An open stream; `end` is all that came of it, or what broke it off. */
async function open(url: string, token: string, accept: string) {
  const stop = new AbortController();
  const answer = await fetch(url, { headers: { 'x-auth-token': token, accept }, signal: stop.signal });
  const end = answer.text().catch((error: Error) => `broken: ${error.message}`);
  return { status: answer.status, end, stop: () => stop.abort() };
}
const SSE = 'text/event-stream';
const LINES = 'application/x-ndjson';

const revokeAll = (token: string) => h.send('DELETE', '/scs/v1/me/tokens', { token });

describe('a revoked token takes with it', () => {
  it('the operation that is followed by it', async () => {
    const token = await h.scoped('alice');
    const href = await begin(token);
    const streams = await Promise.all([open(href, token, SSE), open(`${href}/events`, token, SSE)]);
    expect(streams.map(({ status }) => status)).toEqual([200, 200]);
    expect((await revokeAll(token)).status).toBe(204);
    for (const { end } of streams) expect(await end).toMatch(/event: problem\n.*unauthorized.*\n\n$/);
    expect((await h.send('GET', href, { token })).status).toBe(401);
  });

  it('the list that is still being given', async () => {
    const token = await h.scoped('carol');
    await h.send('GET', '/scs/v1/servers', { token });
    await h.a.faults.set('compute', { kind: 'slow', ms: 45_000 });
    try {
      const { status, end } = await open(`${h.url}/scs/v1/servers?timeout=60`, token, LINES);
      expect(status).toBe(200);
      expect((await revokeAll(token)).status).toBe(204);
      const text = await end;
      expect(text).toMatch(/"cloud":"cloud-a","status":"error".*unauthorized/);
      expect(text).toMatch(/"partial":true/);
    } finally {
      await h.a.faults.clear();
    }
  });
});

it('HTTP/2 lets no followed operation or list outlive the revocation of its token', async () => {
  const house = await startSplitHouse(undefined, { settle: NEVER });
  try {
    const token = await house.scoped('alice');
    const headers = { 'x-auth-token': token };
    const json = { ...headers, 'content-type': 'application/json' };
    const made = await house.send('HTTP/2', 'POST', '/scs/v1/servers', json, JSON.stringify(SERVER));
    expect(made.status, made.text).toBe(202);
    const path = new URL(JSON.parse(made.text).operation.href).pathname;
    // Does not answer.
    house.lie(() => undefined);
    const client = await house.h2();
    const follow = async (from: string, accept: string) => {
      const stream = client.open('GET', from, { ...headers, accept });
      const [head] = await once(stream, 'response');
      let text = '';
      stream.on('data', (chunk: Buffer) => (text += chunk));
      return { status: head[':status'], end: once(stream, 'end').then(() => text), stream };
    };
    const operations = await Promise.all([follow(path, SSE), follow(`${path}/events`, SSE)]);
    const list = await follow('/scs/v1/servers?timeout=60', LINES);
    expect([...operations, list].map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await house.send('HTTP/2', 'DELETE', '/scs/v1/me/tokens', headers)).status).toBe(204);
    for (const { end } of operations) expect(await end).toMatch(/event: problem\n.*unauthorized.*\n\n$/);
    expect(await list.end).toMatch(/"cloud":"cloud-b","status":"error".*unauthorized/);
    // Each stream by itself: the connection goes on, for others' tokens too.
    for (const { stream } of [...operations, list]) expect(stream.rstCode).toBe(0);
    expect((await house.send('HTTP/2', 'GET', '/')).status).toBe(200);
  } finally {
    await house.close();
  }
});

it('a token whose time is over takes nothing with it that is followed by it', async () => {
  const now = Math.floor(Date.now() / 1000);
  const claims = { sub: 'alice', preferred_username: 'alice', groups: ['acme-research'] };
  // Good for the few seconds that are left of what clocks may differ by.
  const token = await h.idp.mint({ ...claims, iat: now - 900, exp: now - 25 });
  const bearer = { authorization: `Bearer ${token}` };
  const own = await h.scoped('alice');
  const href = await begin(own);
  const stop = new AbortController();
  const answer = await fetch(`${href}/events`, { headers: bearer, signal: stop.signal });
  expect(answer.status).toBe(200);
  const over = answer.text().then(
    (text) => text,
    () => 'left',
  );
  await expect.poll(async () => (await fetch(href, { headers: bearer })).status, { timeout: 20_000 }).toBe(401);
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  stop.abort();
  expect(await over).toBe('left');
});

describe('one user', () => {
  it('has so many streams open and no more; others have theirs', async () => {
    const [token, other] = [await h.scoped('alice'), await h.scoped('carol')];
    const href = await begin(token);
    const streams = await Promise.all(Array.from({ length: 40 }, () => open(href, token, SSE)));
    const taken = streams.filter(({ status }) => status === 200);
    expect(taken).toHaveLength(20);
    expect(new Set(streams.map(({ status }) => status))).toEqual(new Set([200, 429]));
    expect((await open(`${h.url}/scs/v1/servers`, token, LINES)).status).toBe(429);
    const allowed = await open(await begin(other), other, SSE);
    expect(allowed.status).toBe(200);
    for (const { stop } of [...taken, allowed]) stop();
    // What was left counts no more.
    const lines = async () => (await open(`${h.url}/scs/v1/servers`, token, LINES)).status;
    await expect.poll(lines, { timeout: 10_000 }).toBe(200);
  });

  it('waits so often at a time and no more', async () => {
    const token = await h.scoped('alice');
    const href = await begin(token);
    const stop = new AbortController();
    const statuses: number[] = [];
    const waiting = Array.from({ length: 130 }, () =>
      fetch(`${href}?wait=300`, { headers: { 'x-auth-token': token }, signal: stop.signal }).then(
        ({ status }) => statuses.push(status),
        () => undefined,
      ),
    );
    await expect.poll(() => statuses.length, { timeout: 20_000 }).toBe(30);
    expect(new Set(statuses)).toEqual(new Set([429]));
    stop.abort();
    await Promise.all(waiting);
    const once = async () => (await h.send('GET', `${href}?wait=0.1`, { token })).status;
    await expect.poll(once, { timeout: 10_000 }).toBe(200);
    // Clients that leave are no failures of the gateway.
    expect(h.log.filter((line) => line.includes('unexpected failure'))).toEqual([]);
  });
});
