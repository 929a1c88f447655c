// SPDX-License-Identifier: Apache-2.0
// Every form of a Redis URL, and what is refused without repeating it.
import { describe, expect, it } from 'vitest';
import { parseRedisUrl } from '../../../src/model/redis-url.ts';

describe('the URL of a Redis', () => {
  it.each([
    ['redis://localhost', { host: 'localhost', port: 6379 }, { db: 0, tls: false }],
    ['redis://10.0.0.5:7000/', { host: '10.0.0.5', port: 7000 }, { db: 0 }],
    ['redis://redis/3', { host: 'redis', port: 6379 }, { db: 3 }],
    ['rediss://redis.example.org:6380/0', { host: 'redis.example.org', port: 6380 }, { tls: true }],
    ['redis://[2001:db8::5]:7000/1', { host: '2001:db8::5', port: 7000 }, { db: 1 }],
    [
      'redis://gateway:se%3Acret%40%2F@redis',
      { host: 'redis', port: 6379 },
      { username: 'gateway', password: 'se:cret@/' },
    ],
    ['redis://:secret@redis', { host: 'redis', port: 6379 }, { password: 'secret' }],
  ])('names one server: %s', (url, address, rest) => {
    expect(parseRedisUrl(url)).toMatchObject({ kind: 'standalone', addresses: [address], ...rest });
  });

  it('leaves the user out where only a password is given, as servers without accounts want it', () => {
    expect(parseRedisUrl('redis://:secret@redis')).not.toHaveProperty('username');
  });

  it('names a master by its Sentinels, with an account for each', () => {
    expect(
      parseRedisUrl('rediss+sentinel://u:p@s1,s2:5000/state/2?sentinelUsername=su&sentinelPassword=s%26p'),
    ).toEqual({
      kind: 'sentinel',
      tls: true,
      username: 'u',
      password: 'p',
      addresses: [
        { host: 's1', port: 26379 },
        { host: 's2', port: 5000 },
      ],
      master: 'state',
      db: 2,
      sentinelUsername: 'su',
      sentinelPassword: 's&p',
    });
  });

  it('names a Cluster by any of its nodes', () => {
    expect(parseRedisUrl('redis+cluster://n1:7000,n2')).toEqual({
      kind: 'cluster',
      tls: false,
      addresses: [
        { host: 'n1', port: 7000 },
        { host: 'n2', port: 6379 },
      ],
    });
  });

  it.each([
    ['', 'must be redis://'],
    ['http://hunter2', 'must be redis://'],
    ['redis://', 'must be redis://'],
    ['redis:hunter2', 'must be redis://'],
    ['redis://u:hunter2@redis/0#x', 'must be redis://'],
    ['redis://redis:0', 'host:port'],
    ['redis://redis:hunter2', 'host:port'],
    ['redis://redis:99999', 'host:port'],
    ['redis://u:hunter2%zz@redis', '%-escape'],
    ['redis://redis/hunter2', 'not a number'],
    ['redis://redis/0/1', 'not a number'],
    ['redis://r1,r2', 'several hosts'],
    ['redis://redis?hunter2=1', 'not known'],
    ['redis+cluster://redis?sentinelPassword=hunter2', 'not known'],
    ['redis+cluster://n1/1', 'database number'],
    ['redis+sentinel://s1,s2', 'master-name'],
    ['redis+sentinel://s1//0', 'master-name'],
  ])('is refused where it is %s, and not repeated', (url, reason) => {
    const fault = parseRedisUrl(url);
    expect(fault).toEqual(expect.stringContaining(reason));
    expect(fault).not.toContain('hunter2');
  });
});
