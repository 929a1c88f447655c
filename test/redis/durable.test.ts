// SPDX-License-Identifier: Apache-2.0
// The durable store in Redis under the contract of both, over every form of Redis; and what a Redis that loses something,
// is full or cannot be written does to it.
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/index.ts';
import { runCommandLine } from '../../src/cli/run.ts';
import type { DurableEvent, DurableStore } from '../../src/model/durable-store.ts';
import { createDurableRedis } from '../../src/store/durable-redis.ts';
import { createFileStore } from '../../src/store/file.ts';
import { createRedisLink } from '../../src/store/redis-link.ts';
import { type DurableUnderTest, describeDurable, everything, itemOf } from '../contract/durable-contract.ts';
import { redisIsMissing, startCluster, startRedis, startSentinels, until } from './redis-server.ts';

const KIND = 'application-credential';
const ACCOUNT = /^user scs-gateway .*$/m
  .exec(readFileSync(join(import.meta.dirname, '../../docs/redis-keys.md'), 'utf8'))?.[0]
  .replace('>password', '>secret');

interface Replica {
  readonly store: DurableStore;
  readonly events: DurableEvent[];
  close(): Promise<void>;
}

async function replica(url: string, now?: () => number): Promise<Replica> {
  const link = createRedisLink({ url, beatEvery: 200 });
  const events: DurableEvent[] = [];
  const store = createDurableRedis({
    link,
    probeEvery: 100,
    // A loaded machine must not look like a Redis that is away.
    commandTimeout: 10_000,
    onState: (event) => events.push(event),
    ...(now && { now }),
  });
  await link.opened;
  await until(() => store.health().ok);
  return {
    store,
    events,
    async close() {
      await store.close();
      await link.close();
    },
  };
}

async function twoOver(url: string, close: () => Promise<unknown>): Promise<DurableUnderTest> {
  const clock = { now: Date.now() };
  const [one, two] = await Promise.all([replica(url, () => clock.now), replica(url, () => clock.now)]);
  return {
    store: one.store,
    other: two.store,
    clock,
    async close() {
      await Promise.all([one.close(), two.close()]);
      await close();
    },
  };
}

describe.skipIf(redisIsMissing())('over a real Redis', () => {
  const closing: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });
  const opened = async (url: string): Promise<Replica> => {
    const one = await replica(url);
    closing.push(one.close);
    return one;
  };
  const started = async <T extends { close(): Promise<void> }>(starting: Promise<T>): Promise<T> => {
    const server = await starting;
    closing.push(server.close);
    return server;
  };

  describeDurable('Redis (documented account)', async () => {
    const redis = await startRedis({ config: ['user default on nopass ~* &* +@all', `${ACCOUNT}`] });
    return twoOver(`redis://scs-gateway:secret@127.0.0.1:${redis.port}`, redis.close);
  });

  describeDurable('Redis (Sentinels)', async () => {
    const set = await startSentinels();
    return twoOver(set.url, set.close);
  });

  describeDurable('Redis (Cluster, documented account)', async () => {
    const cluster = await startCluster([
      'user default on nopass ~* &* +@all',
      `${ACCOUNT} +cluster|slots +cluster|info`,
    ]);
    return twoOver(cluster.url.replace('://', '://scs-gateway:secret@'), cluster.close);
  });

  it('gives no key of what is durable an end, so that no policy for keys with one evicts it', async () => {
    const redis = await started(startRedis());
    const { store } = await opened(redis.url);
    await store.put(KIND, itemOf('a', { unique: 'alice/a', expiresAt: Date.now() + 60_000 }), 0);
    await store.remove(KIND, 'a');
    await store.put(KIND, itemOf('b', { unique: 'alice/b', expiresAt: Date.now() + 60_000 }), 0);
    const keys = (await redis.cli('keys', 'scs:{durable}:*')).split('\n').sort();
    expect(keys.map((key) => key.replace(/[\da-f]{40}$/, '…'))).toEqual([
      'scs:{durable}:all',
      'scs:{durable}:beats',
      'scs:{durable}:ends',
      'scs:{durable}:gone',
      `scs:{durable}:item:${KIND}:b`,
      'scs:{durable}:names',
      `scs:{durable}:of:${KIND}:…`,
    ]);
    for (const key of keys) expect(await redis.cli('ttl', key)).toBe('-1');
  });

  it('leaves nothing behind of an item that has ended a day ago', async () => {
    const redis = await started(startRedis());
    const clock = { now: Date.now() };
    const one = await replica(redis.url, () => clock.now);
    closing.push(one.close);
    await one.store.put(KIND, itemOf('a', { unique: 'alice/a', expiresAt: clock.now + 1_000 }), 0);
    clock.now += 2_000;
    await one.store.put(KIND, itemOf('b'), 0);
    expect(await redis.cli('exists', `scs:{durable}:item:${KIND}:a`)).toBe('1');
    clock.now += 24 * 60 * 60_000;
    await one.store.put(KIND, itemOf('c'), 0);
    expect(await redis.cli('exists', `scs:{durable}:item:${KIND}:a`)).toBe('0');
    expect(await redis.cli('hlen', 'scs:{durable}:names')).toBe('0');
  });

  it('keeps a removal that a restart from a snapshot has lost, and creations in its place', async () => {
    const redis = await started(startRedis());
    const [one, two] = [await opened(redis.url), await opened(redis.url)];
    for (const id of ['a', 'b']) await one.store.put(KIND, itemOf(id, { unique: `alice/${id}` }), 0);
    await redis.cli('save');
    await one.store.remove(KIND, 'a');
    await until(async () => (await redis.cli('zcard', 'scs:{durable}:gone')) === '1');
    // A replica that has started after the removal knows it from Redis.
    const late = await opened(redis.url);
    await Promise.all([one.close(), two.close()]);
    await redis.kill();
    await redis.start();
    // The snapshot has it: it is the replica that takes it away.
    await until(async () => (await redis.cli('exists', `scs:{durable}:item:${KIND}:a`)) === '0');
    expect(await late.store.get(KIND, 'a')).toBeUndefined();
    expect(await late.store.find(KIND, 'alice/a')).toBeUndefined();
    expect(await late.store.get(KIND, 'b')).toMatchObject({ id: 'b' });
    expect(await late.store.put(KIND, itemOf('a'), 0)).toBe('done');
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await late.store.get(KIND, 'a')).toMatchObject({ version: 1 });
  });

  it('keeps a removal that a failover has lost: no replica that heard of it finds the item again', async () => {
    const set = await started(startSentinels());
    const [one, two] = [await opened(set.url), await opened(set.url)];
    await one.store.put(KIND, itemOf('a', { unique: 'alice/a' }), 0);
    await until(async () => (await set.replica.cli('exists', `scs:{durable}:item:${KIND}:a`)) === '1');
    set.replica.hang();
    expect(await one.store.remove(KIND, 'a')).toBe(true);
    await set.master.kill();
    set.replica.resume();
    const answers: unknown[] = [];
    await until(async () => {
      const asked = await Promise.all([one, two].map(({ store }) => store.get(KIND, 'a').then(String, () => 'away')));
      answers.push(...asked);
      return asked.every((answer) => answer === 'undefined');
    }, 30_000);
    expect(new Set(answers)).toEqual(new Set(['away', 'undefined']));
    await until(async () => (await set.replica.cli('exists', `scs:{durable}:item:${KIND}:a`)) === '0');
    expect(await two.store.find(KIND, 'alice/a')).toBeUndefined();
  });

  it('removes where memory is used up, creates nothing half, and goes on when there is room', async () => {
    const redis = await started(startRedis({ config: ['maxmemory-policy noeviction'] }));
    const { store, events } = await opened(redis.url);
    await store.put(KIND, itemOf('a', { unique: 'alice/a' }), 0);
    await redis.cli('config', 'set', 'maxmemory', '1');
    await expect(store.put(KIND, itemOf('b', { unique: 'alice/b' }), 0)).rejects.toMatchObject({
      code: 'storeUnavailable',
      status: 503,
    });
    expect(store.health().ok).toBe(false);
    expect(await store.remove(KIND, 'a')).toBe(true);
    await redis.cli('config', 'set', 'maxmemory', '0');
    await until(() => store.health().ok);
    expect(await store.find(KIND, 'alice/b')).toBeUndefined();
    expect(await store.list(KIND, 'alice')).toEqual([]);
    expect(events.filter(({ kind }) => kind === 'down')).toHaveLength(1);
  });

  it.each<[string, (redis: Awaited<ReturnType<typeof startRedis>>) => unknown]>([
    ['cannot be written', (redis) => redis.cli('replicaof', '127.0.0.1', '1')],
    ['is gone', (redis) => redis.kill()],
    ['hangs', (redis) => redis.hang()],
  ])('says 503 to each write while Redis %s, and is well again by itself', async (what, breaks) => {
    const redis = await started(startRedis());
    const link = createRedisLink({ url: redis.url, beatEvery: 200 });
    closing.push(link.close);
    const events: DurableEvent[] = [];
    const store = createDurableRedis({
      link,
      probeEvery: 100,
      commandTimeout: 500,
      onState: (one) => events.push(one),
    });
    closing.push(store.close);
    await until(() => link.health().ok && store.health().ok);
    await breaks(redis);
    for (const call of [() => store.put(KIND, itemOf('a'), 0), () => store.remove(KIND, 'a')])
      await expect(call()).rejects.toMatchObject({ code: 'storeUnavailable', retryAfter: 5 });
    if (what === 'cannot be written') expect(await store.get(KIND, 'a')).toBeUndefined();
    else await expect(store.get(KIND, 'a')).rejects.toMatchObject({ code: 'storeUnavailable' });
    await until(() => !store.health().ok);
    if (what === 'is gone') await redis.start();
    if (what === 'hangs') redis.resume();
    if (what === 'cannot be written') await redis.cli('replicaof', 'no', 'one');
    await until(() => store.health().ok);
    expect(await store.put(KIND, itemOf('b'), 0)).toBe('done');
    expect(events.filter(({ kind }) => kind === 'failure').length).toBeGreaterThanOrEqual(2);
    // Each change is told once.
    expect(events.flatMap(({ kind }) => (kind === 'up' || kind === 'down' ? kind : []))).toEqual(['down', 'up']);
  });

  it('is not away to whoever has just had an answer, whatever the heartbeat says later', async () => {
    const redis = await started(startRedis());
    const link = createRedisLink({ url: redis.url, beatEvery: 10_000 });
    closing.push(link.close);
    await link.opened;
    const ask = <T>(timeout: number, send: () => Promise<T>): Promise<T> =>
      link.command(send, { timeout }, () => undefined);
    // Heartbeats write: none comes back.
    await redis.cli('client', 'pause', '1500', 'write');
    const answered = ask(10_000, () => link.client.wait(1, 500)).then(() => ask(10_000, () => link.client.ping()));
    await expect(ask(50, () => link.client.ping())).rejects.toThrow('no answer in time');
    await expect(ask(10_000, () => link.client.ping())).rejects.toThrow('no answer in time');
    expect(await answered).toBe('PONG');
  });

  it('takes all of the file’s items by store move, and gives them back', async () => {
    const redis = await started(startRedis());
    const home = await mkdtemp(join(tmpdir(), 'scs-move-'));
    closing.push(() => rm(home, { recursive: true }));
    const config = join(home, 'gateway.yaml');
    await writeFile(
      config,
      JSON.stringify({
        gateway: { publicUrl: 'http://127.0.0.1:1' },
        clouds: [
          {
            id: 'cloud-a',
            name: 'A',
            openstack: { authUrl: 'http://127.0.0.1:2/v3', region: 'R', strategy: { kind: 'native' } },
          },
        ],
      }),
    );
    await writeFile(join(home, 'url'), redis.url);
    const items = Array.from({ length: 150 }, (_, i) =>
      itemOf(`i${i}`, { unique: `alice/${i}`, ...(i % 2 ? { expiresAt: Date.now() + 9e6 } : {}) }),
    );
    const file = (): DurableStore => createFileStore({ folder: join(home, 'data') });
    const before = file();
    for (const item of items) await before.put(KIND, item, 0);
    const kept = await everything(before);
    await before.close();
    const said: string[] = [];
    const note = (text: string): void => void said.push(text);
    const run = (...args: string[]): Promise<number> =>
      runCommandLine(['store', ...args, '-c', config], { out: note, err: note }, COMMANDS);
    expect(await run('move', '--from', 'file', '--to', `redis:file:${join(home, 'url')}`)).toBe(0);
    expect(said.join('')).toMatch(/copied 150 items.*removed 150 items/s);
    const { store } = await opened(redis.url);
    expect(await everything(store)).toEqual(kept);
    expect(await run('check', '--at', `redis:file:${join(home, 'url')}`)).toBe(0);
    expect(said.join('')).toMatch(/150 {2}application-credential\nwarning: .*appendonly yes/);
    expect(await run('move', '--from', `redis:file:${join(home, 'url')}`, '--to', 'file')).toBe(0);
    expect(await everything(store)).toEqual([]);
    const after = file();
    expect(await everything(after)).toEqual(kept);
    await after.close();
    expect(said.join('')).not.toContain('    at ');
  });

  it('says what its operator should know of a Redis that may lose it', async () => {
    const redis = await started(startRedis({ config: ['maxmemory-policy allkeys-lru'] }));
    const { store, events } = await opened(redis.url);
    await until(() => events.length === 2);
    expect(events).toEqual([
      { kind: 'warning', reason: expect.stringContaining('appendonly yes') },
      { kind: 'warning', reason: expect.stringContaining('allkeys-lru') },
    ]);
    expect(store.health()).toMatchObject({ ok: true, detail: expect.stringContaining('evict') });
    const safe = await started(startRedis({ config: ['appendonly yes', 'maxmemory-policy volatile-ttl'] }));
    const other = await opened(safe.url);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(other.events).toEqual([]);
  });
});
