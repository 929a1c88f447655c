// SPDX-License-Identifier: Apache-2.0
// What becomes of a request when the member is slow, broken, hostile or gone.
import { request } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { projectRef } from '../../src/model/ids.ts';
import type { ServiceType } from '../../standins/http.ts';
import { type Answer, type Harness, rescope, startHarness } from './harness.ts';
import { describeNoLeaks } from './no-leaks.ts';

const RESEARCH = projectRef('acme', 'research');
/** Whoever has asked for a change is told that it may have been made. */
const UNSURE = ' Whether it has carried out the request is not known: look before you send it again.';
const LIMIT = 1_500;
const COOLDOWN = 5_000;

let h: Harness;
let alice: string;
/** The clock of gateway, clouds and identity provider runs on, and jumps by hand: a breaker's pause costs no time. */
const pass = (ms: number): unknown => vi.setSystemTime(Date.now() + ms);

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'], shouldAdvanceTime: true });
  h = await startHarness({
    openstack: {
      timeouts: { connect: `${LIMIT}ms`, headers: `${LIMIT}ms`, idle: `${LIMIT}ms`, login: `${LIMIT}ms` },
      breaker: { failures: 5, cooldown: '5s' },
    },
  });
  alice = await h.scoped('alice');
});
afterAll(async () => {
  await h.close();
  vi.useRealTimers();
});

const member = (region: string) => (region === 'cloud-a' ? h.a : h.b);
const PATHS: Partial<Record<ServiceType, string>> = {
  compute: '/v2.1/servers',
  network: '/v2.0/networks',
  image: '/v2/images',
  'block-storage': '/v3/types',
};
const get = (region: string, service: ServiceType = 'compute', token = alice): Promise<Answer> => {
  const path = region === 'cloud-a' && service === 'block-storage' ? `/v3/${RESEARCH.id}/types` : PATHS[service];
  return h.send('GET', `/clouds/${region}/${service}${path}`, { token });
};
const post = (region: string): Promise<Answer> =>
  h.send('POST', `/clouds/${region}/compute/v2.1/servers`, { token: alice, json: { server: { name: 'x' } } });
const seenBy = (region: string, service: ServiceType = 'compute') =>
  member(region).requests.filter((seen) => seen.service === service);

afterEach(async () => {
  for (const cloud of [h.a, h.b]) await cloud.faults.clear();
  pass(COOLDOWN);
  for (const cloud of [h.a, h.b])
    for (const service of ['compute', 'image'] as const) expect((await get(cloud.name, service)).status).toBe(200);
});

describe.each(['cloud-a', 'cloud-b'])('a Nova on %s', (region) => {
  const fail = (kind: string, more = {}) => member(region).faults.set('compute', { kind, ...more } as never);

  it('that is slow, but within the limit, costs nothing but time', async () => {
    await fail('slow', { ms: LIMIT / 6 });
    expect((await get(region)).status).toBe(200);
  });

  it.each(['slow', 'hang'])('that is too %s ends in 504 within the limit, in its own dialect', async (kind) => {
    await fail(kind, { ms: 60_000, times: 2 });
    const start = performance.now();
    const [read, made] = await Promise.all([get(region), post(region)]);
    expect(performance.now() - start).toBeLessThan(LIMIT * 4);
    for (const answer of [read, made]) {
      expect(answer.status).toBe(504);
      const unsure = answer === made ? UNSURE : '';
      expect(answer.body).toEqual({
        computeFault: { code: 504, message: `The member cloud ${region} did not answer in time.${unsure}` },
      });
      // It may have been done all the same: nobody is told to try again.
      expect(answer.headers.get('retry-after')).toBeNull();
    }
  });

  it('that resets the connection once is asked again where that is safe', async () => {
    await fail('reset', { times: 1 });
    expect((await get(region)).status).toBe(200);
  });

  it('that always resets is asked twice for a GET, once for a POST, and gives 502', async () => {
    await fail('reset');
    const before = seenBy(region).length;
    expect((await get(region)).status).toBe(502);
    expect(seenBy(region).length - before).toBe(2);
    const answer = await post(region);
    expect(seenBy(region).length - before).toBe(3);
    expect(answer.status).toBe(502);
    expect(answer.body.computeFault.message).toBe(
      `The member cloud ${region} closed the connection before the response was complete.${UNSURE}`,
    );
  });

  it('that breaks off in the middle of an answer never makes a whole-looking one', async () => {
    await fail('resetMidBody');
    const answer = await get(region).catch((error: unknown) => error);
    if (answer instanceof Error) expect(answer.message).toMatch(/terminated|fetch failed/);
    else expect((answer as Answer).status).toBe(502);
  });

  it('that sends half a JSON document is passed on as it is', async () => {
    await fail('garbage');
    const answer = await get(region);
    expect([answer.status, answer.text]).toEqual([200, '{"versions": [{"id": "v2.1", "links": [']);
  });

  it('that sends huge headers gives 502 and does not count as away', async () => {
    await fail('hugeHeaders');
    for (let i = 0; i < 6; i++) expect((await get(region)).status).toBe(502);
    await member(region).faults.clear();
    expect((await get(region)).status).toBe(200);
  });

  it('that redirects elsewhere is not followed, nor is the client', async () => {
    await fail('redirectElsewhere');
    const answer = await get(region);
    expect(answer.status).toBe(502);
    expect(answer.headers.get('location')).toBeNull();
    expect(answer.text).not.toContain('evil.example');
  });

  describe('that no longer takes our token', () => {
    it('is given a new one, and the client sees nothing of it', async () => {
      await fail('unauthorized', { times: 1 });
      const answer = await get(region);
      expect(answer.status).toBe(200);
      const [first, second] = seenBy(region).slice(-2);
      expect([first?.status, second?.status]).toEqual([401, 200]);
      expect(first?.headers['x-auth-token']).not.toBe(second?.headers['x-auth-token']);
    });

    it('is given a new one for a request with a JSON body too, which comes whole', async () => {
      await fail('unauthorized', { times: 1 });
      const name = `mended ${'é'.repeat(50_000)}`;
      const answer = await h.send('POST', `/clouds/${region}/compute/v2.1/servers`, {
        token: alice,
        json: { server: { name } },
      });
      expect(answer.status).toBe(400); // the flavor is missing: Nova has read the request
      expect(JSON.parse(seenBy(region).at(-1)?.body ?? '{}').server.name).toBe(name);
    });

    it('and refuses every token gives 503 with Retry-After, never a 401', async () => {
      await fail('unauthorized');
      for (const answer of [await get(region), await post(region)]) {
        expect(answer.status).toBe(503);
        expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
        expect(answer.headers.get('www-authenticate')).toBeNull();
        expect(answer.body.serviceUnavailable.code).toBe(503);
      }
    });

    it('after all its tokens were revoked gives new ones for the whole chain', async () => {
      member(region).tokens.revokeAll();
      expect((await get(region)).status).toBe(200);
    });
  });
});

describe('a Glance', () => {
  const image = async (region: string): Promise<string> => {
    const { body } = await h.send('POST', `/clouds/${region}/image/v2/images`, { token: alice, json: { name: 'up' } });
    return `${h.url}/clouds/${region}/image/v2/images/${body.id}/file`;
  };
  /** An upload in `count` pieces of 64 KiB, as fast as they are taken; ends with the answer whenever it comes. */
  const upload = (url: string, count: number): Promise<{ status: number; retryAfter: string | undefined }> =>
    new Promise((resolve, reject) => {
      const headers = { 'x-auth-token': alice, 'content-type': 'application/octet-stream' };
      const call = request(url, { method: 'PUT', headers, agent: false });
      let answered = false;
      call.on('error', (error) => answered || reject(error));
      call.on('response', (response) => {
        answered = true;
        response.resume();
        resolve({ status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'] });
      });
      const piece = Buffer.alloc(65_536, 'x');
      let left = count;
      const next = (): void => {
        if (answered) return void call.destroy();
        if (left-- === 0) return void call.end();
        if (call.write(piece)) setImmediate(next);
        else call.once('drain', next);
      };
      next();
    });

  it.each(['cloud-a', 'cloud-b'])(
    'on %s that refuses our token amid an upload gives 503, for it cannot be sent again',
    async (region) => {
      const url = await image(region);
      await member(region).faults.set('image', { kind: 'unauthorized', times: 1 });
      expect(await upload(url, 64)).toEqual({ status: 503, retryAfter: '1' });
      // The next try has a new token.
      expect((await upload(url, 64)).status).toBe(204);
    },
  );

  it.each(['cloud-a', 'cloud-b'])('on %s that hangs amid an upload ends it within the limit', async (region) => {
    const url = await image(region);
    await member(region).faults.set('image', { kind: 'hang', times: 1 });
    const start = performance.now();
    expect((await upload(url, 4)).status).toBe(504);
    expect(performance.now() - start).toBeLessThan(LIMIT * 4);
  });

  it('that breaks off amid a download leaves the client a broken stream', async () => {
    await h.a.faults.set('image', 'resetMidBody');
    const url = `${h.url}/clouds/cloud-a/image/v2/images/${RESEARCH.id}/file`;
    const answer = await fetch(url, { headers: { 'x-auth-token': alice } });
    expect(answer.status).toBe(200);
    await expect(answer.text()).rejects.toThrow(/terminated/);
  });
});

describe('a Keystone', () => {
  it.each(['hang', 'reset', 'garbage', 'hugeHeaders', 'html503', 'redirectElsewhere'] as const)(
    'that answers with %s costs a newcomer that cloud alone',
    async (kind) => {
      await h.b.faults.set('identity', kind);
      pass(61_000); // the list of projects is asked for anew
      const answer = await rescope(h.url, await h.login('carol'), { project: { id: RESEARCH.id } });
      expect(answer.status).toBe(201);
      expect(answer.headers.get('x-scs-degraded')).toBe('cloud-b');
      const token = answer.headers.get('x-subject-token') ?? '';
      expect((await get('cloud-a', 'compute', token)).status).toBe(200);
    },
  );
});

describe('a cloud that is gone', () => {
  beforeAll(async () => {
    alice = await h.scoped('alice');
  });

  it('costs no login, and the answer says which one is missing', async () => {
    await h.b.faults.set('*', 'gone');
    pass(61_000);
    const login = await h.login('alice');
    const answer = await rescope(h.url, login, { project: { name: 'research', domain: { name: 'acme' } } });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('x-scs-degraded')).toBe('cloud-b');
    const { token } = (await answer.json()) as {
      token: { catalog: { endpoints: { region: string; url: string }[] }[] };
    };
    const there = token.catalog.flatMap((entry) => entry.endpoints).filter(({ region }) => region === 'cloud-b');
    // As it was last known, with the caller's project in the URLs that carry one.
    expect(there.length).toBeGreaterThan(10);
    expect(there.some(({ url }) => url.endsWith(`/v1/AUTH_${RESEARCH.id}`))).toBe(true);
    const list = await h.send('GET', '/identity/v3/auth/projects', { token: login });
    expect([list.status, list.headers.get('x-scs-degraded')]).toEqual([200, 'cloud-b']);
  });

  it('leaves the other cloud as it was', async () => {
    await h.b.faults.set('*', 'gone');
    const fresh = await h.scoped('alice');
    for (const service of ['compute', 'image', 'network', 'block-storage'] as const)
      expect((await get('cloud-a', service, fresh)).status).toBe(200);
  });

  it.each([
    ['compute', 'serviceUnavailable'],
    ['network', 'NeutronError'],
    ['block-storage', 'serviceUnavailable'],
    ['image', 'error'],
  ] as const)('answers 503 in the dialect of %s, at once', async (service, wrapper) => {
    await h.b.faults.set('*', 'gone');
    const start = performance.now();
    const answer = await get('cloud-b', service);
    expect(performance.now() - start).toBeLessThan(LIMIT);
    expect(answer.status).toBe(503);
    expect(Object.keys(answer.body)).toEqual([wrapper]);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('is left alone after five failures, seen in metrics and readiness, and heals by itself', async () => {
    const state = async () =>
      /scs_gateway_breaker_state\{cloud="cloud-b"\} (\d)/.exec(await (await h.operations('/metrics')).text())?.[1];
    const readiness = async () =>
      (await h.operations('/readyz')).json() as Promise<{
        status: string;
        members: Record<string, { ok: boolean; detail: string }>;
      }>;
    expect(await state()).toBe('0');
    await h.b.faults.set('*', 'gone');
    for (let i = 0; i < 5; i++) expect((await get('cloud-b')).status).toBe(503);
    expect(await state()).toBe('2');
    const ready = await readiness();
    expect(ready.status).toBe('ready');
    expect(ready.members['cloud-b']).toMatchObject({ ok: false, detail: expect.stringContaining('open') });
    expect(ready.members['cloud-a']?.ok).toBe(true);

    await h.b.faults.clear();
    const before = h.b.requests.length;
    const held = await get('cloud-b');
    expect([held.status, held.headers.get('retry-after')]).toEqual([503, '5']);
    expect(h.b.requests.length).toBe(before);
    pass(COOLDOWN);
    expect(await state()).toBe('1');
    expect((await get('cloud-b')).status).toBe(200);
    expect(await state()).toBe('0');
    expect((await readiness()).members['cloud-b']).toMatchObject({ ok: true });
    const answer = await rescope(h.url, alice, { project: { id: RESEARCH.id } });
    expect(answer.headers.get('x-scs-degraded')).toBeNull();
  });

  it('frozen makes one of several requests in turn wait, and the next ones are refused at once', async () => {
    await h.a.faults.set('*', 'hang');
    expect((await get('cloud-a')).status).toBe(504);
    const before = h.a.requests.length;
    const next = [await get('cloud-a'), await get('cloud-a')];
    expect(next.map(({ status, headers }) => [status, headers.get('retry-after')])).toEqual([
      [503, '5'],
      [503, '5'],
    ]);
    expect(h.a.requests.length).toBe(before);
  });

  it('makes a project that only it has unknown for the moment, not forbidden', async () => {
    await h.b.faults.set('*', 'gone');
    // Nobody has asked for her projects before.
    const { access_token } = await h.idp.tokens.clientCredentials();
    const login = await h.send('POST', '/identity/v3/OS-FEDERATION/identity_providers/demo/protocols/openid/auth', {
      headers: { authorization: `Bearer ${access_token}` },
    });
    expect(login.status).toBe(201);
    const only = { project: { name: 'only-b', domain: { name: 'acme' } } };
    const answer = await rescope(h.url, login.headers.get('x-subject-token') ?? '', only);
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('5');
  });
});

describeNoLeaks(() => h);
