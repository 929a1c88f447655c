// SPDX-License-Identifier: Apache-2.0
// Two gateways, each a process of its own, over one Redis: what one of them revokes ends what is open at the other, also
// where Redis was away at that moment, and also where an operator's command revokes it.
import { execFile } from 'node:child_process';
import { copyFile, readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { byCredential, makeCredential, secretsIn } from '../e2e/credential-client.ts';
import { type Harness, startHarness } from '../e2e/harness.ts';
import { type ReplicaClient, replicaClient, writeRedisUrl } from '../e2e/replica.ts';
import { freePort } from '../free-port.ts';
import { type GatewayProcess, gatewayProcess } from './gateway-process.ts';
import { type RedisServer, redisIsMissing, startRedis, until } from './redis-server.ts';

const MAIN = join(import.meta.dirname, '../../src/main.ts');
/** What is promised. */
const SECONDS = 3_000;
/** Servers never come to their end there. */
const NEVER = 3_600_000;

interface Member extends ReplicaClient {
  readonly file: string;
  readonly operations: number;
  readonly process: GatewayProcess;
}

/** Something that is open: when it has ended, by this process's clock. */
interface Open {
  readonly name: string;
  endedAt(): number | undefined;
}

describe.skipIf(redisIsMissing())('what is open at one of two gateway processes', () => {
  let h: Harness;
  let redis: RedisServer;
  const started: GatewayProcess[] = [];
  beforeAll(async () => {
    h = await startHarness({ clouds: { settle: NEVER } });
  });
  afterAll(() => h.close());
  beforeEach(async () => {
    redis = await startRedis();
    await writeRedisUrl(h, redis.url);
  });
  afterEach(async () => {
    await Promise.all(started.splice(0).map((process) => process.close()));
    await redis.close();
  });

  async function start(name: string, workers = 1): Promise<Member> {
    const [port, operations] = [await freePort(), await freePort()];
    const file = join(dirname(h.file), `${name}-${port}.yaml`);
    await h.changed((config) => {
      config.gateway.listen.port = port;
      config.gateway.operations.port = operations;
      Object.assign(config.gateway, {
        drainTimeout: '1s',
        workers,
        limits: { loopLag: 'off', address: { failed: 'off' } },
      });
      config.state = { redis: `file:${join(dirname(h.file), 'redis-url')}` };
    });
    await copyFile(h.file, file);
    const process = gatewayProcess({ file });
    started.push(process);
    await process.start();
    return { ...replicaClient(h, `http://127.0.0.1:${port}`), file, operations, process };
  }

  /** A followed operation and an upload without end, both by this token. */
  async function open(at: Member, token: string): Promise<Open[]> {
    const made = await at.send(
      'POST',
      '/scs/v1/servers',
      { 'x-auth-token': token },
      {
        cloud: 'cloud-a',
        name: 'slow',
        flavor: { vcpus: 2, ramGiB: 4, diskGiB: 20, diskType: 'ssd' },
        image: { distro: 'ubuntu', version: '24.04' },
        networks: 'none',
      },
    );
    expect(made.status).toBe(202);
    const { operation } = (await made.json()) as { operation: { href: string } };
    const path = `${new URL(operation.href).pathname}/events`;
    const ends = new Map<string, number>();
    const ended = (name: string) => () => void ends.set(name, ends.get(name) ?? performance.now());
    const events = await fetch(`${at.url}${path}`, { headers: { 'x-auth-token': token } });
    expect(events.status).toBe(200);
    void events.text().then(ended('events'), ended('events'));

    let more: NodeJS.Timeout | undefined;
    const headers = { 'x-auth-token': token };
    const scope = await at.send('GET', '/identity/v3/auth/tokens', { ...headers, 'x-subject-token': token });
    const { project } = ((await scope.json()) as { token: { project: { id: string } } }).token;
    const container = `/clouds/cloud-a/object-store/v1/AUTH_${project.id}/big`;
    await (await at.send('PUT', container, headers)).arrayBuffer();
    const upload = request(`${at.url}${container}/file`, {
      method: 'PUT',
      headers: { 'x-auth-token': token, 'content-type': 'application/octet-stream' },
    });
    const over = (): void => {
      clearInterval(more);
      ended('upload')();
    };
    upload.on('error', over).on('response', (answer) => {
      answer.resume();
      over();
    });
    upload.write('first');
    more = setInterval(() => upload.write('more'), 100);
    await until(
      async () => Number(await openStreams(at, 'openstack')) >= 1 && Number(await openStreams(at, 'scs')) >= 1,
    );
    return ['events', 'upload'].map((name) => ({ name, endedAt: () => ends.get(name) }));
  }

  async function openStreams({ operations }: Member, surface: string): Promise<string | undefined> {
    const text = await (await fetch(`http://127.0.0.1:${operations}/metrics`)).text();
    const name = `scs_gateway_open_streams{surface="${surface}"} `;
    return text
      .split('\n')
      .find((line) => line.startsWith(name))
      ?.slice(name.length);
  }

  /** Milliseconds until each of them has ended. */
  async function ends(streams: readonly Open[], since: number): Promise<number[]> {
    await until(() => streams.every(({ endedAt }) => endedAt() !== undefined), 20_000);
    return streams.map(({ endedAt }) => Math.round((endedAt() ?? 0) - since));
  }
  const expectSoon = (name: string, times: readonly number[]): void => {
    process.stdout.write(`${name}: ended after ${times.join(', ')} ms\n`);
    expect(Math.max(...times)).toBeLessThan(SECONDS);
  };

  it('ends within three seconds of the revocation of its token at the other', async () => {
    const [one, two] = [await start('one'), await start('two')];
    const [token, other] = [await one.scoped('alice'), await one.scoped('alice')];
    const [streams, others] = [await open(two, token), await open(two, other)];
    const since = performance.now();
    expect(await one.revoke(token)).toBe(204);
    expectSoon('a token', await ends(streams, since));
    expect(others.map(({ endedAt }) => endedAt())).toEqual([undefined, undefined]);
  });

  it("ends within three seconds of an operator's command that revokes the user", async () => {
    const [one, two] = [await start('one'), await start('two', 2)];
    const streams = [await open(one, await one.scoped('alice')), await open(two, await two.scoped('alice'))].flat();
    const me = await one.send('GET', '/scs/v1/me', { 'x-auth-token': await one.login('alice') });
    const { user } = (await me.json()) as { user: { id: string } };
    const carols = await open(two, await two.scoped('carol'));
    const done = promisify(execFile)(process.execPath, [MAIN, 'revoke', '--user', user.id, '--config', one.file]);
    expect((await done).stdout).toMatch(/^revoked/);
    expectSoon('a user, by command', await ends(streams, performance.now()));
    expect(carols.map(({ endedAt }) => endedAt())).toEqual([undefined, undefined]);
  });

  it('ends within three seconds of the deletion of its application credential at the other, which lets it in no more', async () => {
    const [one, two] = [await start('one'), await start('two')];
    const owner = await one.scoped('alice');
    const [made, kept] = [await makeCredential(one, owner, 'goes'), await makeCredential(one, owner, 'stays')];
    const [token, other] = [await byCredential(two, made), await byCredential(two, kept)];
    const [streams, others] = [await open(two, token.token), await open(two, other.token)];
    const since = performance.now();
    const deleted = await one.send('DELETE', made.path, { 'x-auth-token': owner });
    expect(deleted.status).toBe(204);
    const after = [await byCredential(two, made), await byCredential(one, made)];
    expect(after.map(({ status }) => status)).toEqual([401, 401]);
    expectSoon('an application credential', await ends(streams, since));
    expect(await two.servers(token.token)).toBe(401);
    expect([others.map(({ endedAt }) => endedAt()), await two.servers(other.token)]).toEqual([
      [undefined, undefined],
      200,
    ]);
  });

  it('ends within three seconds of the command that revokes its application credential', async () => {
    const [one, two] = [await start('one'), await start('two')];
    const made = await makeCredential(one, await one.scoped('alice'), 'stolen');
    const { token } = await byCredential(two, made);
    const streams = await open(two, token);
    const command = ['revoke', '--credential', made.id, '--config', one.file];
    expect((await promisify(execFile)(process.execPath, [MAIN, ...command])).stdout).toMatch(/^revoked/);
    expectSoon('an application credential, by command', await ends(streams, performance.now()));
    expect((await byCredential(one, made)).status).toBe(401);
  });

  it('leaves in Redis nothing by which an application credential could be used or guessed, generated or chosen', async () => {
    const one = await start('one');
    const owner = await one.scoped('alice');
    const chosen = 'correct horse battery staple';
    const made = [
      await makeCredential(one, owner, 'generated'),
      await makeCredential(one, owner, 'chosen', { secret: chosen }),
    ];
    for (const each of made) {
      const { token } = await byCredential(one, each);
      expect(await one.servers(token)).toBe(200);
      expect((await byCredential(one, { ...each, secret: `${each.secret}x` })).status).toBe(401);
    }
    // What a thief of a backup has, every database and every kind of key.
    await until(async () => (await redis.cli('keys', 'scs:credential-from:*')) !== '');
    expect(await redis.cli('config', 'set', 'rdbcompression', 'no')).toBe('OK');
    expect(await redis.cli('save')).toBe('OK');
    const [, folder = ''] = (await redis.cli('config', 'get', 'dir')).split('\n');
    const dump = await readFile(join(folder, 'dump.rdb'));
    expect(made.map(({ id }) => dump.includes(id))).toEqual([true, true]);
    expect(made[1]?.secret).toBe(chosen);
    expect(
      secretsIn(
        dump,
        made.map(({ secret }) => secret),
      ),
    ).toEqual([]);
  });

  it('an application credential goes on where the replica that made it, and then the one that let it in, are killed', async () => {
    const [one, two] = [await start('one'), await start('two')];
    const made = await makeCredential(one, await one.scoped('alice'), 'goes on');
    one.process.kill('SIGKILL');
    const { status, token } = await byCredential(two, made);
    expect([status, await two.servers(token)]).toEqual([201, 200]);
    two.process.kill('SIGKILL');
    await one.process.ended;
    await one.process.start();
    expect([await one.servers(token), (await byCredential(one, made)).status]).toEqual([200, 201]);
  });

  it('ends within three seconds of Redis being back, where it was revoked while Redis was away', async () => {
    const [one, two] = [await start('one'), await start('two')];
    const token = await one.scoped('alice');
    const streams = await open(two, token);
    await redis.kill();
    await until(async () => (await one.send('GET', '/scs/v1/me', { 'x-auth-token': token })).status === 200);
    // In force there, and not told yet.
    expect(await one.revoke(token)).toBe(503);
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    expect(streams.map(({ endedAt }) => endedAt())).toEqual([undefined, undefined]);
    await redis.start();
    expectSoon('after Redis was away', await ends(streams, performance.now()));
  });

  it('ends where its own connection for messages was lost in the moment of the revocation', async () => {
    const [one, two] = [await start('one'), await start('two')];
    const token = await one.scoped('alice');
    const streams = await open(two, token);
    const since = performance.now();
    // Said by nobody: only stored.
    const { jti } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    await redis.cli('client', 'kill', 'type', 'pubsub');
    await redis.cli('set', `scs:revoked:${jti}`, String(Date.now() + 3_600_000), 'px', '3600000');
    const times = await ends(streams, since);
    process.stdout.write(`a lost message: ended after ${times.join(', ')} ms\n`);
    expect(Math.max(...times)).toBeLessThan(SECONDS * 2);
  });
});
