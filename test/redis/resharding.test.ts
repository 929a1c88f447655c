// SPDX-License-Identifier: Apache-2.0
// Slots of a Cluster move from one master to another and back while the store is in use, as an operator does it to make room.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '../../src/model/store.ts';
import { createRedisStore } from '../../src/store/redis.ts';
import { type RedisServer, redisIsMissing, startCluster, type Topology, until } from './redis-server.ts';

const SLOTS = 2_000;
const KEYS = 200;

describe.skipIf(redisIsMissing())('a Cluster whose slots move', () => {
  let cluster: Topology;
  let store: Store;
  beforeAll(async () => {
    cluster = await startCluster();
    store = createRedisStore({ url: cluster.url });
    await until(() => store.health().ok);
  }, 60_000);
  afterAll(async () => {
    await store.close();
    await cluster.close();
  });

  it('loses nothing that was acknowledged', async () => {
    const [one, two] = cluster.servers as [RedisServer, RedisServer];
    const [from = '', to = ''] = await Promise.all([one, two].map(({ cli }) => cli('cluster', 'myid')));
    const move = (source: string, target: string): Promise<string> =>
      one.cli(
        ...['--cluster', 'reshard', `127.0.0.1:${one.port}`, '--cluster-from', source, '--cluster-to', target],
        ...['--cluster-slots', String(SLOTS), '--cluster-yes'],
      );
    const kept = new Map<string, string>();
    const wrong: string[] = [];
    let going = true;
    const work = async (worker: number): Promise<void> => {
      for (let n = 0; going; n++) {
        const key = `moving-${worker}-${n % KEYS}`;
        const value = `${n}`;
        // On a busy machine one may come too late: nobody was told then that it is kept.
        const written = await store.set(key, value, 600_000).then(
          () => true,
          () => false,
        );
        if (written) kept.set(key, value);
        else kept.delete(key);
        const read = written ? await store.get(key).catch(() => value) : value;
        if (read !== value) wrong.push(`${key}: ${read}`);
        await sleep(5);
      }
    };
    const workers = [1, 2, 3, 4].map(work);
    await move(from, to);
    await move(to, from);
    going = false;
    await Promise.all(workers);
    await until(() => store.health().ok);
    for (const [key, value] of kept)
      await until(async () => (await store.get(key).catch(() => undefined)) === value, 5_000).catch(() =>
        wrong.push(`${key} afterwards`),
      );
    expect(wrong).toEqual([]);
    expect(kept.size).toBeGreaterThan(0);
  }, 120_000);
});
