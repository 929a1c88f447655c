// SPDX-License-Identifier: Apache-2.0
// The normalised API on two gateways over one Redis: what one has begun, the other knows.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, startHarness } from '../e2e/harness.ts';
import { DOMAINS_APART, type Replica, startReplica, writeRedisUrl } from '../e2e/replica.ts';
import { type RedisServer, redisIsMissing, startRedis } from './redis-server.ts';

describe.skipIf(redisIsMissing())('the SCS API on gateways over one Redis', () => {
  let h: Harness;
  let redis: RedisServer;
  let one: Replica;
  let two: Replica;
  let token: string;
  beforeAll(async () => {
    h = await startHarness(DOMAINS_APART);
    redis = await startRedis();
    await writeRedisUrl(h, redis.url);
    one = await startReplica(h, { redis: redis.url });
    two = await startReplica(h, { redis: redis.url });
    token = await one.scoped('alice');
  });
  afterAll(async () => {
    await Promise.all([one, two].map(({ gateway }) => gateway.close()));
    await redis.close();
    await h.close();
  });

  const WANTED = {
    name: 'once',
    flavor: 'SCS-2V-4-20s',
    image: { distro: 'ubuntu' },
    networks: 'none',
    placement: { strategy: 'first' },
  };
  const ask = async (replica: Replica, method: string, path: string, json?: unknown, headers = {}) => {
    const answer = await replica.send(method, `/scs/v1${path}`, { 'x-auth-token': token, ...headers }, json);
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: text === '' ? undefined : JSON.parse(text) };
  };

  it('makes one server for one Idempotency-Key, however many ask both at once', async () => {
    const key = { 'idempotency-key': 'both' };
    const all = await Promise.all(
      Array.from({ length: 10 }, (_, n) => ask(n % 2 === 0 ? one : two, 'POST', '/servers', WANTED, key)),
    );
    const made = all.filter(({ status }) => status === 201 || status === 202);
    const refused = all.filter(({ status }) => status === 409);
    expect(made.length).toBeGreaterThan(0);
    expect(made.length + refused.length).toBe(10);
    expect(new Set(made.map(({ body }) => body.item.id)).size).toBe(1);
    for (const replica of [one, two]) {
      const again = await ask(replica, 'POST', '/servers', WANTED, key);
      expect(again.headers.get('idempotency-replayed')).toBe('true');
      expect(again.body.item.id).toBe(made[0]?.body.item.id);
    }
    const { body } = await ask(two, 'GET', '/servers?name=once');
    expect(body.items).toHaveLength(1);
  });

  it('spreads a group evenly over the clouds, however its creates come to the replicas, and counts only its own', async () => {
    const { placement: _, ...plain } = WANTED;
    for (const name of ['in-the-way-1', 'in-the-way-2', 'in-the-way-3'])
      expect([201, 202]).toContain((await ask(one, 'POST', '/servers', { ...plain, cloud: 'cloud-b', name })).status);
    const made = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        ask(n % 2 === 0 ? one : two, 'POST', '/servers', {
          ...WANTED,
          name: `shop-${n}`,
          placement: { strategy: 'spread', group: 'shop' },
        }),
      ),
    );
    expect(made.map(({ status }) => status).filter((status) => status !== 201 && status !== 202)).toEqual([]);
    const { body } = await ask(one, 'GET', '/servers?tag=shop');
    const clouds: string[] = body.items.map(({ cloud }: { cloud: string }) => cloud);
    expect(clouds.toSorted()).toEqual([...Array(5).fill('cloud-a'), ...Array(5).fill('cloud-b')]);
    expect(body.items.every(({ tags }: { tags: string[] }) => tags.includes('shop'))).toBe(true);
    // What both count by, of all that were made with a strategy.
    const counters = (await redis.cli('keys', 'scs:placed:*')).split('\n');
    const shared = await Promise.all(
      counters.map(async (key) => [Number(await redis.cli('get', key)), Number(await redis.cli('pttl', key))] as const),
    );
    expect(shared.filter(([count]) => count === 5)).toHaveLength(2);
    expect(shared.every(([, left]) => left > 0 && left <= 30_000)).toBe(true);
  });

  it('tells on one of an operation that was begun on the other', async () => {
    const { body } = await ask(one, 'POST', '/servers', { ...WANTED, name: 'elsewhere' });
    const seen = await ask(two, 'GET', `/operations/${body.operation.id}?wait=20`);
    expect(seen.body).toMatchObject({ id: body.operation.id, status: 'succeeded', objectId: body.item.id });
  });

  it('goes on with a page on one that was begun on the other', async () => {
    const ids: string[] = [];
    let path = '/flavors?limit=3';
    for (let n = 0; path !== '' && n < 20; n++) {
      const { body } = await ask(n % 2 === 0 ? one : two, 'GET', path);
      ids.push(...body.items.map(({ cloud, id }: { cloud: string; id: string }) => `${cloud}/${id}`));
      // A URL of the public one; each gateway here has a port of its own.
      path = body.next === undefined ? '' : body.next.slice(body.next.indexOf('/flavors'));
    }
    const whole = await ask(one, 'GET', '/flavors');
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.toSorted()).toEqual(
      whole.body.items.map(({ cloud, id }: { cloud: string; id: string }) => `${cloud}/${id}`).toSorted(),
    );
  });

  it('refuses a request with an Idempotency-Key while Redis is away, and does what has none', async () => {
    await redis.close();
    const refused = await ask(
      one,
      'POST',
      '/keypairs',
      { cloud: 'cloud-a', name: 'k1' },
      { 'idempotency-key': 'away' },
    );
    expect(refused.status).toBe(503);
    expect(refused.body.code).toBe('stateUnavailable');
    const done = await ask(one, 'POST', '/keypairs', { cloud: 'cloud-a', name: 'k1' });
    expect(done.status).toBe(201);
  });
});
