// SPDX-License-Identifier: Apache-2.0
// Redis is lost with all that it has. What is kept durably is brought back from a backup by the commands of docs/operations.md;
// without one it is gone, and nothing stands in its place.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/index.ts';
import { runCommandLine } from '../../src/cli/run.ts';
import { openKeys } from '../../src/federation/keys.ts';
import { type RedisServer, redisIsMissing, startRedis } from './redis-server.ts';

describe.skipIf(redisIsMissing())('a Redis that is lost', () => {
  let redis: RedisServer;
  let home: string;
  let file: string;
  beforeEach(async () => {
    redis = await startRedis();
    home = await mkdtemp(join(tmpdir(), 'scs-lost-'));
    file = join(home, 'gateway.yaml');
    await writeFile(join(home, 'redis-url'), redis.url);
    const openstack = { authUrl: 'http://127.0.0.1:2/v3', region: 'R', strategy: { kind: 'native' } };
    await writeFile(
      file,
      JSON.stringify({
        gateway: { publicUrl: 'http://127.0.0.1:1' },
        state: { redis: `file:${join(home, 'redis-url')}` },
        clouds: [{ id: 'cloud-a', name: 'Cloud A', openstack }],
      }),
    );
    (await openKeys(join(home, 'keys'), { now: Date.now })).close();
  });
  afterEach(async () => {
    await redis.close();
    await rm(home, { recursive: true, force: true });
  });
  async function command(...args: string[]): Promise<string> {
    let said = '';
    const say = (text: string): void => {
      said += text;
    };
    const code = await runCommandLine([...args, '--config', file], { out: say, err: say }, COMMANDS);
    return `${code}\n${said}`;
  }

  it('has its durable part again after store move from a backup, and lacks it without', async () => {
    const backup = join(home, 'backup');
    expect(await command('member', 'drain', 'cloud-a', '--reason', 'Power')).toMatch(/^0\n/);
    expect(await command('store', 'backup', backup)).toMatch(/^0\nbacked up 1 items/);
    await redis.kill();
    await redis.start();
    expect(await command('member', 'list')).toMatch(/^0\ncloud +cloud-a +in service\n/);
    expect(await command('store', 'move', '--from', `file:${backup}`, '--to', 'redis', '--keep')).toMatch(/^0\n/);
    expect(await command('member', 'list')).toMatch(/^0\ncloud +cloud-a +in maintenance: Power \(since /);
    expect(await command('member', 'resume', 'cloud-a')).toMatch(/^0\n/);
    expect(await command('member', 'drain', 'cloud-a', '--reason', 'Again')).toMatch(/^0\n/);
    expect(await command('member', 'list')).toMatch(/^0\ncloud +cloud-a +in maintenance: Again /);
  });

  it('says so where it is away, and drains nothing', async () => {
    await redis.kill();
    expect(await command('member', 'drain', 'cloud-a', '--reason', 'Power')).toMatch(/^1\n.*(durably|store|Redis)/is);
  });
});
