// SPDX-License-Identifier: Apache-2.0
// The model of safe writes with what a real Redis keeps between the replicas.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRedisStore, type RedisStore } from '../../src/store/redis.ts';
import { checkSafeWrites, type SharedState } from '../contract/safe-writes/model.ts';
import { type RedisServer, redisIsMissing, startRedis } from './redis-server.ts';

/** Each key's time, as if so many milliseconds had gone by. */
const PASS = `for _, key in ipairs(redis.call('KEYS', '*')) do
  local left = redis.call('PTTL', key)
  if left > 0 then redis.call('PEXPIRE', key, left - ARGV[1]) end
end`;

describe.skipIf(redisIsMissing())('safe writes over Redis', () => {
  let redis: RedisServer;
  let store: RedisStore;
  let shared: SharedState;
  beforeAll(async () => {
    redis = await startRedis();
    // On a busy machine an answer may take longer than the gateway waits for one.
    store = createRedisStore({ url: redis.url, commandTimeout: 10_000 });
    await store.opened;
    const { client } = store.link;
    shared = {
      store,
      pass: async (ms) => void (await client.eval(PASS, 0, ms)),
      empty: async () => void (await client.flushall()),
    };
  });
  afterAll(async () => {
    await store.close();
    await redis.close();
  });

  it.each(['marked', 'named'] as const)(
    'make no %s object twice and lose none, nor an update',
    async (kind) => {
      await expect(checkSafeWrites(kind, () => shared, 60)).resolves.toBeUndefined();
    },
    120_000,
  );
});
