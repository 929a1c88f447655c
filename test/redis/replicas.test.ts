// SPDX-License-Identifier: Apache-2.0
// Three gateways, each a process of its own, over one Redis: any of them answers any request, one that is killed takes
// nothing with it but what it was just doing, and a rolling restart is not noticed at all.
import { copyFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, startHarness } from '../e2e/harness.ts';
import { DOMAINS_APART, type ReplicaClient, replicaClient, writeRedisUrl } from '../e2e/replica.ts';
import { freePort } from '../free-port.ts';
import { type Balancer, type Case, startLoad, type Target } from './balancer.ts';
import { type GatewayProcess, gatewayProcess } from './gateway-process.ts';
import { redisIsMissing, startCluster, startRedis, startSentinels, until } from './redis-server.ts';

interface Member extends ReplicaClient, Target {
  readonly process: GatewayProcess;
}

describe.skipIf(redisIsMissing())('three gateway processes', () => {
  let h: Harness;
  beforeAll(async () => {
    h = await startHarness(DOMAINS_APART);
  });
  afterAll(() => h.close());

  const started: GatewayProcess[] = [];
  afterEach(async () => {
    await Promise.all(started.splice(0).map((process) => process.close()));
  });

  async function startThree(redis: string): Promise<[Member, Member, Member]> {
    await writeRedisUrl(h, redis);
    const make = async (name: string): Promise<Member> => {
      const [port, operations] = [await freePort(), await freePort()];
      const file = join(dirname(h.file), `${name}-${port}.yaml`);
      await h.changed((config) => {
        config.gateway.listen.port = port;
        config.gateway.operations.port = operations;
        // All of the load has one address, and a busy machine is no reason to refuse it.
        const limits = { loopLag: 'off', address: { failed: 'off' } };
        Object.assign(config.gateway, { drainDelay: '2s', drainTimeout: '10s', limits });
        config.state = { redis: `file:${join(dirname(h.file), 'redis-url')}` };
      });
      await copyFile(h.file, file);
      const process = gatewayProcess({ file });
      started.push(process);
      return { ...replicaClient(h, `http://127.0.0.1:${port}`), name, port, operations, process };
    };
    const three: [Member, Member, Member] = [await make('one'), await make('two'), await make('three')];
    await Promise.all(three.map(({ process }) => process.start()));
    return three;
  }

  /** Log in on one, use on the second, revoke on the third: within a second no one takes it any more. */
  async function passAround([one, two, three]: readonly [Member, Member, Member]): Promise<number> {
    const token = await one.scoped('alice');
    expect(await two.servers(token)).toBe(200);
    expect(await three.revoke(token)).toBe(204);
    const revokedAt = performance.now();
    for (const member of [one, two, three]) await until(async () => (await member.servers(token)) === 401, 10_000);
    return performance.now() - revokedAt;
  }

  const stores: [name: string, start: () => Promise<{ url: string; close(): Promise<void> }>][] = [
    ['one Redis', startRedis],
    ['a Cluster of three nodes', startCluster],
  ];
  it.each(stores)(
    'over %s: a login on one is used on the second, and gone within a second of its revocation on the third',
    async (name, start) => {
      const redis = await start();
      const three = await startThree(redis.url);
      const [one, two, last] = three;
      const times: number[] = [];
      for (const order of [
        [one, two, last],
        [two, last, one],
        [last, one, two],
      ] as const)
        times.push(await passAround(order));
      process.stdout.write(
        `over ${name}: revoked everywhere after ${times.map((ms) => ms.toFixed(0)).join(', ')} ms\n`,
      );
      // A machine that is busy with other things delays one or the other.
      expect(Math.min(...times)).toBeLessThan(1_000);
      expect(h.leaks()).toEqual([]);
      await redis.close();
    },
  );

  it('over Sentinels: go on while the master fails, and are of one mind again after it', async () => {
    const sentinels = await startSentinels();
    const three = await startThree(sentinels.url);
    const [one, two, last] = three;
    await passAround(three);
    const [inUse, before, during] = [await one.scoped('alice'), await one.scoped('alice'), await one.scoped('alice')];
    for (const member of three)
      for (const token of [inUse, before, during]) expect(await member.servers(token)).toBe(200);
    await one.revoke(before);
    for (const member of three) await until(async () => (await member.servers(before)) === 401);

    await sentinels.master.kill();
    // Nobody knows the new master yet.
    expect(await last.revoke(during)).toBe(503);
    const fresh = await one.scoped('bob', 'teaching');
    for (const member of three) {
      expect([await member.servers(inUse), await member.servers(fresh)]).toEqual([200, 200]);
      expect(await member.servers(before)).toBe(401);
    }
    expect(await last.servers(during)).toBe(401);

    await until(async () => (await sentinels.replica.replication()).includes('role:master'));
    // Where the message came before a replica had its new connection, the token is asked about again after 30 s.
    for (const member of three) await until(async () => (await member.servers(during)) === 401, 40_000);
    await until(async () => (await Promise.all(three.map(isStoreUp))).every(Boolean));
    await passAround([two, last, one]);
    expect(h.leaks()).toEqual([]);
    await sentinels.close();
  }, 120_000);

  const isStoreUp = async ({ operations }: Target): Promise<boolean> => {
    const { parts } = (await (await fetch(`http://127.0.0.1:${operations}/readyz`)).json()) as {
      parts: { store: { ok: boolean } };
    };
    return parts.store.ok;
  };

  describe('under 200 requests a second', () => {
    let redis: Awaited<ReturnType<typeof startRedis>>;
    let three: [Member, Member, Member];
    let load: Balancer;
    beforeAll(async () => {
      redis = await startRedis();
      await h.a.faults.set('compute', { kind: 'slow', ms: 30 });
    });
    afterEach(() => load.close());
    afterAll(async () => {
      await h.a.faults.clear();
      await redis.close();
    });

    /** What two people see on two clouds, a login, and a token that nobody may take any more. */
    async function cases([one, two, last]: readonly Member[]): Promise<Case[]> {
      if (!one || !two || !last) throw new Error('three are needed');
      const [alice, bob, gone] = [
        await one.scoped('alice'),
        await two.scoped('bob', 'teaching'),
        await one.scoped('alice'),
      ];
      const make = (token: string, cloud: string, name: string) =>
        one.send(
          'POST',
          `/clouds/${cloud}/image/v2/images`,
          { 'x-auth-token': token },
          { name, visibility: 'private' },
        );
      for (const [token, name] of [
        [alice, 'of-alice'],
        [bob, 'of-bob'],
      ] as const)
        for (const cloud of ['cloud-a', 'cloud-b']) expect((await make(token, cloud, name)).status).toBe(201);
      await last.revoke(gone);
      await until(async () => (await one.servers(gone)) === 401 && (await two.servers(gone)) === 401);

      const same = async (name: string, token: string, path: string): Promise<Case> => {
        const headers = { 'x-auth-token': token };
        const texts = await Promise.all(
          [one, two, last].map(async (member) => (await member.send('GET', path, headers)).text()),
        );
        expect(new Set(texts).size).toBe(1);
        const must = texts[0] ?? '';
        const wrong = (status: number, text: string) =>
          status === 200 && text === must ? undefined : `${status} ${text}`;
        return { name, method: 'GET', path, headers, wrong };
      };
      const mine = await Promise.all(
        (
          [
            ['alice', alice],
            ['bob', bob],
          ] as const
        ).flatMap(([name, token]) =>
          ['cloud-a', 'cloud-b'].flatMap((cloud) => [
            same(`${name}'s images on ${cloud}`, token, `/clouds/${cloud}/image/v2/images?visibility=private`),
            same(`${name}'s servers on ${cloud}`, token, `/clouds/${cloud}/compute/v2.1/servers/detail`),
          ]),
        ),
      );
      expect(await (await one.send('GET', mine[0]?.path ?? '', { 'x-auth-token': alice })).text()).toContain(
        'of-alice',
      );
      const scope = { project: { name: 'research', domain: { name: 'acme' } } };
      const login: Case = {
        name: 'a login of alice',
        method: 'POST',
        path: '/identity/v3/auth/tokens',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ auth: { identity: { methods: ['token'], token: { id: alice } }, scope } }),
        wrong(status, text) {
          const { token } = status === 201 ? JSON.parse(text) : {};
          const right = token?.user.name === 'alice' && token?.project.name === 'research' && token?.catalog.length > 5;
          return right ? undefined : `${status} ${text}`;
        },
      };
      const refused: Case = {
        name: 'a revoked token',
        method: 'GET',
        path: '/clouds/cloud-a/compute/v2.1/servers/detail',
        headers: { 'x-auth-token': gone },
        wrong: (status, text) => (status === 401 ? undefined : `${status} ${text}`),
      };
      return [...mine, login, refused];
    }
    const settled = (count: number): Promise<void> => {
      const from = load.answered;
      return until(() => load.answered - from >= count, 30_000);
    };

    it('one that is killed loses what it was just doing, and no answer is wrong', async () => {
      three = await startThree(redis.url);
      load = startLoad(three, await cases(three), 200);
      let lost = 0;
      for (const killed of three) {
        await settled(200);
        const failedBefore = load.failures.length;
        // A request is in flight there until its connection is seen to be gone, also one that was sent to a dead process.
        const there = load.watch(killed);
        const atTheKill = there.size;
        killed.process.kill('SIGKILL');
        await killed.process.ended;
        await until(() => !load.isUp(killed));
        await settled(100);
        const failures = load.failures.slice(failedBefore);
        lost += failures.length;
        process.stdout.write(
          `${killed.name} killed with ${atTheKill} requests in flight, ${there.size} until it was taken out: ${failures.length} failed\n`,
        );
        const elsewhere = failures.filter(({ call }) => !there.has(call));
        expect(elsewhere.map(({ call, code }) => `${call.what} at ${call.target.name}: ${code}`)).toEqual([]);
        expect(failures.map(({ code }) => code).filter((code) => !['ECONNRESET', 'EPIPE'].includes(code))).toEqual([]);
        await killed.process.start();
        await until(() => load.isUp(killed), 30_000);
      }
      await settled(200);
      await load.close();
      process.stdout.write(`${load.answered} answered, ${lost} failed\n`);
      expect(load.wrong).toEqual([]);
      expect(load.failures).toHaveLength(lost);
      expect(load.answered).toBeGreaterThan(1_000);
    }, 120_000);

    it('a rolling restart of all three fails no request', async () => {
      three = await startThree(redis.url);
      load = startLoad(three, await cases(three), 200);
      for (const { process, ...target } of three) {
        await settled(100);
        process.kill('SIGTERM');
        expect(await process.ended).toEqual({ code: 0, signal: null });
        await process.start();
        const found = three.find(({ name }) => name === target.name);
        await until(() => found !== undefined && load.isUp(found), 30_000);
      }
      await settled(100);
      await load.close();
      process.stdout.write(`${load.answered} answered through a rolling restart\n`);
      expect(load.failures.map(({ call, code }) => `${call.what} at ${call.target.name}: ${code}`)).toEqual([]);
      expect(load.wrong).toEqual([]);
      expect(load.answered).toBeGreaterThan(800);
      expect(h.leaks()).toEqual([]);
    }, 120_000);
  });
});
