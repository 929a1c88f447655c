// SPDX-License-Identifier: Apache-2.0
// What can go wrong with a Redis, done to a real one: no command waits, each failure is counted, the reason is said
// without the account, and all is well again by itself.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StoreEvent } from '../../src/model/store.ts';
import { createDurableRedis } from '../../src/store/durable-redis.ts';
import { createRedisStore, type RedisStore } from '../../src/store/redis.ts';
import { createRedisLink } from '../../src/store/redis-link.ts';
import { type RedisServer, redisIsMissing, startCluster, startRedis, startSentinels, until } from './redis-server.ts';

/** How long a command may wait for Redis, where a test is about that. */
const LIMIT = 200;
/** Elsewhere a busy machine must not look like a Redis that is away. */
const PATIENT = 5_000;
/** How long a start may wait for Redis. */
const OPENING = 1_000;

interface Watched {
  readonly store: RedisStore;
  readonly events: StoreEvent[];
  /** How often messages or data may have been lost. */
  missed(): number;
  readonly heard: string[];
}

const open: Pick<RedisStore, 'close'>[] = [];
function watched(url: string, beatEvery = 200, commandTimeout = PATIENT): Watched {
  const events: StoreEvent[] = [];
  const heard: string[] = [];
  let missed = 0;
  const store = createRedisStore({ url, beatEvery, commandTimeout, onState: (event) => events.push(event) });
  open.push(store);
  store.subscribe(
    'revoked',
    (message) => heard.push(message),
    () => {
      missed += 1;
    },
  );
  return { store, events, heard, missed: () => missed };
}

/**
 * What comes first: the outcome, or a timer of this process that is set at the same moment. Whatever holds the process up
 * holds up both, so that a busy machine changes nothing.
 */
async function within(ms: number, work: Promise<unknown>): Promise<'done' | 'failed' | 'late'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => setImmediate(() => setImmediate(resolve, 'late' as const)), ms);
  });
  const outcome = work.then(
    () => 'done' as const,
    () => 'failed' as const,
  );
  return Promise.race([outcome, late]).finally(() => clearTimeout(timer));
}
const atOnce = (work: Promise<unknown>) => within(0, work);
/** All that waits for Redis has waited its time by then. */
const inTime = (work: Promise<unknown>) => within(LIMIT + 50, work);

const commands = (store: RedisStore): Promise<unknown>[] => [
  store.get('session:a'),
  store.set('session:a', 'x', 1_000),
  store.delete('session:a'),
  store.publish('revoked', 'x'),
  store.add('lock:a', 'x', 1_000),
  store.renew('lock:a', 'x', 1_000),
  store.increment('rate:a', 1, 1_000),
];

/** Where it is not what a test is about: a busy machine is late for a heartbeat at times, and nothing is sent until the next one. */
const keep = (store: RedisStore, name: string, value: string): Promise<void> =>
  until(() =>
    store.set(name, value, 60_000).then(
      () => true,
      () => false,
    ),
  );

const states = (events: readonly StoreEvent[]): string[] =>
  events.filter(({ kind }) => kind !== 'failure').map(({ kind }) => kind);

describe.skipIf(redisIsMissing())('Redis', () => {
  let redis: RedisServer;
  beforeEach(async () => {
    redis = await startRedis();
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((store) => store.close()));
    await redis.close();
  });

  it('killed: commands fail at once and are counted; started again, empty, it is used again and what was lost is told', async () => {
    const { store, events, missed } = watched(redis.url);
    await store.opened;
    expect(store.health().ok).toBe(true);
    const before = missed();
    await redis.kill();
    await until(() => !store.health().ok);
    expect(await Promise.all(commands(store).map(atOnce))).toEqual(Array(7).fill('failed'));
    const counted = events.flatMap((event) => (event.kind === 'failure' ? [event.operation] : []));
    // All at once: in which order they fail is nobody's promise.
    expect(counted.toSorted()).toEqual(['add', 'delete', 'get', 'increment', 'publish', 'renew', 'set']);
    await until(() => store.health().detail.includes('ECONNREFUSED'));

    await redis.start();
    await until(() => store.health().ok);
    await keep(store, 'session:a', 'again');
    expect(await store.get('session:a')).toBe('again');
    expect(missed()).toBeGreaterThan(before);
    expect(states(events)).toEqual(['up', 'down', 'up']);
  });

  it('hanging: the first commands wait as long as they may, the others not at all; it goes on by itself', async () => {
    const { store, events } = watched(redis.url, 200, LIMIT);
    await store.opened;
    const before = events.length;
    redis.hang();
    const first = commands(store);
    // What somebody is told of only once it is kept waits longer.
    const [, set, , , add, renew] = first;
    const kept = Promise.all([set, add, renew].map((work) => within(6 * LIMIT + 50, work as Promise<unknown>)));
    expect(await Promise.all(first.map(inTime))).toEqual([
      'failed',
      'late',
      'failed',
      'failed',
      'late',
      'late',
      'failed',
    ]);
    expect(await kept).toEqual(Array(3).fill('failed'));
    expect(await Promise.all(commands(store).map(atOnce))).toEqual(Array(7).fill('failed'));
    expect(store.health().ok).toBe(false);
    redis.resume();
    await until(() => store.health().ok);
    expect(states(events.slice(before))).toEqual(['down', 'up']);
  });

  it('late once: what must be kept is kept, also where another command has just given up', async () => {
    const { store, events } = watched(redis.url, 2_000, LIMIT);
    await store.opened;
    const before = events.length;
    await redis.cli('client', 'pause', String(2 * LIMIT), 'all');
    const kept = store.set('revoked:a', 'x', 60_000);
    expect(await inTime(store.get('session:a'))).toBe('failed');
    const marked = store.add('idempotency:a', 'x', 60_000);
    expect(await Promise.all([kept, marked])).toEqual([undefined, true]);
    expect(await store.get('revoked:a')).toBe('x');
    await until(() => store.health().ok);
    expect(states(events.slice(before))).toEqual(['down', 'up']);
  });

  it('hanging for longer than the connection is kept for: heals all the same, and hears messages again', async () => {
    const { store, heard } = watched(redis.url, 100);
    await store.opened;
    redis.hang();
    await until(() => !store.health().ok);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    redis.resume();
    await until(() => store.health().ok);
    await store.publish('revoked', 'after');
    await until(() => heard.includes('after'));
  });

  it('absent at the start: the start waits a second at the most; once it is there it is used', async () => {
    await redis.kill();
    const { store, events } = watched(redis.url);
    expect(await within(OPENING + 200, store.opened)).toBe('done');
    expect(store.health()).toMatchObject({ ok: false, detail: expect.stringContaining('ECONNREFUSED') });
    expect(states(events)).toEqual(['down']);
    await redis.start();
    await until(() => store.health().ok);
    expect(states(events)).toEqual(['down', 'up']);
  });

  it('there at a start that keeps the process busy for longer than it waits: never told as away', async () => {
    const { store, events } = watched(redis.url);
    const durable: string[] = [];
    const kept = createDurableRedis({ link: store.link, onState: ({ kind }) => durable.push(kind) });
    const busyUntil = performance.now() + OPENING + 100;
    while (performance.now() < busyUntil);
    await store.opened;
    await until(() => store.health().ok && kept.health().ok);
    expect([states(events), durable.filter((kind) => kind !== 'warning')]).toEqual([['up'], []]);
    await kept.close();
  });

  it('hanging at the start: the handshake is given up and tried again', async () => {
    redis.hang();
    const { store } = watched(redis.url, 100);
    expect(await within(OPENING + 200, store.opened)).toBe('done');
    expect(await Promise.all(commands(store).map(atOnce))).toEqual(Array(7).fill('failed'));
    redis.resume();
    await until(() => store.health().ok);
  });

  it('refusing the password: says so without it, and comes in once the account is right', async () => {
    await redis.cli('acl', 'setuser', 'gateway', 'on', '>right', '~*', '&*', '+@all');
    const { store, events } = watched(`redis://gateway:hunter2@127.0.0.1:${redis.port}`);
    await store.opened;
    await until(() => store.health().detail.includes('WRONGPASS'));
    await expect(store.get('session:a')).rejects.toThrow('WRONGPASS');
    expect(JSON.stringify([store.health(), events])).not.toContain('hunter2');
    await redis.cli('acl', 'setuser', 'gateway', '>hunter2');
    await until(() => store.health().ok);
  });

  it('with rights for too little: says which command, and goes on with the others', async () => {
    await redis.cli('acl', 'setuser', 'gateway', 'on', '>hunter2', '~*', '&*', '+@all', '-set');
    const { store } = watched(`redis://gateway:hunter2@127.0.0.1:${redis.port}`);
    await store.opened;
    await expect(store.set('session:a', 'x', 1_000)).rejects.toThrow(/NOPERM.*set/);
    expect(await store.get('session:a')).toBeUndefined();
  });

  it('read-only: reads go on, writes fail at once, and health tells', async () => {
    const master = await startRedis();
    const { store } = watched(redis.url);
    await store.opened;
    await keep(store, 'session:a', 'x');
    await redis.cli('replicaof', '127.0.0.1', String(master.port));
    await until(() => store.health().detail.includes('READONLY'));
    await expect(store.set('session:b', 'x', 1_000)).rejects.toThrow('READONLY');
    await redis.cli('replicaof', 'no', 'one');
    await until(() => store.health().ok);
    await keep(store, 'session:b', 'x');
    await master.close();
  });

  it('full: reads go on, writes fail at once, and health tells', async () => {
    const { store } = watched(redis.url);
    await store.opened;
    await keep(store, 'session:a', 'kept');
    await redis.cli('config', 'set', 'maxmemory', '1', 'maxmemory-policy', 'noeviction');
    await until(() => store.health().detail.includes('OOM'));
    await expect(store.set('session:b', 'x', 1_000)).rejects.toThrow('OOM');
    expect(await store.get('session:a')).toBe('kept');
    await redis.cli('config', 'set', 'maxmemory', '0');
    await until(() => store.health().ok);
  });

  it('evicting: what others write pushes ours out, and the store is well all the while', async () => {
    const { store, events } = watched(redis.url);
    await store.opened;
    await keep(store, 'session:a', 'x');
    const used = Number(/used_memory:(\d+)/.exec(await redis.cli('info', 'memory'))?.[1]);
    await redis.cli('config', 'set', 'maxmemory', String(used + 200_000), 'maxmemory-policy', 'allkeys-lru');
    await until(async () => {
      const fill = `for i = 1, 3000 do redis.call('set', 'others:' .. i, string.rep('x', 1000)) end`;
      await redis.cli('eval', fill, '0');
      return (await redis.cli('exists', 'scs:session:a')) === '0';
    });
    expect(await store.get('session:a')).toBeUndefined();
    await keep(store, 'session:a', 'again');
    expect(await store.increment('rate:a', 1, 60_000)).toBeGreaterThan(0);
    expect(store.health().ok).toBe(true);
    expect(states(events)).toEqual(['up']);
  });

  it('with rights for half of a counter: counts nothing, so that none stays for ever', async () => {
    await redis.cli('acl', 'setuser', 'gateway', 'on', '>p', '~*', '&*', '+@all', '-pexpire');
    const { store } = watched(`redis://gateway:p@127.0.0.1:${redis.port}`);
    await store.opened;
    await expect(store.increment('rate:a', 1, 60_000)).rejects.toThrow(/NOPERM|EXECABORT/);
    expect(await redis.cli('exists', 'scs:rate:a')).toBe('0');
    expect(store.health().ok).toBe(true);
  });

  it('counts with a life of its own, which later calls leave as it was', async () => {
    const { store } = watched(redis.url);
    await store.opened;
    await store.increment('rate:a', 1, 5_000);
    await store.increment('rate:a', 1, 500_000);
    const left = Number(await redis.cli('pttl', 'scs:rate:a'));
    expect(left).toBeGreaterThan(1);
    expect(left).toBeLessThanOrEqual(5_000);
  });

  it('flushed: says so to who must store again, without having been away', async () => {
    const { store, events, missed } = watched(redis.url);
    await store.opened;
    await until(async () => Number(await redis.cli('get', 'scs:beats')) > 2);
    const before = missed();
    await redis.cli('flushall');
    await until(() => missed() > before);
    expect(states(events)).toEqual(['up']);
  });

  it('cutting connections off: each is made anew, subscriptions too, and the gap is told', async () => {
    const { store, heard, missed } = watched(redis.url);
    await store.opened;
    const before = missed();
    await redis.cli('client', 'kill', 'type', 'pubsub');
    await until(() => missed() > before);
    await store.publish('revoked', 'one');
    await until(() => heard.includes('one'));
    await redis.cli('client', 'kill', 'type', 'normal');
    await until(() => missed() > before + 1);
    await store.publish('revoked', 'two');
    await until(() => heard.includes('two'));
  });

  it('given up for good by its client: a connection that nobody asked to end is begun anew, each of the two', async () => {
    let missed = 0;
    const link = createRedisLink({ url: redis.url, beatEvery: 100 });
    open.push(link);
    link.subscribe(
      'revoked',
      () => undefined,
      () => (missed += 1),
    );
    await link.opened;
    for (const connection of [link.client, link.subscriber]) {
      const before = missed;
      connection.disconnect();
      await until(() => missed > before);
      expect([link.health().ok, link.client.status, link.subscriber.status]).toEqual([true, 'ready', 'ready']);
    }
  });

  it('losing a subscription silently: noticed by its beat, and mended', async () => {
    await redis.cli('acl', 'setuser', 'gateway', 'on', '>p', '~*', '&*', '+@all');
    const { store, heard } = watched(`redis://gateway:p@127.0.0.1:${redis.port}`, 100);
    await store.opened;
    // Redis cuts off who is subscribed to what it may no longer be; commands go on.
    await redis.cli('acl', 'setuser', 'gateway', 'resetchannels');
    await until(() => !store.health().ok);
    expect(await store.get('session:a')).toBeUndefined();
    await redis.cli('acl', 'setuser', 'gateway', '&*');
    await until(() => store.health().ok);
    await store.publish('revoked', 'heard again');
    await until(() => heard.includes('heard again'));
  });

  it('closed: ends every connection and tries none again', async () => {
    const { store } = watched(redis.url);
    await store.opened;
    await store.close();
    await until(async () => !(await redis.cli('client', 'list')).includes('name=scs-gateway'));
    await expect(store.get('session:a')).rejects.toThrow('closed');
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await redis.cli('client', 'list')).not.toContain('name=scs-gateway');
  });
});

describe.skipIf(redisIsMissing())('Sentinels', () => {
  afterEach(() => Promise.all(open.splice(0).map((store) => store.close())));

  it.each([
    ['killed', (master: RedisServer) => master.kill()],
    ['hanging', async (master: RedisServer) => master.hang()],
  ])('lead to the new master when the old one is %s; nothing waits meanwhile', async (_how, lose) => {
    const set = await startSentinels();
    const { store, events, heard, missed } = watched(set.url, 200, LIMIT);
    try {
      await store.opened;
      await keep(store, 'session:a', 'kept');
      await until(async () => (await set.replica.cli('get', 'scs:session:a')) === 'kept');
      const before = missed();
      await lose(set.master);
      await until(async () => {
        expect(await inTime(store.get('session:a'))).not.toBe('late');
        return !store.health().ok;
      });
      await until(async () => {
        expect(await inTime(store.set('session:b', 'x', 60_000))).not.toBe('late');
        return store.health().ok;
      }, 30_000);
      expect(await store.get('session:a')).toBe('kept');
      expect((await set.replica.replication()).includes('role:master')).toBe(true);
      expect(states(events)).toEqual(['up', 'down', 'up']);
      expect(missed()).toBeGreaterThan(before);
      await store.publish('revoked', 'after');
      await until(() => heard.includes('after'));
    } finally {
      await set.close();
    }
  });
});

describe.skipIf(redisIsMissing())('Sentinels that tell of a failover', () => {
  afterEach(() => Promise.all(open.splice(0).map((store) => store.close())));

  it('while they are being asked for the master: the connection is made all the same', async () => {
    const set = await startSentinels();
    try {
      const link = createRedisLink({ url: set.url, beatEvery: 100 });
      open.push(link);
      await link.opened;
      const client = link.client as unknown as { status: string; connector: { disconnect(): void } };
      let broken = 0;
      link.client.on('connecting', () => {
        if (broken++ < 3) client.connector.disconnect();
      });
      link.client.disconnect(true);
      await until(() => broken >= 4 && link.health().ok, 20_000);
      expect(client.status).toBe('ready');
    } finally {
      await set.close();
    }
  });
});

describe.skipIf(redisIsMissing())('a Cluster', () => {
  afterEach(() => Promise.all(open.splice(0).map((store) => store.close())));

  it('that loses a node lets nothing wait, and is used again when the node is back', async () => {
    const cluster = await startCluster();
    const { store, heard } = watched(cluster.url, 200, LIMIT);
    try {
      await store.opened;
      const keys = Array.from({ length: 30 }, (_, index) => `session:${index}`);
      await Promise.all(keys.map((name) => keep(store, name, 'x')));
      const [lost] = cluster.servers;
      if (lost === undefined) throw new Error('no node');
      await lost.kill();
      let failures = 0;
      for (const name of keys) {
        const outcome = await inTime(store.get(name));
        expect(outcome).not.toBe('late');
        if (outcome === 'failed') failures += 1;
      }
      expect(failures).toBeGreaterThan(0);
      await until(() => !store.health().ok);
      await lost.start();
      await until(async () => {
        const outcomes = await Promise.allSettled(keys.map((name) => store.set(name, 'y', 60_000)));
        return store.health().ok && outcomes.every(({ status }) => status === 'fulfilled');
      }, 30_000);
      await until(async () => {
        await store.publish('revoked', 'after').catch(() => undefined);
        return heard.includes('after');
      });
    } finally {
      await cluster.close();
    }
  });
});
