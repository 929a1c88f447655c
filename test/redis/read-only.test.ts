// SPDX-License-Identifier: Apache-2.0
// A gateway that was given the address of a Redis replica (read-only), beside one at its master: what is there is used, nothing is
// promised that cannot be kept, and one line says why.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { byCredential, type MadeCredential, makeCredential } from '../e2e/credential-client.ts';
import { type Harness, startHarness } from '../e2e/harness.ts';
import { type Replica, startReplica, writeRedisUrl } from '../e2e/replica.ts';
import { type RedisServer, redisIsMissing, startRedis, until } from './redis-server.ts';

describe.skipIf(redisIsMissing())('a gateway whose Redis is a read-only replica', () => {
  let h: Harness;
  let master: RedisServer;
  let copy: RedisServer;
  let writes: Replica;
  let reads: Replica;
  beforeAll(async () => {
    h = await startHarness();
  });
  afterAll(() => h.close());
  beforeEach(async () => {
    master = await startRedis();
    copy = await startRedis({ config: [`replicaof 127.0.0.1 ${master.port}`] });
    await until(async () => (await copy.replication()).includes('master_link_status:up'));
    await writeRedisUrl(h, master.url);
    writes = await startReplica(h, { redis: master.url });
    await writeRedisUrl(h, copy.url);
    reads = await startReplica(h, { redis: copy.url });
  });
  afterEach(async () => {
    await Promise.all([writes, reads].map(({ gateway }) => gateway.close()));
    expect(h.leaks()).toEqual([]);
    await Promise.all([copy.close(), master.close()]);
  });
  /** It looks now and then whether its address leads to a master by now: whoever comes in that moment is to come again. */
  const logsIn = async (at: Replica, credential: MadeCredential): Promise<{ status: number; token: string }> => {
    for (let tries = 0; ; tries += 1) {
      const answer = await byCredential(at, credential);
      if (answer.status !== 503 || tries === 50) return answer;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  const durable = async (): Promise<{ ok: boolean; detail: string } | undefined> =>
    (await reads.readyz()).body.parts.durable;
  const told = (): { level: number; reason: string; msg: string }[] =>
    reads.log.map((line) => JSON.parse(line)).filter(({ msg }) => /^durable store: (away|available)/.test(msg));

  it('logs in by what the master has, and lets in nobody whose credential was deleted there', async () => {
    const [stays, goes] = [
      await makeCredential(writes, await writes.scoped('alice'), 'stays'),
      await makeCredential(writes, await writes.scoped('alice'), 'goes'),
    ];
    await until(async () => (await logsIn(reads, goes)).status === 201);
    const { status, token } = await logsIn(reads, stays);
    expect([status, await reads.servers(token), await writes.servers(token)]).toEqual([201, 200, 200]);
    const ends = await logsIn(reads, goes);
    const owner = { 'x-auth-token': await writes.scoped('alice') };
    expect((await writes.send('DELETE', goes.path, owner)).status).toBe(204);
    await until(async () => (await reads.servers(ends.token)) === 401);
    expect([(await logsIn(reads, goes)).status, (await logsIn(reads, stays)).status]).toEqual([401, 201]);
  });

  it('neither makes nor deletes one: 503 with the time to come back, nothing half; what was to be deleted opens nothing there any more', async () => {
    const [stays, goes] = [
      await makeCredential(writes, await writes.scoped('alice'), 'stays'),
      await makeCredential(writes, await writes.scoped('alice'), 'goes'),
    ];
    await until(async () => (await logsIn(reads, goes)).status === 201);
    const owner = { 'x-auth-token': await reads.scoped('alice') };
    const folder = goes.path.slice(0, goes.path.lastIndexOf('/'));
    const tries = [
      await reads.send('POST', folder, owner, { application_credential: { name: 'new' } }),
      await reads.send('DELETE', goes.path, owner),
    ];
    for (const answer of tries) {
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
      expect(await answer.json()).toMatchObject({ error: { code: 503 } });
    }
    for (const at of [reads, writes]) {
      const list = await at.send('GET', folder, owner);
      const { application_credentials: there } = (await list.json()) as { application_credentials: { name: string }[] };
      expect([list.status, there.map(({ name }) => name)]).toEqual([200, ['stays', 'goes']]);
      expect((await logsIn(at, stays)).status).toBe(201);
    }
    expect([(await logsIn(reads, goes)).status, (await logsIn(writes, goes)).status]).toEqual([401, 201]);
  });

  it('says so once, with the reason, in log and readiness, and is well again when its Redis becomes a master', async () => {
    await until(async () => (await durable())?.detail.includes('READONLY') === true);
    expect((await durable())?.ok).toBe(false);
    // It goes on to serve: the load balancer keeps it.
    expect((await reads.readyz()).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    expect(told()).toEqual([
      expect.objectContaining({
        level: 50,
        reason: expect.stringContaining('READONLY'),
        msg: expect.stringContaining('cannot be changed'),
      }),
    ]);
    await copy.cli('replicaof', 'no', 'one');
    await until(async () => (await durable())?.ok === true);
    const made = await makeCredential(reads, await reads.scoped('alice'), 'new');
    expect((await logsIn(reads, made)).status).toBe(201);
    expect(told().at(-1)).toMatchObject({ level: 30, msg: 'durable store: available again' });
  });
});
