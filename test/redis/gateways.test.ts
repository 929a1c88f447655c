// SPDX-License-Identifier: Apache-2.0
// Gateways that share a Redis: they are one to the client, and each goes on when Redis does not.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Harness, startHarness } from '../e2e/harness.ts';
import {
  DOMAINS_APART,
  documentedKeys,
  type Replica,
  startReplica,
  tokensSeen,
  writeRedisUrl,
} from '../e2e/replica.ts';
import { type RedisServer, redisIsMissing, startRedis, until } from './redis-server.ts';

const PASSWORD = 'a-password-of-redis';

describe.skipIf(redisIsMissing())('gateways over one Redis', () => {
  let h: Harness;
  let redis: RedisServer;
  let one: Replica;
  let two: Replica;
  beforeAll(async () => {
    h = await startHarness(DOMAINS_APART);
  });
  afterAll(() => h.close());
  beforeEach(async () => {
    redis = await startRedis();
    await redis.cli('acl', 'setuser', 'gateway', 'on', `>${PASSWORD}`, '~scs:*', '&scs:*', '+@all');
    await writeRedisUrl(h, `redis://gateway:${PASSWORD}@127.0.0.1:${redis.port}/1`);
    one = await startReplica(h, { redis: redis.url });
    two = await startReplica(h, { redis: redis.url });
  });
  afterEach(async () => {
    await Promise.all([one, two].map(({ gateway }) => gateway.close()));
    expect([...one.log, ...two.log].filter((line) => line.includes(PASSWORD))).toEqual([]);
    expect(h.leaks()).toEqual([]);
    await redis.close();
  });

  it('take a token of each other, and refuse it everywhere within a second of its revocation', async () => {
    const times: number[] = [];
    for (let i = 0; i < 3; i++) {
      const token = await one.scoped('alice');
      expect([await two.servers(token), await one.servers(token)]).toEqual([200, 200]);
      const started = performance.now();
      expect(await two.revoke(token)).toBe(204);
      await until(async () => (await one.servers(token)) === 401);
      times.push(performance.now() - started);
      expect(await two.servers(token)).toBe(401);
    }
    // A machine that is busy with other things delays one or the other.
    expect(Math.min(...times)).toBeLessThan(1_000);
  });

  it('end all tokens of a user within a second, on both, when an operator says so', async () => {
    const tokens = [await one.scoped('alice'), await two.scoped('alice')];
    const other = await one.scoped('bob', 'teaching');
    const user = String(decodeJwt(tokens[0] ?? '').sub);
    for (const each of [one, two]) for (const token of tokens) expect(await each.servers(token)).toBe(200);
    expect(await command('revoke', '--user', user)).toMatchObject({
      code: 0,
      out: expect.stringContaining(`every application credential and token of the user ${user}`),
    });
    for (const each of [one, two])
      for (const token of tokens) await until(async () => (await each.servers(token)) === 401);
    for (const each of [one, two]) expect(await each.servers(other)).toBe(200);
    // The account is not blocked: that is the identity provider's.
    const again = await two.scoped('alice');
    for (const each of [one, two]) expect(await each.servers(again)).toBe(200);
    const late = await startReplica(h, { redis: redis.url });
    expect([await late.servers(tokens[0] ?? ''), await late.servers(again)]).toEqual([401, 200]);
    await late.gateway.close();
  });

  it('end all tokens of a user within a second, on both, when the user says so', async () => {
    const tokens = [await one.scoped('alice'), await two.scoped('alice')];
    for (const token of tokens) expect(await two.servers(token)).toBe(200);
    const { status } = await one.send('DELETE', '/scs/v1/me/tokens', { 'x-auth-token': tokens[0] ?? '' });
    expect(status).toBe(204);
    for (const token of tokens) await until(async () => (await two.servers(token)) === 401);
    for (const token of tokens) expect(await one.servers(token)).toBe(401);
  });

  it('end one token, or a login with all that descends from it, when an operator says so', async () => {
    const token = await one.scoped('alice');
    const { jti, par } = decodeJwt<{ par: string }>(token);
    const sister = await one.scoped('alice');
    expect((await command('revoke', '--token-id', String(jti))).code).toBe(0);
    await until(async () => (await two.servers(token)) === 401);
    expect(await two.servers(sister)).toBe(200);
    expect((await command('revoke', '--token-id', decodeJwt<{ par: string }>(sister).par)).code).toBe(0);
    await until(async () => (await two.servers(sister)) === 401);
    expect(par).not.toBe(jti);
  });

  it('are left as they are by an operator’s command that does not reach Redis, which says so', async () => {
    const token = await one.scoped('alice');
    await redis.kill();
    const { code, err } = await command('revoke', '--user', String(decodeJwt(token).sub));
    expect([code, err]).toEqual([1, expect.stringMatching(/^scs-gateway: nothing is revoked: Redis .*ECONNREFUSED/)]);
    expect(err).not.toContain(PASSWORD);
    expect(await one.servers(token)).toBe(200);
    await redis.start();
  });

  it('open a session at a member once for both', async () => {
    const logins = (): number => h.a.requests.filter(({ url }) => url.includes('/OS-FEDERATION/')).length;
    const token = await one.scoped('alice');
    expect(await one.servers(token)).toBe(200);
    await until(async () => (await redis.cli('-n', '1', 'keys', 'scs:session:cloud-a:*')) !== '');
    const before = logins();
    expect(await two.servers(token)).toBe(200);
    expect(logins()).toBe(before);
  });

  it('leave in Redis only documented keys, with a lifetime, and no token that works', async () => {
    const token = await one.scoped('alice');
    expect(await two.servers(token)).toBe(200);
    await two.send('GET', '/identity/v3/auth/projects', { 'x-auth-token': token });
    const headers = { 'x-auth-token': token };
    expect((await one.send('GET', '/clouds/cloud-a/image/', headers)).status).toBe(300);
    expect((await one.send('POST', '/clouds/cloud-a/image/v2/images', headers, { name: 'new' })).status).toBe(201);
    expect((await one.send('GET', '/scs/v1/images', headers)).status).toBe(200);
    await two.revoke(token);
    // Tokens that prove nothing are counted.
    expect(await one.servers('no-token')).toBe(401);
    expect((await command('revoke', '--user', String(decodeJwt(token).sub))).code).toBe(0);
    const cli = (...args: string[]): Promise<string> => redis.cli('-n', '1', ...args);
    for (const prefix of ['revoked', 'revoked-user', 'groups', 'reference', 'reference-generation', 'rate'])
      await until(async () => (await cli('keys', `scs:${prefix}:*`)) !== '');
    // A lock is gone once there is what it was for.
    await until(async () => (await cli('keys', 'scs:lock:*')) === '');
    const documented = documentedKeys(readFileSync(join(import.meta.dirname, '../../docs/redis-keys.md'), 'utf8'));
    const keys = (await cli('keys', '*')).split('\n');
    expect(keys.filter((key) => !documented.some((pattern) => pattern.test(key.replace(/^scs:/, ''))))).toEqual([]);
    const unused = documented.filter((pattern) => !keys.some((key) => pattern.test(key.replace(/^scs:/, ''))));
    // For requests that name a key, for other ways in, and for what is kept durably (durable.test.ts).
    const elsewhere =
      /^\^(?:lock|idempotency|changing|cursor|placed|named|url-keys|\\{durable\\}|credential-from|login-token|logout-token|owner-asked|owner-round|password-known|password-user|websso-state)/;
    expect(unused.filter(({ source }) => !elsewhere.test(source))).toEqual([]);

    const dump = (await Promise.all(keys.map((key) => cli('get', key)))).join('\n');
    const tokens = [...tokensSeen(h), token];
    expect(tokens.length).toBeGreaterThan(3);
    expect([...tokens, ...h.a.hosts, ...h.b.hosts].filter((secret) => dump.includes(secret))).toEqual([]);
    for (const key of keys.filter((name) => name !== 'scs:beats' && !name.startsWith('scs:{durable}:')))
      expect([key, Number(await cli('pttl', key)) > 0]).toEqual([key, true]);
  });

  /** The normalised lists of servers and of flavors: their status, and what they say of each cloud. */
  const lists = async ({ send }: Replica, token: string): Promise<string[]> =>
    Promise.all(
      ['servers', 'flavors'].map(async (resource) => {
        const answer = await send('GET', `/scs/v1/${resource}`, { 'x-auth-token': token });
        const { clouds } = (await answer.json()) as { clouds?: { cloud: string; status: string }[] };
        return [answer.status, ...(clouds ?? []).map(({ cloud, status }) => `${cloud} ${status}`)].join(' ');
      }),
    );
  const LISTED = Array(2).fill('200 cloud-a ok cloud-b ok');

  /** The command line with the replicas' configuration. */
  const command = (...args: string[]): Promise<{ code: number; out: string; err: string }> =>
    new Promise((done) => {
      execFile(process.execPath, ['src/main.ts', ...args, '-c', h.file], (error, out, err) =>
        done({ code: Number(error?.code ?? 0), out, err }),
      );
    });

  /** What is done to Redis, and what puts it right again. */
  const faults: [name: string, strike: () => Promise<unknown>, mend: () => Promise<unknown>][] = [
    ['refusing connections', () => redis.kill(), () => redis.start().then(account)],
    ['hanging', async () => redis.hang(), async () => redis.resume()],
    ['read-only', () => redis.cli('replicaof', '127.0.0.1', '9'), () => redis.cli('replicaof', 'no', 'one')],
    [
      'full',
      () => redis.cli('config', 'set', 'maxmemory', '1', 'maxmemory-policy', 'noeviction'),
      () => redis.cli('config', 'set', 'maxmemory', '0'),
    ],
    [
      'refusing the password',
      async () => {
        await redis.cli('acl', 'setuser', 'gateway', 'resetpass', '>another');
        await redis.cli('client', 'kill', 'type', 'normal');
        await redis.cli('client', 'kill', 'type', 'pubsub');
      },
      () => account(),
    ],
  ];
  const account = (): Promise<string> =>
    redis.cli('acl', 'setuser', 'gateway', 'on', 'resetpass', `>${PASSWORD}`, '~scs:*', '&scs:*', '+@all');

  it.each(faults)(
    'go on when Redis is %s: logins, requests, lists, revocations; both know all when it is back',
    async (_name, strike, mend) => {
      const revokedBefore = await one.scoped('alice');
      const inUse = await one.scoped('alice');
      const toRevoke = await one.scoped('alice');
      for (const token of [revokedBefore, inUse, toRevoke]) expect(await two.servers(token)).toBe(200);
      await one.revoke(revokedBefore);
      await until(async () => (await two.servers(revokedBefore)) === 401);

      await strike();
      // In use before: from the local copy, on both.
      expect([await one.servers(inUse), await two.servers(inUse)]).toEqual([200, 200]);
      expect([await lists(one, inUse), await lists(two, inUse)]).toEqual([LISTED, LISTED]);
      // A new login, and its first use on the other.
      const fresh = await one.scoped('bob', 'teaching');
      expect([await one.servers(fresh), await two.servers(fresh)]).toEqual([200, 200]);
      expect([await lists(one, fresh), await lists(two, fresh)]).toEqual([LISTED, LISTED]);
      // Revocations known before hold; a new one holds where it was made, and is not told as done: a restart would forget it.
      expect([await one.servers(revokedBefore), await two.servers(revokedBefore)]).toEqual([401, 401]);
      expect([await one.revoke(toRevoke), await one.revoke(toRevoke)]).toEqual([503, 503]);
      expect(await one.servers(toRevoke)).toBe(401);

      await until(async () => !(await one.readyz()).body.parts.store?.ok);
      const ready = await one.readyz();
      expect(ready.status).toBe(200);
      expect(JSON.stringify(ready.body)).not.toContain(PASSWORD);
      expect(await one.metric('scs_gateway_store_up')).toBe('scs_gateway_store_up 0');
      expect(
        Number((await one.metric('scs_gateway_store_failures_total{operation="set"}'))?.split(' ')[1]),
      ).toBeGreaterThan(0);
      expect(one.log.some((line) => line.includes('Redis is away'))).toBe(true);

      await mend();
      await until(
        async () => ((await one.readyz()).body.parts.store?.ok && (await two.readyz()).body.parts.store?.ok) === true,
      );
      await until(async () => (await two.servers(toRevoke)) === 401, 2_000);
      expect([await one.servers(inUse), await two.servers(inUse)]).toEqual([200, 200]);
      // A replica that starts now knows them too, even where Redis came back empty.
      const late = await startReplica(h, { redis: redis.url });
      expect([await late.servers(revokedBefore), await late.servers(toRevoke), await late.servers(inUse)]).toEqual([
        401, 401, 200,
      ]);
      await late.gateway.close();
    },
  );

  it('go on when Redis evicts what it holds: logins, requests, lists, revocations, and nobody calls it away', async () => {
    const [revokedBefore, inUse, toRevoke] = [
      await one.scoped('alice'),
      await one.scoped('alice'),
      await one.scoped('alice'),
    ];
    for (const token of [revokedBefore, inUse, toRevoke]) expect(await two.servers(token)).toBe(200);
    await one.revoke(revokedBefore);
    await until(async () => (await two.servers(revokedBefore)) === 401);

    const used = Number(/used_memory:(\d+)/.exec(await redis.cli('info', 'memory'))?.[1]);
    await redis.cli('config', 'set', 'maxmemory', String(used + 200_000), 'maxmemory-policy', 'allkeys-lru');
    const fill = `for i = 1, 5000 do redis.call('set', 'others:' .. i, string.rep('x', 1000)) end`;
    await until(async () => {
      await redis.cli('eval', fill, '0');
      const ours = (await redis.cli('-n', '1', 'keys', 'scs:*')).split('\n');
      return !ours.some((key) => /^scs:(?:session|revoked):/.test(key));
    });

    expect([await one.servers(inUse), await two.servers(inUse)]).toEqual([200, 200]);
    const fresh = await one.scoped('bob', 'teaching');
    expect([await one.servers(fresh), await two.servers(fresh)]).toEqual([200, 200]);
    expect([await lists(one, inUse), await lists(two, fresh)]).toEqual([LISTED, LISTED]);
    expect([await one.servers(revokedBefore), await two.servers(revokedBefore)]).toEqual([401, 401]);
    expect(await one.revoke(toRevoke)).toBe(204);
    await until(async () => (await two.servers(toRevoke)) === 401);
    await one.revoke(fresh);
    await until(async () => (await two.servers(fresh)) === 401);
    await until(async () => (await one.readyz()).body.parts.store?.ok === true);
  });

  it('put revocations back when Redis is flushed', async () => {
    const token = await one.scoped('alice');
    await one.revoke(token);
    await redis.cli('flushall');
    const other = await one.scoped('alice');
    expect([await two.servers(other), await lists(two, other)]).toEqual([200, LISTED]);
    expect(await two.revoke(other)).toBe(204);
    await until(async () => (await one.servers(other)) === 401);
    await until(async () => (await redis.cli('-n', '1', 'keys', `scs:revoked:${decodeJwt(token).jti}`)) !== '');
    const late = await startReplica(h, { redis: redis.url });
    expect(await late.servers(token)).toBe(401);
    await late.gateway.close();
  });

  it('know of a revocation made while messages did not reach them', async () => {
    const token = await one.scoped('alice');
    expect(await two.servers(token)).toBe(200);
    // Nothing is published to anybody from here on, but commands work.
    await redis.cli('acl', 'setuser', 'gateway', 'resetchannels');
    await until(async () => !(await two.readyz()).body.parts.store?.ok);
    await one.revoke(token);
    await redis.cli('acl', 'setuser', 'gateway', '&scs:*');
    await until(async () => (await two.readyz()).body.parts.store?.ok === true);
    await until(async () => (await two.servers(token)) === 401);
  });

  it('add no more than 50 ms to one request when Redis hangs, and nothing to the next', async () => {
    // Sessions are there on both; each token is new to the second, which therefore asks Redis about it.
    const milliseconds = async (token = ''): Promise<number> => {
      const started = performance.now();
      expect(await two.servers(token)).toBe(200);
      return performance.now() - started;
    };
    const all: { readonly before: number; readonly first: number; readonly second: number }[] = [];
    for (let i = 0; i < 5; i++) {
      await until(async () => (await two.readyz()).body.parts.store?.ok === true);
      const tokens = await Promise.all([1, 2, 3].map(() => one.scoped('alice')));
      const before = await milliseconds(tokens[0]);
      redis.hang();
      all.push({ before, first: await milliseconds(tokens[1]), second: await milliseconds(tokens[2]) });
      redis.resume();
    }
    // The quickest of each: what else the machine does delays one or the other, a wait for Redis delays all.
    const least = (name: 'before' | 'first' | 'second') => Math.min(...all.map((times) => times[name]));
    expect(least('first') - least('before')).toBeLessThan(50 + 40);
    expect(least('second') - least('before')).toBeLessThan(40);
  });
});
