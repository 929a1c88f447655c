// SPDX-License-Identifier: Apache-2.0
// Sealing keys rotate while sessions and catalogues stand in Redis: replicas that have looked into the key folder at
// different times read what either of them wrote, and what was sealed with a key that is gone is a miss, not an error.
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createReferenceCache } from '../../src/cache/reference-cache.ts';
import { createStrategy } from '../../src/federation/create-strategy.ts';
import { createExchange, type Exchange } from '../../src/federation/exchange.ts';
import { type Keys, openKeys, rotateKeys } from '../../src/federation/keys.ts';
import { createProjectNames } from '../../src/federation/mapping.ts';
import { createSeal } from '../../src/federation/seal.ts';
import type { Member } from '../../src/model/member.ts';
import type { ReferenceCache } from '../../src/model/reference-cache.ts';
import { createRedisStore } from '../../src/store/redis.ts';
import { startTinyKeystone, type TinyKeystone } from '../contract/tiny-keystone.ts';
import { ALICE, ISSUER, makeMember } from '../contract/world.ts';
import { type RedisServer, redisIsMissing, startRedis, until } from './redis-server.ts';

const MINUTE = 60_000;
const KEY = { cloud: 'cloud-a', kind: 'flavors', varyBy: ['acme/research'] } as const;
const LIFE = { fresh: 60 * MINUTE, stale: 60 * MINUTE };
const LOGIN = 'POST /v3/OS-FEDERATION/identity_providers/hub/protocols/openid/auth';

describe.skipIf(redisIsMissing())('sealing keys that rotate over one Redis', () => {
  let redis: RedisServer;
  let folder: string;
  let now: number;
  let keystone: TinyKeystone;
  const ends: (() => unknown)[] = [];
  beforeEach(async () => {
    now = Date.now();
    redis = await startRedis();
    folder = await mkdtemp(join(tmpdir(), 'scs-keys-'));
    keystone = await startTinyKeystone(() => now);
  });
  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
    await keystone.close();
    await redis.close();
    await rm(folder, { recursive: true, force: true });
  });

  interface Replica {
    readonly keys: Keys;
    /** As its timer does every half minute. */
    looks(): Promise<void>;
    flavors(): Promise<string>;
    /** Opens a session, or finds one; its token. */
    session(): Promise<string>;
    /** Nothing in its own memory any more, as after a restart. */
    forgets(): void;
  }

  let loads = 0;
  async function replica(): Promise<Replica> {
    const keys = await openKeys(folder, { now: () => now });
    // A loaded machine must not look like a Redis that is away.
    const store = createRedisStore({ url: redis.url, commandTimeout: 5_000 });
    await store.opened;
    const seal = createSeal(keys);
    const strategy = createStrategy(
      { kind: 'hub-oidc', identityProvider: 'hub', protocol: 'openid', audience: 'cloud-a' },
      { authUrl: keystone.authUrl, projects: createProjectNames([]) },
      { keys, issuer: () => ISSUER, now: () => now },
    );
    const member: Member = makeMember(keystone.authUrl, strategy);
    ends.push(
      () => keys.close(),
      () => store.close(),
      () => member.transport.close(),
    );
    let cache: ReferenceCache;
    let exchange: Exchange;
    const fresh = (): void => {
      cache = createReferenceCache({ store, seal, now: () => now });
      exchange = createExchange({ store, seal, now: () => now, onSession: () => undefined });
    };
    fresh();
    return {
      keys,
      async looks() {
        now += 1_001;
        await keys.find('none of ours');
      },
      flavors: async () => (await cache.get(KEY, LIFE, async () => `load ${++loads}`)).value,
      session: async () =>
        (await exchange.session(member, { kind: 'principal', principal: ALICE }, { kind: 'unscoped' })).token,
      forgets: fresh,
    };
  }
  const rotate = async (): Promise<void> => {
    now += 1_000;
    await rotateKeys(folder, { now, tokenLifetime: 60 * MINUTE });
  };
  const stored = async (): Promise<string[]> =>
    (await redis.cli('keys', 'scs:*')).split('\n').filter((key) => /^scs:(session|reference):/.test(key));
  /** The ids of the keys that what stands in Redis was sealed with. */
  const sealedWith = async (): Promise<string[]> => {
    const values = await Promise.all((await stored()).map((key) => redis.cli('get', key)));
    return [...new Set(values.map((value) => value.split('.')[0] ?? ''))];
  };
  const all = async (replicas: readonly Replica[]): Promise<void> => {
    for (const each of replicas) each.forgets();
    const [first, ...others] = await Promise.all(
      replicas.map(async (each) => [await each.flavors(), await each.session()]),
    );
    for (const other of others) expect(other).toEqual(first);
  };

  it('are read by a replica that still has the old folder and by one that has the new: neither logs in again', async () => {
    loads = 0;
    const [old, young] = [await replica(), await replica()];
    const [before] = [await old.session()];
    await old.flavors();
    await until(async () => (await stored()).length === 2);
    const [first] = await sealedWith();
    expect(keystone.taken()).toEqual([LOGIN]);

    await rotate();
    await young.looks();
    expect([old.keys.sealing().length, young.keys.sealing().length]).toEqual([1, 2]);
    // Written before the rotation, and during it: still with the key that both have.
    await all([old, young]);
    await redis.cli('flushall');
    young.forgets();
    const during = await young.session();
    await young.flavors();
    await until(async () => (await stored()).length === 2);
    expect(await sealedWith()).toEqual([first]);
    await all([old, young]);
    expect(during).not.toBe(before);
    expect(keystone.taken()).toEqual([LOGIN]);
    expect(loads).toBe(2);

    // Both have the new one: what either writes is sealed with it, and what was there is read.
    await old.looks();
    now += MINUTE;
    await all([old, young]);
    for (const writer of [old, young]) {
      await redis.cli('flushall');
      writer.forgets();
      await writer.session();
      await writer.flavors();
      await until(async () => (await stored()).length === 2);
      expect(await sealedWith()).toEqual([young.keys.sealing()[0]?.kid]);
      expect(await sealedWith()).not.toEqual([first]);
      await all([old, young]);
    }
    expect(keystone.taken()).toEqual([LOGIN, LOGIN]);
    expect(loads).toBe(4);
  });

  it('of which one is taken away leave a miss behind: a new login, a new load, no error', async () => {
    loads = 0;
    const one = await replica();
    const session = await one.session();
    expect(await one.flavors()).toBe('load 1');
    await until(async () => (await stored()).length === 2);
    await rotate();
    const [gone] = (await readdir(folder)).filter((name) => name.startsWith('seal-')).sort();
    await rm(join(folder, gone ?? ''));
    await one.looks();
    now += MINUTE;
    one.forgets();
    expect(await one.session()).not.toBe(session);
    expect(await one.flavors()).toBe('load 2');
    expect(keystone.taken()).toEqual([LOGIN, LOGIN]);
    await until(async () => (await sealedWith()).join() === one.keys.sealing()[0]?.kid);
    one.forgets();
    expect(await one.flavors()).toBe('load 2');
  });
});
