// SPDX-License-Identifier: Apache-2.0
// Lists over all clouds, as a client of the normalised API sees them.
import { request } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, startHarness } from './harness.ts';
import { describeNoLeaks } from './no-leaks.ts';

let h: Harness;
let unscoped: string;
let research: string;
let teaching: string;

beforeAll(async () => {
  h = await startHarness();
  unscoped = await h.login('alice');
  research = await h.scoped('alice');
  teaching = await h.scoped('bob', 'teaching');
  for (const [region, name] of [
    ['cloud-a', 'web-1'],
    ['cloud-a', 'db'],
    ['cloud-b', 'web-2'],
  ] as const)
    await createServer(research, region, name);
  await createServer(await h.scoped('alice', 'only-b'), 'cloud-b', 'apart');
  await createServer(teaching, 'cloud-a', 'of-bob');
});
afterAll(() => h.close());
afterEach(async () => {
  await Promise.all([h.a.faults.clear(), h.b.faults.clear()]);
});

async function createServer(token: string, region: string, name: string): Promise<void> {
  const { body } = await h.send('GET', `/clouds/${region}/compute/v2.1/flavors`, { token });
  const server = { name, flavorRef: body.flavors[0].id, imageRef: '', networks: 'none' };
  const headers = { 'x-openstack-nova-api-version': '2.90' };
  const made = await h.send('POST', `/clouds/${region}/compute/v2.1/servers`, { token, headers, json: { server } });
  expect(made.status).toBe(202);
}

const get = (path: string, token: string = research, headers: Record<string, string> = {}) =>
  h.send('GET', path, { token, headers });
/** Without what fetch makes of dots. */
const asItIs = (path: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(h.url);
    request({ hostname, port, path, headers: { 'x-auth-token': research } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
const names = (body: { items: { name: string }[] }): string[] => body.items.map(({ name }) => name).sort();

describe('a list', () => {
  it('has what every cloud has, and says what happened at each', async () => {
    const { status, body, headers } = await get('/scs/v1/servers');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toMatch(/^application\/json/);
    expect(names(body)).toEqual(['db', 'web-1', 'web-2']);
    expect(body.clouds).toEqual([
      { cloud: 'cloud-a', status: 'ok', count: 2, ms: expect.any(Number) },
      { cloud: 'cloud-b', status: 'ok', count: 1, ms: expect.any(Number) },
    ]);
    const [first] = body.items;
    expect(first).toMatchObject({ cloud: 'cloud-a', region: 'cloud-a', status: expect.any(String) });
    expect(first).not.toHaveProperty('native');
  });

  it('is over all projects of a caller whose token is not scoped, also by a token of the identity provider', async () => {
    const expected = ['apart', 'db', 'web-1', 'web-2'];
    expect(names((await get('/scs/v1/servers', unscoped)).body)).toEqual(expected);
    const { access_token } = await h.idp.tokens.password('alice');
    const bearer = { authorization: `Bearer ${access_token}` };
    expect(names((await h.send('GET', '/scs/v1/servers', { headers: bearer })).body)).toEqual(expected);
  });

  it('is JSON for a browser too, which asks for a page', async () => {
    const { status, headers, body } = await get('/scs/v1/servers', research, { accept: 'text/html' });
    expect([status, headers.get('content-type')]).toEqual([200, expect.stringMatching(/^application\/json/)]);
    expect(names(body)).toEqual(['db', 'web-1', 'web-2']);
  });

  it('can be of one cloud, region or project', async () => {
    expect(names((await get('/scs/v1/servers?cloud=cloud-b')).body)).toEqual(['web-2']);
    expect(names((await get('/scs/v1/servers?region=cloud-a')).body)).toEqual(['db', 'web-1']);
    expect(names((await get('/scs/v1/servers?cloud=cloud-a,cloud-b')).body)).toEqual(['db', 'web-1', 'web-2']);
    expect(names((await get('/scs/v1/servers?cloud=cloud-a&cloud=cloud-b')).body)).toEqual(['db', 'web-1', 'web-2']);
    for (const project of ['only-b', 'acme/only-b'])
      expect(names((await get(`/scs/v1/servers?project=${project}`, unscoped)).body)).toEqual(['apart']);
    const { body } = await get('/scs/v1/servers?project=only-b', unscoped);
    expect(body.clouds.map(({ status, count }: { status: string; count: number }) => [status, count])).toEqual([
      ['ok', 0],
      ['ok', 1],
    ]);
    const byId = await get(`/scs/v1/servers?project=${body.items[0].project}`, unscoped);
    expect(names(byId.body)).toEqual(['apart']);
  });

  it('refuses another project than the token is scoped to', async () => {
    const { status, body } = await get('/scs/v1/servers?project=only-b');
    expect([status, body.code]).toEqual([403, 'forbidden']);
    expect(body.detail).toContain('acme/research');
  });

  it('goes on without a cloud that is away, and says so', async () => {
    await h.b.faults.set('*', 'gone');
    const { status, body } = await get('/scs/v1/servers');
    expect(status).toBe(200);
    expect(names(body)).toEqual(['db', 'web-1']);
    expect(body.clouds[1]).toMatchObject({
      cloud: 'cloud-b',
      status: 'error',
      count: 0,
      error: { type: expect.stringContaining('urn:scs-gateway:error:member'), status: 503, code: expect.any(String) },
    });
    const strict = await get('/scs/v1/servers?partial=false');
    expect([strict.status, strict.body.cloud]).toEqual([503, 'cloud-b']);
    expect(strict.body.errors).toEqual([{ cloud: 'cloud-b', detail: expect.any(String) }]);
  });

  it('is still an answer when every cloud is away', async () => {
    await Promise.all([h.a, h.b].map(({ faults }) => faults.set('compute', { kind: 'html503' })));
    const { status, body } = await get('/scs/v1/servers');
    expect([status, body.items]).toEqual([200, []]);
    expect(body.clouds.map(({ status: one }: { status: string }) => one)).toEqual(['error', 'error']);
  });

  it.each([
    ['hang', 'memberTimeout', 504],
    ['garbage', 'memberGarbage', 502],
    ['reset', 'memberReset', 502],
    ['html503', 'nativeFailed', 502],
    ['redirectElsewhere', 'memberRedirect', 502],
    ['unauthorized', 'memberRefused', 503],
  ] as const)('tells of a cloud that answers with %s', async (kind, code, status) => {
    await h.b.faults.set('compute', { kind });
    const { body } = await get(`/scs/v1/servers?timeout=${kind === 'hang' ? 3 : 60}`);
    expect(names(body)).toEqual(['db', 'web-1']);
    expect(body.clouds[1]).toMatchObject({ status: 'error', error: { code, status } });
  });

  it('mends a session that a cloud has ended', async () => {
    await h.a.faults.set('compute', { kind: 'unauthorized', times: 1 });
    const { body } = await get('/scs/v1/servers?cloud=cloud-a');
    expect(names(body)).toEqual(['db', 'web-1']);
  });

  it('has the untouched objects with view=native, in ids of the gateway', async () => {
    const { body } = await get('/scs/v1/servers?view=native&cloud=cloud-a');
    const [{ project, native, id }] = body.items;
    expect(native).toMatchObject({ id, tenant_id: project, 'OS-EXT-STS:power_state': expect.any(Number) });
    expect(native.links[0].href).toMatch(new RegExp(`^${h.url}/clouds/cloud-a/compute/v2.1/servers/`));
  });

  it('tells whether it came from the cache, where it may', async () => {
    await get('/scs/v1/flavors');
    const { headers } = await get('/scs/v1/flavors');
    expect([headers.get('x-cache'), headers.get('age')]).toEqual(['HIT', expect.stringMatching(/^\d+$/)]);
    expect((await get('/scs/v1/servers')).headers.get('x-cache')).toBeNull();
  });

  it('serves what members said last while they are away, where that seldom changes', async () => {
    await get('/scs/v1/flavors');
    await h.b.faults.set('compute', 'gone');
    const { body } = await get('/scs/v1/flavors');
    expect(body.clouds[1]).toMatchObject({ cloud: 'cloud-b', status: 'ok' });
    expect(body.clouds[1].count).toBeGreaterThan(0);
  });
});

describe('a list in pages', () => {
  it('comes whole, page after page', async () => {
    const seen: string[] = [];
    let path = '/scs/v1/servers?limit=1&sort=name';
    for (let page = 0; page < 10; page++) {
      const { body } = await get(path);
      seen.push(...body.items.map(({ name }: { name: string }) => name));
      if (body.next === undefined) break;
      expect(body.next.startsWith(`${h.url}/scs/v1/servers?limit=1&sort=name&cursor=`)).toBe(true);
      path = body.next.slice(h.url.length);
    }
    expect(seen).toEqual(['db', 'web-1', 'web-2']);
  });

  it('refuses a cursor of somebody else', async () => {
    const { body } = await get('/scs/v1/servers?limit=1');
    const { status, body: problem } = await get(body.next.slice(h.url.length), teaching);
    expect([status, problem.errors]).toEqual([
      400,
      [{ parameter: 'cursor', detail: expect.stringContaining('does not belong to this query') }],
    ]);
  });
});

describe('an ETag', () => {
  it('saves sending again what has not changed', async () => {
    const first = await get('/scs/v1/servers');
    const etag = first.headers.get('etag') ?? '';
    const again = await get('/scs/v1/servers', research, { 'if-none-match': etag });
    expect([again.status, again.text]).toEqual([304, '']);
    const [{ cloud, id }] = first.body.items;
    const one = await get(`/scs/v1/servers/${cloud}/${id}`);
    const same = await get(`/scs/v1/servers/${cloud}/${id}`, research, {
      'if-none-match': one.headers.get('etag') ?? '',
    });
    expect(same.status).toBe(304);
  });
});

describe('a stream of lines', () => {
  const lines = { accept: 'application/x-ndjson' };
  it('has the objects, a line for each cloud and one at the end', async () => {
    const { status, headers, text } = await get('/scs/v1/servers?fields=name', research, lines);
    expect([status, headers.get('content-type')]).toEqual([200, 'application/x-ndjson']);
    const parsed = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(names({ items: parsed.flatMap(({ item }) => item ?? []) })).toEqual(['db', 'web-1', 'web-2']);
    expect(parsed.flatMap(({ cloud }) => cloud?.cloud ?? []).sort()).toEqual(['cloud-a', 'cloud-b']);
    expect(parsed.at(-1)).toEqual({ end: { count: 3, partial: false } });
  });

  it('is not for those who read JSON as well, and name it first, as generated clients do', async () => {
    const accept = 'application/json, application/x-ndjson, application/problem+json';
    const { headers, body } = await get('/scs/v1/servers?fields=name', research, { accept });
    expect(headers.get('content-type')).toMatch(/^application\/json/);
    expect(names(body)).toEqual(['db', 'web-1', 'web-2']);
  });

  it('says that a cloud is missing', async () => {
    await h.b.faults.set('*', 'gone');
    const { text } = await get('/scs/v1/servers', research, lines);
    const last = JSON.parse(text.trimEnd().split('\n').at(-1) ?? '');
    expect(last).toEqual({ end: { count: 2, partial: true } });
  });

  it('has no order and no pages', async () => {
    const { status, body } = await get('/scs/v1/servers?sort=name&limit=2', research, lines);
    expect([status, body.errors.map(({ parameter }: { parameter: string }) => parameter)]).toEqual([
      400,
      ['sort', 'limit'],
    ]);
  });
});

describe('one object', () => {
  it('is found by its cloud and id, and by its id alone', async () => {
    const { body } = await get('/scs/v1/servers?name=web-2');
    const [{ id }] = body.items;
    const one = await get(`/scs/v1/servers/cloud-b/${id}`);
    expect([one.status, one.body.name]).toEqual([200, 'web-2']);
    const alone = await get(`/scs/v1/servers/${id}`);
    expect([alone.status, alone.body]).toEqual([200, one.body]);
    expect(alone.headers.get('content-location')).toBe(`${h.url}/scs/v1/servers/cloud-b/${id}`);
  });

  it('of another cloud, another project or nobody is not there', async () => {
    const { body } = await get('/scs/v1/servers?name=web-2');
    const [{ id }] = body.items;
    for (const [path, token] of [
      [`cloud-a/${id}`, research],
      [`cloud-b/${id}`, teaching],
      [id, teaching],
      ['cloud-a/00000000-0000-4000-8000-000000000000', unscoped],
      ['00000000-0000-4000-8000-000000000000', research],
      ['nowhere/1', research],
    ] as const) {
      const { status, body: problem } = await get(`/scs/v1/servers/${path}`, token);
      expect([path, status, problem.code]).toEqual([path, 404, expect.stringMatching(/^(notFound|nativeNotFound)$/)]);
    }
  });

  it('cannot lead out of its path', async () => {
    for (const id of ['..%2f..%2fos-hypervisors', '%2e%2e', '..', 'x%00', 'a%2f..%2fb', '']) {
      const status = await asItIs(`/scs/v1/servers/cloud-a/${id}`);
      expect([id, [400, 404].includes(status)]).toEqual([id, true]);
    }
    expect(h.a.requests.filter(({ url }) => url.includes('hypervisors'))).toEqual([]);
  });

  it('carries what the member said when there is none', async () => {
    const { body } = await get('/scs/v1/servers/cloud-a/00000000-0000-4000-8000-000000000000');
    expect(body).toMatchObject({
      type: 'urn:scs-gateway:error:nativeNotFound',
      status: 404,
      cloud: 'cloud-a',
      native: {
        status: 404,
        service: 'compute',
        message: 'Instance 00000000-0000-4000-8000-000000000000 could not be found.',
      },
    });
  });
});

describeNoLeaks(() => h);
