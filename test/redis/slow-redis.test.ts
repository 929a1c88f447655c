// SPDX-License-Identifier: Apache-2.0
// A real Redis that is 60 and 120 ms away, or comes and goes: what is answered in its time counts as answered, nothing makes a
// storm of tries, and what cannot be kept is not told as done.
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRevocations } from '../../src/federation/revocations.ts';
import type { StoreEvent } from '../../src/model/store.ts';
import { createRedisStore, type RedisStore } from '../../src/store/redis.ts';
import { type RedisServer, redisIsMissing, startRedis, until } from './redis-server.ts';

interface Way {
  readonly url: string;
  /** Milliseconds each way. */
  delay: number;
  /** Cuts what is open, and takes nothing new while true. */
  cut: boolean;
  close(): Promise<void>;
}

/** All bytes arrive late, in their order. */
async function openWay(port: number, delay: number): Promise<Way> {
  const sockets = new Set<Socket>();
  const pass = (from: Socket, to: Socket): void => {
    from.on('data', (bytes) => setTimeout(() => to.writable && to.write(bytes), way.delay));
    from.on('close', () => to.destroy());
    from.on('error', () => to.destroy());
  };
  const server: Server = createServer((client) => {
    if (state.cut) {
      client.destroy();
      return;
    }
    const there = connect(port, '127.0.0.1');
    for (const socket of [client, there]) {
      sockets.add(socket.setNoDelay());
      socket.on('close', () => sockets.delete(socket));
    }
    pass(client, there);
    pass(there, client);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port: own } = server.address() as { port: number };
  const state = { cut: false };
  const way: Way = {
    url: `redis://127.0.0.1:${own}`,
    delay,
    get cut() {
      return state.cut;
    },
    set cut(value) {
      state.cut = value;
      if (value) for (const socket of sockets) socket.destroy();
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
  return way;
}

describe.skipIf(redisIsMissing())('a Redis far away', () => {
  let redis: RedisServer;
  let way: Way;
  let store: RedisStore;
  const events: StoreEvent[] = [];
  const trips: number[] = [];
  beforeEach(async () => {
    redis = await startRedis();
    events.length = 0;
    trips.length = 0;
  });
  afterEach(async () => {
    await store.close();
    await way.close();
    await redis.close();
  });
  const open = async (delay: number): Promise<void> => {
    way = await openWay(redis.port, delay);
    store = createRedisStore({
      url: way.url,
      onState: (event) => events.push(event),
      onRoundTrip: (ms) => trips.push(ms),
    });
    await until(() => store.health().ok);
  };
  const failures = (): number => events.filter(({ kind }) => kind === 'failure').length;
  const downs = (): number => events.filter(({ kind }) => kind === 'down').length;

  it.each([30, 60])(
    'by %d ms each way is used: no command fails, it is not away once, and its time is measured',
    async (delay) => {
      await open(delay);
      const before = events.length;
      const revocations = createRevocations({ store, now: Date.now });
      for (let round = 0; round < 5; round++) {
        expect(await revocations.add(`token-${round}`, Date.now() + 60_000)).toBe(true);
        await Promise.all(Array.from({ length: 20 }, (_, index) => revocations.check(`seen-${round}-${index}`)));
      }
      await until(() => trips.length >= 4);
      expect(events.slice(before)).toEqual([]);
      expect(Math.min(...trips)).toBeGreaterThanOrEqual(2 * delay - 5);
    },
  );

  it('that is suddenly slower than it was is waited for again after a heartbeat or two', async () => {
    await open(1);
    way.delay = 60;
    await until(async () => {
      const done = await store.get('a').then(
        () => true,
        () => false,
      );
      return done && store.health().ok;
    }, 20_000);
    const before = failures();
    for (let index = 0; index < 20; index++) await store.get('a');
    expect(failures()).toBe(before);
  });

  it('slower than anybody may wait counts as away: nobody waits, and it is told', async () => {
    await open(1);
    way.delay = 400;
    await until(() => !store.health().ok, 20_000);
    await until(() => /takes \d+ ms to answer|no answer in time/.test(store.health().detail), 20_000);
    const before = performance.now();
    await expect(store.get('a')).rejects.toThrow();
    expect(performance.now() - before).toBeLessThan(400);
    way.delay = 1;
    await until(() => store.health().ok, 20_000);
  });

  it('that comes and goes makes no storm: tries and changes stay bounded, and all is told in the end', async () => {
    await open(30);
    const revocations = createRevocations({ store, now: Date.now });
    const other = createRevocations({ store, now: Date.now });
    let kept = 0;
    const begun = Date.now();
    for (let index = 0; Date.now() - begun < 6_000; index++) {
      way.cut = Math.floor((Date.now() - begun) / 500) % 2 === 1;
      if (await revocations.add(`token-${index}`, Date.now() + 600_000)) kept += 1;
      // As 200 requests a second with tokens that are new here.
      await Promise.all(Array.from({ length: 5 }, (_, one) => revocations.check(`new-${index}-${one}`)));
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    const rounds = revocations.held();
    // Of a round: its own revocation, its five questions; and what waits once a second, not with each question.
    expect(failures()).toBeLessThan(rounds * 8 + 400);
    expect(downs()).toBeLessThanOrEqual(8);
    way.cut = false;
    await until(() => store.health().ok && revocations.unsent() === 0, 30_000);
    expect(kept).toBeGreaterThanOrEqual(0);
    // One answer that is late is no proof that it is not there: then a replica goes by what it has heard.
    const isTold = (token: string): Promise<boolean> => createRevocations({ store, now: Date.now }).check(token);
    for (let index = 0; index < rounds; index++) await until(() => isTold(`token-${index}`), 10_000);
    expect(other.held()).toBeGreaterThan(0);
  });
});
