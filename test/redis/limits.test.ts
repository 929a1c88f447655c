// SPDX-License-Identifier: Apache-2.0
// Gateways that share a Redis count together: whoever has used up a limit at one has none left at the other.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Harness, startHarness } from '../e2e/harness.ts';
import { type Replica, startReplica, writeRedisUrl } from '../e2e/replica.ts';
import { type RedisServer, redisIsMissing, startRedis, until } from './redis-server.ts';

const QUOTA = 20;
/** Long enough for the slowest machine; the counters are told within two seconds. */
const SOON = 20_000;

describe.skipIf(redisIsMissing())('limits of gateways over one Redis', () => {
  let h: Harness;
  let redis: RedisServer;
  let one: Replica;
  let two: Replica;
  beforeAll(async () => {
    h = await startHarness({ gateway: { limits: { user: { read: `${QUOTA}/1h` }, address: { failed: '5/1h' } } } });
  });
  afterAll(() => h.close());
  beforeEach(async () => {
    redis = await startRedis();
    await writeRedisUrl(h, redis.url);
    one = await startReplica(h, { redis: redis.url });
    two = await startReplica(h, { redis: redis.url });
  });
  afterEach(async () => {
    await Promise.all([one, two].map(({ gateway }) => gateway.close()));
    expect(h.leaks()).toEqual([]);
    await redis.close();
  });

  /** The statuses of so many reads. */
  const reads = async (replica: Replica, token: string, count: number): Promise<number[]> => {
    const all: number[] = [];
    for (let i = 0; i < count; i++) all.push(await replica.servers(token));
    return all;
  };
  const sumInRedis = async (limit: string): Promise<number> => {
    const keys = (await redis.cli('keys', `scs:rate:${limit}:*`)).split('\n').filter(Boolean);
    const sums = await Promise.all(keys.map((key) => redis.cli('get', key)));
    return sums.reduce((all, sum) => all + Number(sum), 0);
  };

  it('add up what each has let through', async () => {
    const token = await one.scoped('alice');
    expect(await reads(one, token, 12)).toEqual(Array(12).fill(200));
    await until(async () => (await sumInRedis('user-read')) === 12, SOON);
    // Its first requests it lets through on its own; then it has heard.
    let taken = 12;
    await until(async () => {
      const status = await two.servers(token);
      if (status === 200) taken += 1;
      return status === 429;
    }, SOON);
    await until(async () => (await one.servers(token)) === 429, SOON);
    expect(taken).toBeGreaterThanOrEqual(QUOTA - 1);
    expect(taken).toBeLessThanOrEqual(QUOTA + 12);
    expect(await reads(two, await two.scoped('carol'), 3)).toEqual([200, 200, 200]);
  });

  it('hold at a gateway that has just started', async () => {
    const token = await one.scoped('alice');
    expect((await reads(one, token, QUOTA + 1)).at(-1)).toBe(429);
    await until(async () => (await sumInRedis('user-read')) === QUOTA, SOON);
    const three = await startReplica(h, { redis: redis.url });
    await until(async () => (await three.servers(token)) === 429, SOON);
    await three.gateway.close();
  });

  it('stand in Redis under a digest, with a lifetime', async () => {
    const token = await one.scoped('alice');
    await reads(one, token, 3);
    await until(async () => (await sumInRedis('user-read')) === 3, SOON);
    const keys = (await redis.cli('keys', 'scs:rate:*')).split('\n');
    for (const key of keys) {
      expect(key).toMatch(/^scs:rate:user-read:[\w-]{22}:\d+$/);
      const ttl = Number(await redis.cli('pttl', key));
      expect([ttl > 0, ttl <= 7_200_000]).toEqual([true, true]);
    }
  });

  it('hold for what each knows while Redis is away, and nobody waits for it', async () => {
    const token = await one.scoped('alice');
    await reads(one, token, 5);
    await until(async () => (await sumInRedis('user-read')) === 5, SOON);
    redis.hang();
    const rest = await reads(one, token, QUOTA - 4);
    expect(rest).toEqual([...Array(QUOTA - 5).fill(200), 429]);
    redis.resume();
    // And is told once Redis is back.
    await until(async () => (await sumInRedis('user-read')) >= QUOTA, SOON);
  });

  it('of an address count what it has tried at any of them', async () => {
    const token = await one.scoped('alice');
    let guesses = 0;
    const guess = async (replica: Replica): Promise<number> => {
      const [header, payload] = token.split('.');
      return replica.servers(`${header}.${payload}.${String(guesses++).padStart(85, 'A')}A`);
    };
    for (let i = 0; i < 5; i++) expect(await guess(one)).toBe(401);
    expect(await guess(one)).toBe(429);
    await until(async () => (await sumInRedis('address-failed')) === 5, SOON);
    await until(async () => (await guess(two)) === 429, SOON);
    // One that the gateway has signed is no guess, also where it was never seen.
    expect([await two.servers(token), await one.servers(token)]).toEqual([200, 200]);
  });
});

describe.skipIf(redisIsMissing())('a project’s limit at gateways over one Redis', () => {
  it('is one for all its users, wherever they are', async () => {
    const h = await startHarness({ gateway: { limits: { project: { read: '60/1h' } } } });
    const redis = await startRedis();
    await writeRedisUrl(h, redis.url);
    const [one, two] = [await startReplica(h, { redis: redis.url }), await startReplica(h, { redis: redis.url })];
    try {
      const [alice, carol] = [await one.scoped('alice'), await two.scoped('carol')];
      for (let i = 0; i < 60; i++) expect(await one.servers(alice)).toBe(200);
      const key = /^scs:rate:project-read:[\w-]{22}:\d+$/;
      await until(async () => key.test(await redis.cli('keys', 'scs:rate:*')), SOON);
      // By what Redis knows, long before carol alone has asked as often.
      let asked = 0;
      await until(async () => {
        await sleep(100);
        asked += 1;
        return (await two.servers(carol)) === 429;
      }, SOON);
      expect(asked).toBeLessThan(60);
      expect(await two.servers(await two.scoped('carol', 'teaching'))).toBe(200);
    } finally {
      await Promise.all([one, two].map(({ gateway }) => gateway.close()));
      expect(h.leaks()).toEqual([]);
      await h.close();
      await redis.close();
    }
  });
});
