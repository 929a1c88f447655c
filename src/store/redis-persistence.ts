// SPDX-License-Identifier: Apache-2.0
// Whether a Redis keeps what the gateway keeps in it durably: what its operator should know, in words.
import { Cluster } from 'ioredis';
import type { RedisClient } from './redis-client.ts';

/** Of every server that takes writes. Empty where nothing is to be said. */
export async function persistenceOf(client: RedisClient): Promise<string[]> {
  const servers = client instanceof Cluster ? client.nodes('master') : [client];
  const each = await Promise.all(
    servers.map(async (server) => {
      const info = new Map(
        (await server.info()).split('\r\n').map((line): [string, string] => {
          const [name = '', value = ''] = line.split(/:(.*)/s);
          return [name, value];
        }),
      );
      const found = [];
      if (info.get('aof_enabled') === '0')
        found.push(
          Number(info.get('rdb_saves') ?? 0) > 0
            ? 'Redis writes snapshots only: a crash loses what was created since the last one; set appendonly yes'
            : 'Redis has neither an append-only file nor a snapshot yet: a restart loses every application credential; set appendonly yes',
        );
      const policy = info.get('maxmemory_policy') ?? '';
      if (policy.startsWith('allkeys-'))
        found.push(
          `Redis may evict application credentials (maxmemory-policy ${policy}): use noeviction or one of volatile-*`,
        );
      return found;
    }),
  );
  return [...new Set(each.flat())];
}
