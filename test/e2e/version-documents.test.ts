// SPDX-License-Identifier: Apache-2.0
// Version documents of a service that is away, and what else is kept of members: learnt from answers that pass,
// forgotten on changes that pass.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '../../src/model/store.ts';
import { createMemoryStore } from '../../src/store/memory.ts';
import type { FaultKind } from '../../standins/faults.ts';
import { type Answer, type Harness, startHarness } from './harness.ts';
import { describeNoLeaks } from './no-leaks.ts';
import { type Replica, startReplica } from './replica.ts';

let h: Harness;
let alice: string;
beforeAll(async () => {
  h = await startHarness({
    openstack: {
      timeouts: { connect: '1s', headers: '600ms', idle: '600ms', login: '2s' },
      breaker: { failures: 5, cooldown: '50ms' },
    },
  });
  alice = await h.scoped('alice');
});
afterAll(() => h.close());
afterEach(async () => {
  for (const cloud of [h.a, h.b]) await cloud.faults.clear();
  await expect.poll(async () => (await get('cloud-a', 'image', '/v2/images')).status).toBe(200);
});

const get = (region: string, service: string, path: string, token: string | undefined = alice): Promise<Answer> =>
  h.send('GET', `/clouds/${region}/${service}${path}`, { token });
const bare = (answer: Answer) => ({
  status: answer.status,
  type: answer.headers.get('content-type'),
  body: answer.body,
});

describe('the version document of a service', () => {
  const kinds: FaultKind[] = ['gone', 'hang', 'reset', 'html503'];
  it.each(kinds)('is the last known one when the service is away (%s), and says so', async (fault) => {
    const before = await get('cloud-a', 'image', '/');
    expect(before.status).toBe(300);
    for (const name of ['age', 'x-cache', 'x-scs-degraded']) expect(before.headers.get(name)).toBeNull();
    await h.a.faults.set('image', fault);
    for (const token of [alice, undefined]) {
      const answer = await h.send('GET', '/clouds/cloud-a/image/', { token });
      expect(bare(answer)).toEqual(bare(before));
      expect(answer.headers.get('x-cache')).toBe('STALE');
      expect(answer.headers.get('x-scs-degraded')).toBe('cloud-a');
      expect(Number(answer.headers.get('age'))).toBeGreaterThanOrEqual(0);
      expect(answer.headers.get('x-openstack-request-id')).toMatch(/^req-/);
    }
    expect(h.log.some((line) => line.includes('answered with the last known version document'))).toBe(true);
  });

  it('leads a client to its real request, which tells what is wrong in the words of the service', async () => {
    await get('cloud-a', 'image', '/');
    await h.a.faults.set('image', 'gone');
    const { body } = await get('cloud-a', 'image', '/');
    const { href } = body.versions[0].links[0];
    expect(href).toMatch(`${h.url}/clouds/cloud-a/image/v2/`);
    const images = await h.send('GET', `${href}images`, { token: alice });
    expect(images.status).toBe(503);
    expect(images.headers.get('x-cache')).toBeNull();
    expect(images.body).toEqual({ error: { code: 503, title: 'Service Unavailable', message: expect.any(String) } });
    expect(images.body.error.message).toContain('cloud-a');
  });

  it('is asked of the service again as soon as that is back', async () => {
    await get('cloud-a', 'image', '/');
    await h.a.faults.set('image', 'gone');
    expect((await get('cloud-a', 'image', '/')).headers.get('x-cache')).toBe('STALE');
    await h.a.faults.clear();
    await expect.poll(async () => (await get('cloud-a', 'image', '/')).headers.get('x-cache')).toBeNull();
  });

  it('is found with a query and without a slash, at a service whose address has no path', async () => {
    const plain = await get('cloud-a', 'image', '');
    const asked = await get('cloud-a', 'image', '?limit=1');
    expect([asked.status, asked.body]).toEqual([plain.status, plain.body]);
    expect(plain.status).toBe(300);
  });

  it('answers HEAD without a body', async () => {
    await get('cloud-a', 'image', '/');
    await h.a.faults.set('image', 'gone');
    const answer = await h.send('HEAD', '/clouds/cloud-a/image/', { token: alice });
    expect([answer.status, answer.bytes.length, answer.headers.get('x-cache')]).toEqual([300, 0, 'STALE']);
  });

  it('is that service’s and that path’s alone: one that nobody has read is away', async () => {
    await get('cloud-a', 'image', '/');
    await h.a.faults.set('*', 'gone');
    const answer = await get('cloud-a', 'network', '/');
    expect([answer.status, answer.headers.get('x-cache')]).toEqual([503, null]);
    expect((await get('cloud-a', 'image', '/v3/')).status).toBe(503);
  });

  it('of a cloud behind one host is kept too', async () => {
    const before = await get('cloud-b', 'compute', '/v2.1/');
    expect(before.status).toBe(200);
    await h.b.faults.set('compute', 'reset');
    const answer = await get('cloud-b', 'compute', '/v2.1/');
    expect(bare(answer)).toEqual(bare(before));
    expect(answer.headers.get('x-scs-degraded')).toBe('cloud-b');
  });

  it('does not hide that the token is none', async () => {
    await get('cloud-a', 'image', '/');
    await h.a.faults.set('image', 'gone');
    expect((await get('cloud-a', 'image', '/', 'no-token')).status).toBe(401);
  });
});

describe('what passes', () => {
  let replica: Replica;
  const written = new Map<string, string>();
  beforeAll(async () => {
    const memory = createMemoryStore({ now: Date.now });
    const store: Store = {
      ...memory,
      async set(key, value, ttl) {
        written.set(key, value);
        await memory.set(key, value, ttl);
      },
    };
    replica = await startReplica(h, { store });
  });
  afterAll(() => replica.gateway.close());
  const generation = (kind: string): string | undefined => written.get(`reference-generation:cloud-a:${kind}`);
  const images = '/clouds/cloud-a/image/v2/images';

  it('purges a member’s catalogue when it changes that, and only then', async () => {
    const headers = { 'x-auth-token': alice };
    expect((await replica.send('GET', images, headers)).status).toBe(200);
    expect((await replica.send('DELETE', `${images}/no-such-image`, headers)).status).toBe(404);
    expect(generation('images')).toBeUndefined();
    const made = await replica.send('POST', images, headers, { name: 'new' });
    expect(made.status).toBe(201);
    const first = generation('images');
    expect(first).toBeDefined();
    const { id } = (await made.json()) as { id: string };
    expect((await replica.send('DELETE', `${images}/${id}`, headers)).status).toBe(204);
    expect(generation('images')).not.toBe(first);
    expect([...written.keys()].filter((key) => key.startsWith('reference-generation:'))).toEqual([
      'reference-generation:cloud-a:images',
    ]);
  });

  it('is kept of a version document, once in a while', async () => {
    const before = new Set(written.keys());
    for (let i = 0; i < 3; i++) expect((await replica.send('GET', '/clouds/cloud-a/image/', {})).status).toBe(300);
    const kept = [...written.keys()].filter((key) => !before.has(key) && key.startsWith('reference:'));
    expect(kept).toEqual([expect.stringMatching(/^reference:cloud-a:versions:[\w-]{43}$/)]);
  });
});

describeNoLeaks(() => h);
