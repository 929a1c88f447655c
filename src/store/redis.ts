// SPDX-License-Identifier: Apache-2.0
// The Redis store: state shared by all replicas. Its callers are on the path of a request, so no command waits longer
// than `commandTimeout`, and none is sent while Redis is away (redis-link.ts). What somebody is told of only once it is kept
// (a revocation, the mark of an `Idempotency-Key`) waits longer: a start or a neighbour that takes the processor is no reason to refuse it.
import type { Store, StoreEvent, StoreOperation } from '../model/store.ts';
import { createRedisLink, type RedisLink, type RedisLinkOptions } from './redis-link.ts';

export interface RedisStoreOptions extends Omit<RedisLinkOptions, 'onState'> {
  /** `up` and `down` alternate; `failure` is reported once for each failed command. */
  readonly onState?: (event: StoreEvent) => void;
  /** Milliseconds. */
  readonly commandTimeout?: number;
}

export interface RedisStore extends Store, Pick<RedisLink, 'opened'> {
  /** For the durable store over the same connections. */
  readonly link: RedisLink;
}

const KEPT: ReadonlySet<StoreOperation> = new Set(['set', 'add', 'renew']);
/** Times the time limit of others. */
const PATIENCE = 6;

/** Redis deletes what has no time left. */
const RENEW = `if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])`;

export function createRedisStore({ commandTimeout = 50, onState, ...options }: RedisStoreOptions): RedisStore {
  const link = createRedisLink({ ...options, ...(onState && { onState }) });
  const { client, key, opened } = link;
  const patient = { timeout: commandTimeout * PATIENCE, patient: true };
  const command = <T>(operation: StoreOperation, send: () => Promise<T>): Promise<T> =>
    link
      .command(send, KEPT.has(operation) ? patient : { timeout: commandTimeout }, (reason) =>
        onState?.({ kind: 'failure', operation, reason }),
      )
      .catch((error: Error) => {
        throw new Error(`${operation}: ${error.message}`);
      });

  return {
    link,
    opened,
    get: (name) => command('get', async () => (await client.get(key(name))) ?? undefined),
    async set(name, value, ttl) {
      await command('set', () => client.set(key(name), value, 'PX', wholeMs(ttl)));
    },
    async delete(name) {
      await command('delete', () => client.del(key(name)));
    },
    add: (name, value, ttl) =>
      command('add', async () => (await client.set(key(name), value, 'PX', wholeMs(ttl), 'NX')) === 'OK'),
    renew: (name, value, ttl) =>
      command('renew', async () => (await client.eval(RENEW, 1, key(name), value, Math.ceil(ttl))) === 1),
    increment: (name, by, ttl) =>
      command('increment', async () => {
        // Both or neither: a counter without an expiry would stay for ever. NX keeps the expiry that the first call
        // set.
        const answers = await client.multi().incrby(key(name), by).pexpire(key(name), wholeMs(ttl), 'NX').exec();
        const failed = answers?.find(([error]) => error !== null)?.[0];
        if (failed) throw failed;
        const sum = answers?.[0]?.[1];
        if (typeof sum !== 'number') throw new Error('no sum in the answer');
        return sum;
      }),
    async publish(channel, message) {
      await command('publish', () => client.publish(key(channel), message));
    },
    subscribe: link.subscribe,
    health: link.health,
    close: link.close,
  };
}

/** Redis accepts whole milliseconds above zero only. */
const wholeMs = (ttl: number): number => Math.max(1, Math.ceil(ttl));
