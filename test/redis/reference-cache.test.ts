// SPDX-License-Identifier: Apache-2.0
// The reference cache of three replicas over a real Redis, on one server and on a Cluster, where a catalogue, its lock
// and its generation lie on different nodes.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createReferenceCache } from '../../src/cache/reference-cache.ts';
import { createSeal } from '../../src/federation/seal.ts';
import type { ReferenceCache, ReferenceKey } from '../../src/model/reference-cache.ts';
import { createRedisStore, type RedisStore } from '../../src/store/redis.ts';
import { redisIsMissing, startCluster, startRedis, until } from './redis-server.ts';

const LIFE = { fresh: 600_000, stale: 600_000 };
const seal = createSeal({ sealing: () => [{ kid: 'k', created: 0, secret: Buffer.alloc(32, 1) }] });
const key = (cloud: string): ReferenceKey => ({ cloud, kind: 'flavors', varyBy: ['acme/research'] });

describe.skipIf(redisIsMissing()).each([
  ['one server', startRedis],
  ['a Cluster', startCluster],
])('the reference cache over %s', (_what, start) => {
  let redis: { readonly url: string; close(): Promise<void> };
  let stores: RedisStore[];
  let caches: ReferenceCache[];
  beforeAll(async () => {
    redis = await start();
    // A loaded machine must not look like a Redis that is away, nor a member as one that is slow.
    stores = [1, 2, 3].map(() => createRedisStore({ url: redis.url, commandTimeout: 5_000 }));
    await Promise.all(stores.map(({ opened }) => opened));
    await until(() => stores.every((store) => store.health().ok));
    caches = stores.map((store) => createReferenceCache({ store, seal, now: Date.now, pause: (ms) => sleep(ms * 20) }));
  });
  afterAll(async () => {
    await Promise.all(stores.map((store) => store.close()));
    await redis.close();
  });

  it('asks a member once when 500 ask on each replica at once, for each of 20 members', async () => {
    const loads = new Map<string, number>();
    const clouds = Array.from({ length: 20 }, (_, index) => `cloud-${index}`);
    const load = (cloud: string) => async () => {
      loads.set(cloud, (loads.get(cloud) ?? 0) + 1);
      await sleep(30);
      return { cloud, flavors: 'x'.repeat(10_000) };
    };
    const answers = await Promise.all(
      caches.flatMap((cache) =>
        Array.from({ length: 500 }, (_, index) => {
          const cloud = clouds[index % clouds.length] ?? '';
          return cache.get(key(cloud), LIFE, load(cloud));
        }),
      ),
    );
    expect(answers).toHaveLength(1_500);
    expect([...loads.values()]).toEqual(clouds.map(() => 1));
  });

  it('forgets on all replicas what one purges', async () => {
    const cloud = key('cloud-purged');
    let loads = 0;
    const load = async (): Promise<number> => ++loads;
    for (const cache of caches) expect((await cache.get(cloud, LIFE, load)).value).toBe(1);
    await caches[0]?.purge('cloud-purged', 'flavors');
    for (const cache of caches) await until(async () => (await cache.last<number>(cloud))?.value !== 1, 5_000);
    for (const cache of caches) expect((await cache.get(cloud, LIFE, load)).value).toBe(2);
  });
});
