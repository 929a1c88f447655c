// SPDX-License-Identifier: Apache-2.0
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ApiError, createScsClient, type ScsClientConfig } from '../../../clients/typescript/index.ts';

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: string;
}

const json = (body: object, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': status < 400 ? 'application/json' : 'application/problem+json', ...headers },
  });
const problem = (code: string, status: number, headers?: Record<string, string>): Response =>
  json(
    { type: `urn:scs-gateway:error:${code}`, code, status, detail: `It is ${code}.`, requestId: 'req-1' },
    status,
    headers,
  );

/** A client whose requests are answered with these, one after the other. */
function clientOf(config: Partial<ScsClientConfig>, ...answers: (Response | Error)[]) {
  const seen: Seen[] = [];
  const client = createScsClient({
    serverUrl: 'https://gateway.example.org/',
    ...config,
    async fetch(request) {
      const { method, url, headers } = request;
      seen.push({ method, url, headers, body: await request.text() });
      const answer = answers[seen.length - 1];
      if (!(answer instanceof Response)) throw answer ?? new Error('asked too often');
      return answer;
    },
  });
  return { client, seen };
}

afterEach(() => {
  vi.useRealTimers();
});

const quick = { retries: 2, retryDelay: 1, jitter: false };
const thrownBy = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => undefined,
    (error: unknown) => error,
  );
const make = { body: { cloud: 'cloud-a', name: 'k' } };

describe('a request', () => {
  it('has its parameters where they belong, encoded', async () => {
    const { client, seen } = clientOf({}, json({}), json({ items: [], clouds: [] }));
    await client.getKeypair({ path: { cloud: 'cloud-a', id: 'a/b c' }, query: { fields: ['id', 'name'] } });
    await client.listKeypairs({ query: { name: ['a', 'na&me'] } });
    expect(seen[0]?.url).toBe('https://gateway.example.org/scs/v1/keypairs/cloud-a/a%2Fb%20c?fields=id&fields=name');
    expect(seen[1]?.url).toBe('https://gateway.example.org/scs/v1/keypairs?name=a&name=na%26me');
  });

  it('shows a token that is asked for before each attempt', async () => {
    let count = 0;
    const bearer = async () => `token-${++count}`;
    const { client, seen } = clientOf({ auth: { bearer }, retry: quick }, problem('overloaded', 503), json({}));
    await client.getMe();
    expect(seen.map(({ headers }) => headers.get('authorization'))).toEqual(['Bearer token-1', 'Bearer token-2']);
  });

  it('has the headers of the client, but rather its own', async () => {
    const headers = { 'x-auth-token': 'of-all', 'x-a': 'of-all' };
    const { client, seen } = clientOf({ headers: () => headers }, json({}));
    await client.getMe({}, { headers: { 'X-A': 'own' } });
    expect([seen[0]?.headers.get('x-auth-token'), seen[0]?.headers.get('x-a')]).toEqual(['of-all', 'own']);
    expect(seen[0]?.headers.has('authorization')).toBe(false);
  });

  it('ends with its time', async () => {
    const client = createScsClient({
      serverUrl: 'https://gateway.example.org',
      timeout: 5,
      fetch: ({ signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
        }),
    });
    expect(await thrownBy(client.getMe())).toMatchObject({ name: 'TimeoutError' });
  });
});

describe('a request that fails', () => {
  it('is sent once where nothing else is said', async () => {
    const { client, seen } = clientOf({}, problem('overloaded', 503), json({}));
    expect(await thrownBy(client.getMe())).toMatchObject({ code: 'overloaded' });
    expect(seen).toHaveLength(1);
  });

  it('is sent again after no answer and after a passing failure, as often as was said', async () => {
    const failures = [new TypeError('fetch failed'), problem('memberBusy', 503)];
    const { client, seen } = clientOf({ retry: quick }, ...failures, json({ user: { name: 'alice' } }));
    expect((await client.getMe()).user.name).toBe('alice');
    expect(seen).toHaveLength(3);
    const vain = clientOf({ retry: quick }, ...[1, 2, 3, 4].map(() => problem('memberBusy', 503)));
    expect(await thrownBy(vain.client.getMe())).toMatchObject({ code: 'memberBusy', cause: { code: 'memberBusy' } });
    expect(vain.seen).toHaveLength(3);
  });

  it('waits as long as Retry-After says', async () => {
    vi.useFakeTimers();
    const { client, seen } = clientOf({ retry: quick }, problem('rateLimited', 429, { 'retry-after': '7' }), json({}));
    const call = client.getMe();
    await vi.advanceTimersByTimeAsync(6_999);
    expect(seen).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    await call;
    expect(seen).toHaveLength(2);
  });

  it('waits twice as long each time where nothing is said', async () => {
    vi.useFakeTimers();
    const busy = () => problem('memberBusy', 503);
    const retry = { retries: 3, jitter: false };
    const { client, seen } = clientOf({ retry }, busy(), busy(), busy(), json({}));
    const call = client.getMe();
    for (const [ms, attempts] of [
      [999, 1],
      [1, 2],
      [1_999, 2],
      [1, 3],
      [3_999, 3],
      [1, 4],
    ] as const) {
      await vi.advanceTimersByTimeAsync(ms);
      expect(seen).toHaveLength(attempts);
    }
    await call;
  });

  it('is not sent again for what will not pass, nor where doing it twice does harm', async () => {
    const refused = clientOf({ retry: quick }, problem('forbidden', 403), json({}));
    expect(await thrownBy(refused.client.getMe())).toMatchObject({ code: 'forbidden' });
    const post = clientOf({ retry: quick }, problem('memberReset', 502), json({}));
    expect(await thrownBy(post.client.createKeypair(make))).toMatchObject({ code: 'memberReset' });
    expect([refused.seen.length, post.seen.length]).toEqual([1, 1]);
  });

  it('is sent again with the same Idempotency-Key and body, also while the first one is under way', async () => {
    const { client, seen } = clientOf(
      { retry: { ...quick, retries: 3 }, idempotencyKey: true },
      problem('memberReset', 502),
      problem('outcomeUnknown', 504, { 'retry-after': '0' }),
      problem('conflict', 409, { 'retry-after': '0' }),
      json({ item: { name: 'k' } }, 201),
    );
    expect((await client.createKeypair(make)).item.name).toBe('k');
    expect(new Set(seen.map(({ headers, body }) => `${headers.get('idempotency-key')} ${body}`)).size).toBe(1);
    expect(seen[0]?.headers.get('idempotency-key')).toMatch(/^[\da-f-]{36}$/);
  });

  it('says how it failed first, where the key is held', async () => {
    const { client } = clientOf({ retry: quick }, problem('memberReset', 502), problem('conflict', 409));
    const error = await thrownBy(client.createKeypair(make, { idempotencyKey: 'k1' }));
    expect(error).toMatchObject({ code: 'conflict', cause: { code: 'memberReset' } });
  });

  it.each([
    ['outcomeUnknown', 'an outcome that nobody can find out', 504, {}],
    ['conflict', 'a conflict that stays', 409, {}],
    ['memberBusy', 'what would take an hour', 503, { 'retry-after': '3600' }],
  ] as const)('is not sent again after %s, %s, though it has a key', async (code, _, status, headers) => {
    const { client, seen } = clientOf({ retry: quick, idempotencyKey: true }, problem(code, status, headers), json({}));
    expect(await thrownBy(client.createKeypair(make))).toMatchObject({ code, status });
    expect(seen).toHaveLength(1);
  });

  it('is sent again after a time-out of something before the gateway', async () => {
    const { client, seen } = clientOf({ retry: quick }, new Response('<h1>Timeout</h1>', { status: 504 }), json({}));
    await client.getMe();
    expect(seen).toHaveLength(2);
  });

  it('tells what the gateway said, or else what came instead', async () => {
    const { client } = clientOf({}, problem('notFound', 404), new Response('<h1>Bad gateway</h1>', { status: 502 }));
    const said = await thrownBy(client.getMe());
    expect(said).toBeInstanceOf(ApiError);
    expect(said).toMatchObject({ status: 404, code: 'notFound', detail: 'It is notFound.' });
    expect(String(said)).toBe('ApiError: 404 notFound: It is notFound. (req-1)');
    expect(await thrownBy(client.getMe())).toMatchObject({
      ...{ status: 502, code: undefined, problem: undefined, body: '<h1>Bad gateway</h1>' },
      message: '502: <h1>Bad gateway</h1>',
    });
  });

  it('ends the wait for the next attempt with its signal', async () => {
    vi.useFakeTimers();
    const { client, seen } = clientOf({ retry: quick }, problem('memberBusy', 503, { 'retry-after': '60' }), json({}));
    const stop = new AbortController();
    const thrown = thrownBy(client.getMe({}, { signal: stop.signal }));
    await vi.advanceTimersByTimeAsync(1_000);
    stop.abort(new Error('enough'));
    expect(await thrown).toEqual(new Error('enough'));
    expect(seen).toHaveLength(1);
  });
});
