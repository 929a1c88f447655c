// SPDX-License-Identifier: Apache-2.0
// A connection to Redis in any of its forms, tuned for a gateway that would rather go on alone than wait: nothing is
// queued while Redis is away, nothing is sent twice, and connecting is tried again for ever.
import { Cluster, Redis, type RedisOptions } from 'ioredis';
import { defined } from '../model/defined.ts';
import type { RedisTarget } from '../model/redis-url.ts';

export type RedisClient = Redis | Cluster;

const CONNECT_TIMEOUT = 2_000;
const LONGEST_PAUSE = 1_000;

/** 50 ms, 100 ms, … 1 s; spread out, since all replicas lose Redis at the same moment. */
const pause = (times: number): number =>
  Math.min(50 * 2 ** Math.min(times - 1, 10), LONGEST_PAUSE) + Math.random() * 50;

export function connectRedis(target: RedisTarget): RedisClient {
  const { username, password, addresses } = target;
  const [first] = addresses;
  // An empty object is TLS with the authorities that Node trusts: NODE_EXTRA_CA_CERTS adds to them.
  const tls = target.tls ? {} : undefined;
  const shared = {
    ...defined({ username, password, tls }),
    connectTimeout: CONNECT_TIMEOUT,
    // How long the end of a connection that hangs is waited for.
    disconnectTimeout: 200,
    maxLoadingRetryTime: 1_000,
    connectionName: 'scs-gateway',
    // Saves two commands that a narrow ACL would have to allow.
    disableClientInfo: true,
    // The store subscribes again by itself: a subscription made by ioredis that fails would be an unhandled rejection.
    autoResubscribe: false,
    autoResendUnfulfilledCommands: false,
    // Zero: what is under way when the connection is lost fails at once.
    maxRetriesPerRequest: 0,
  } satisfies RedisOptions;
  const own = { enableOfflineQueue: false, retryStrategy: pause } satisfies RedisOptions;

  switch (target.kind) {
    case 'standalone':
      return new Redis({ ...shared, ...own, ...first, db: target.db });
    case 'sentinel': {
      const { db, master, sentinelUsername, sentinelPassword } = target;
      return new Redis({
        ...shared,
        ...own,
        db,
        name: master,
        sentinels: [...addresses],
        ...defined({ sentinelUsername, sentinelPassword }),
        ...(tls === undefined ? {} : { sentinelTLS: tls, enableTLSForSentinelMode: true }),
        sentinelRetryStrategy: pause,
        sentinelReconnectStrategy: () => 5_000,
        sentinelCommandTimeout: 1_000,
        // Listens to the Sentinels: the new master is known the moment they agree on it.
        failoverDetector: true,
      });
    }
    case 'cluster': {
      const cluster = new Cluster([...addresses], {
        redisOptions: shared,
        enableOfflineQueue: false,
        clusterRetryStrategy: pause,
        slotsRefreshTimeout: 1_000,
        slotsRefreshInterval: 10_000,
        // How often, and after how many milliseconds, a command is tried again while a node is being connected to.
        maxRedirections: 8,
        retryDelayOnFailover: 8,
        // Certificates name hosts: with TLS the names that the nodes announce are kept.
        ...(tls === undefined ? {} : { dnsLookup: (host, done) => done(null, host) }),
      });
      // By itself ioredis connects to a node at the first command for it, which would wait too long.
      cluster.on('+node', (node: Redis) => {
        node.connect().catch(() => undefined);
      });
      return cluster;
    }
  }
}

/** For people; an address is no secret, the account is. */
export function describeTarget(target: RedisTarget): string {
  const hosts = target.addresses.map(({ host, port }) => `${host}:${port}`).join(', ');
  switch (target.kind) {
    case 'standalone':
      return `Redis ${hosts}, database ${target.db}`;
    case 'sentinel':
      return `Redis ${target.master} by the Sentinels ${hosts}`;
    case 'cluster':
      return `Redis Cluster ${hosts}`;
  }
}
