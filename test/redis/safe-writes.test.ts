// SPDX-License-Identifier: Apache-2.0
// The model of safe writes with what a real Redis keeps between the replicas.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRedisStore, type RedisStore } from '../../src/store/redis.ts';
import { checkSafeWrites } from '../contract/safe-writes.ts';
import { type RedisServer, redisIsMissing, startRedis } from './redis-server.ts';

describe.skipIf(redisIsMissing())('safe writes over Redis', () => {
  let redis: RedisServer;
  let store: RedisStore;
  beforeAll(async () => {
    redis = await startRedis();
    // On a busy machine an answer may take longer than the gateway waits for one.
    store = createRedisStore({ url: redis.url, commandTimeout: 10_000 });
    await store.opened;
  });
  afterAll(async () => {
    await store.close();
    await redis.close();
  });

  it.each(['marked', 'named'] as const)(
    'make no %s object twice and lose none, nor an update',
    async (kind) => {
      await expect(checkSafeWrites(kind, () => store, 60)).resolves.toBeUndefined();
    },
    120_000,
  );
});
