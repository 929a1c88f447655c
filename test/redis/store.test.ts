// SPDX-License-Identifier: Apache-2.0
// The Redis store under the contract of all stores, over every form of Redis there is.
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { describe, expect, it, vi } from 'vitest';
import { ensureTls } from '../../demo/ca.ts';
import { createRedisStore } from '../../src/store/redis.ts';
import { describeStore, type StoreUnderTest } from '../contract/store-contract.ts';
import { redisIsMissing, startCluster, startRedis, startSentinels } from './redis-server.ts';

/** The account as the documentation gives it, with another password. */
const ACCOUNT = /^user scs-gateway .*$/m
  .exec(readFileSync(join(import.meta.dirname, '../../docs/redis-keys.md'), 'utf8'))?.[0]
  .replace('>password', '>pa%ss:@/');

async function twoOver(url: string, close: () => Promise<void>): Promise<StoreUnderTest> {
  const stores = [createRedisStore({ url }), createRedisStore({ url })] as const;
  // A start goes on without Redis after a second; this contract is of stores that have it.
  await vi.waitUntil(() => stores.every(({ health }) => health().ok), { timeout: 30_000 });
  return {
    store: stores[0],
    other: stores[1],
    passes: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    async close() {
      await Promise.all(stores.map((store) => store.close()));
      await close();
    },
  };
}

describe.skipIf(redisIsMissing())('over a real Redis', () => {
  describeStore('Redis', async () => {
    const redis = await startRedis();
    return twoOver(redis.url, redis.close);
  });

  describeStore('Redis (documented account, database 5)', async () => {
    const redis = await startRedis({ config: ['user default on nopass ~* &* +@all', `${ACCOUNT}`] });
    return twoOver(`redis://scs-gateway:pa%25ss%3A%40%2F@127.0.0.1:${redis.port}/5`, redis.close);
  });

  describeStore('Redis (TLS)', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'scs-gateway-tls-'));
    const tls = await ensureTls(folder);
    const before = getCACertificates('default');
    setDefaultCACertificates([...before, await readFile(tls.ca, 'utf8')]);
    const redis = await startRedis({
      tls: true,
      config: [`tls-cert-file ${tls.cert}`, `tls-key-file ${tls.key}`, 'tls-auth-clients no'],
      cli: ['--tls', '--cacert', tls.ca],
    });
    return twoOver(`rediss://127.0.0.1:${redis.port}`, async () => {
      setDefaultCACertificates(before);
      await redis.close();
      await rm(folder, { recursive: true, force: true });
    });
  });

  describeStore('Redis (Sentinels)', async () => {
    const set = await startSentinels();
    return twoOver(set.url, set.close);
  });

  describeStore('Redis (Sentinels that ask for a password)', async () => {
    const set = await startSentinels({ redis: 'redis-pw', sentinel: 'sentinel-pw' });
    return twoOver(set.url, set.close);
  });

  describeStore('Redis (Cluster)', async () => {
    const cluster = await startCluster();
    return twoOver(cluster.url, cluster.close);
  });

  describeStore('Redis (Cluster, documented account)', async () => {
    const account = `${ACCOUNT} +cluster|slots +cluster|info`;
    const cluster = await startCluster(['user default on nopass ~* &* +@all', account]);
    return twoOver(cluster.url.replace('://', '://scs-gateway:pa%25ss%3A%40%2F@'), cluster.close);
  });

  it('keeps to its prefix in keys and channels, beside others in the same database', async () => {
    const redis = await startRedis();
    const ours = createRedisStore({ url: redis.url });
    const theirs = createRedisStore({ url: redis.url, keyPrefix: 'other:' });
    try {
      await Promise.all([ours.opened, theirs.opened]);
      await ours.set('session:a', 'ours', 60_000);
      expect(await theirs.get('session:a')).toBeUndefined();
      const heard: string[] = [];
      for (const store of [ours, theirs]) store.subscribe('revoked', (message) => heard.push(message));
      await expect
        .poll(() => redis.cli('pubsub', 'numsub', 'scs:revoked', 'other:revoked'))
        .toMatch(/scs:revoked\n1\nother:revoked\n1/);
      await ours.publish('revoked', 'by ours');
      await expect.poll(() => heard).toEqual(['by ours']);
      expect((await redis.cli('keys', '*')).split('\n').sort()).toEqual(['other:beats', 'scs:beats', 'scs:session:a']);
    } finally {
      await Promise.all([ours.close(), theirs.close()]);
      await redis.close();
    }
  });

  it('keeps no value longer than it was told, in Redis itself', async () => {
    const redis = await startRedis();
    const store = createRedisStore({ url: redis.url });
    try {
      await store.opened;
      await store.set('session:a', 'one', 5_000);
      const left = Number(await redis.cli('pttl', 'scs:session:a'));
      expect(left).toBeGreaterThan(3_000);
      expect(left).toBeLessThanOrEqual(5_000);
    } finally {
      await store.close();
      await redis.close();
    }
  });
});
