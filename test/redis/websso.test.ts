// SPDX-License-Identifier: Apache-2.0
// Logins in a browser over two gateway processes and one Redis, behind a balancer that sends each request where it likes: begun at
// one and ended at the other, once; and with the one that a browser was talking to killed on the way.
import { copyFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { byCredential, makeCredential } from '../e2e/credential-client.ts';
import { rescope } from '../e2e/harness.ts';
import { type ReplicaClient, replicaClient, writeRedisUrl } from '../e2e/replica.ts';
import { freePort } from '../free-port.ts';
import {
  BEGIN,
  Browser,
  DASHBOARD,
  entryOf,
  type Page,
  plainGroups,
  startWebSsoHouse,
  tokenIn,
  type WebSsoHouse,
} from '../security/websso-house.ts';
import { type GatewayProcess, gatewayProcess } from './gateway-process.ts';
import { type RedisServer, redisIsMissing, startRedis } from './redis-server.ts';

interface Member extends ReplicaClient {
  readonly process: GatewayProcess;
}

describe.skipIf(redisIsMissing())('a login in a browser, between two gateway processes', () => {
  let house: WebSsoHouse;
  let redis: RedisServer;
  let one: Member;
  let two: Member;
  const down = new Set<Member>();
  beforeAll(async () => {
    house = await startWebSsoHouse();
    redis = await startRedis();
    await writeRedisUrl(house, redis.url);
    // One after the other: their configurations are copies of one file.
    one = await make('one');
    two = await make('two');
    for (const member of [one, two]) await revive(member);
  }, 180_000);
  beforeEach(async () => {
    for (const member of down) await revive(member);
  });
  afterAll(async () => {
    await Promise.all([one, two].map((member) => member?.process.close()));
    await redis?.close();
    await house?.close();
  });

  async function revive(member: Member): Promise<void> {
    await member.process.start();
    down.delete(member);
  }
  async function kill(member: Member): Promise<void> {
    down.add(member);
    member.process.kill('SIGKILL');
    await member.process.ended;
  }

  async function make(name: string): Promise<Member> {
    const [port, operations] = [await freePort(), await freePort()];
    const file = join(dirname(house.file), `${name}-${port}.yaml`);
    await house.changed((config) => {
      config.gateway.listen.port = port;
      config.gateway.operations.port = operations;
      config.identityProviders.push(entryOf('browsers', house.provider));
      plainGroups(config);
      config.state = { redis: `file:${join(dirname(house.file), 'redis-url')}` };
    });
    await copyFile(house.file, file);
    return { ...replicaClient(house, `http://127.0.0.1:${port}`), process: gatewayProcess({ file }) };
  }

  /** A browser knows the public URL alone; who answers there is the balancer's business. */
  function browserAt(first: Member): { readonly browser: Browser; sendTo(member: Member): void } {
    const browser = new Browser();
    let { url } = first;
    browser.fetch = (to, init) => fetch(String(to).replace(house.url, url), init);
    return {
      browser,
      sendTo(member) {
        url = member.url;
      },
    };
  }

  /** Begun at this one, and logged in at the provider: what leads back, and the cookies with which it does. */
  async function begun(at: Member) {
    const { browser, sendTo } = browserAt(at);
    const back = await browser.logIn(`${house.url}${BEGIN}?origin=${DASHBOARD}`, 'alice', house.url);
    const cookies = new Map(browser.jars.get(house.url));
    const finish = (member: Member): Promise<Page> => {
      sendTo(member);
      browser.jars.set(house.url, new Map(cookies));
      return browser.get(back);
    };
    return { finish };
  }

  async function scoped(at: Member, token: string): Promise<string> {
    const answer = await rescope(at.url, token, { project: { name: 'research', domain: { name: 'acme' } } });
    expect(answer.status).toBe(201);
    return answer.headers.get('x-subject-token') ?? '';
  }

  it('that is begun at one and ended at the other gives one token, good at both; its answer is good at neither again', async () => {
    const { finish } = await begun(one);
    const page = await finish(two);
    expect([page.status, page.text]).toEqual([200, expect.stringContaining(`action="${DASHBOARD}"`)]);
    const token = await scoped(one, tokenIn(page));
    expect([await one.servers(token), await two.servers(token)]).toEqual([200, 200]);
    for (const member of [one, two, one]) {
      const again = await finish(member);
      expect([again.status, tokenIn(again)]).toEqual([400, '']);
    }
    const [key = ''] = (await redis.cli('keys', 'scs:websso-state:*')).split('\n');
    expect(Number(await redis.cli('pttl', key))).toBeGreaterThan(0);
  });

  it('whose answer arrives at both in the same moment gives one token', async () => {
    const { finish } = await begun(one);
    const pages = await Promise.all([one, two, one, two].map(finish));
    expect(pages.map(({ status }) => status).toSorted()).toEqual([200, 400, 400, 400]);
    expect(pages.filter((page) => tokenIn(page) !== '')).toHaveLength(1);
  });

  it('goes on where the replica that it was begun at is killed before the provider answers, and its token where the next one is', async () => {
    const { finish } = await begun(one);
    await kill(one);
    const page = await finish(two);
    expect(page.status).toBe(200);
    const token = await scoped(two, tokenIn(page));
    const made = await makeCredential(two, token, 'from a dashboard');
    await kill(two);
    await revive(one);
    expect([await one.servers(token), (await byCredential(one, made)).status]).toEqual([200, 201]);
    const again = await finish(one);
    expect([again.status, tokenIn(again)]).toEqual([400, '']);
  });

  it('gives no token while Redis is away, which has to say that its answer is new, and does once Redis is back', async () => {
    const { finish } = await begun(one);
    await redis.kill();
    const away = await finish(two);
    expect([away.status, tokenIn(away), away.headers.get('retry-after')]).toEqual([503, '', '5']);
    await redis.start();
    await expect.poll(async () => (await finish(two)).status, { timeout: 30_000, interval: 500 }).toBe(200);
  });

  it('that a logout ends at one has ended at the other', async () => {
    const { browser, sendTo } = browserAt(one);
    const back = await browser.logIn(`${house.url}${BEGIN}?origin=${DASHBOARD}`, 'alice', house.url);
    const token = await scoped(two, tokenIn(await browser.get(back)));
    expect([await one.servers(token), await two.servers(token)]).toEqual([200, 200]);
    sendTo(two);
    expect((await browser.get(`${house.url}/identity/v3/auth/websso/logout`)).status).toBe(303);
    for (const member of [two, one]) await expect.poll(() => member.servers(token), { timeout: 15_000 }).toBe(401);
  });
});
