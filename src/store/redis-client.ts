// SPDX-License-Identifier: Apache-2.0
// A connection to Redis in any of its forms, configured to fail fast: commands are not queued while Redis is away,
// nothing is sent twice, and reconnecting never gives up.
import { Cluster, Redis, type RedisOptions } from 'ioredis';
import { defined } from '../model/defined.ts';
import type { RedisTarget } from '../model/redis-url.ts';

export type RedisClient = Redis | Cluster;

const CONNECT_TIMEOUT = 2_000;
const LONGEST_PAUSE = 1_000;

/** 50 ms, 100 ms, … 1 s, with jitter, since all replicas lose Redis at the same moment. */
const pause = (times: number): number =>
  Math.min(50 * 2 ** Math.min(times - 1, 10), LONGEST_PAUSE) + Math.random() * 50;

export function connectRedis(target: RedisTarget): RedisClient {
  const { username, password, addresses } = target;
  const [first] = addresses;
  // An empty object enables TLS with the authorities that Node trusts; NODE_EXTRA_CA_CERTS adds to them.
  const tls = target.tls ? {} : undefined;
  const shared = {
    ...defined({ username, password, tls }),
    connectTimeout: CONNECT_TIMEOUT,
    // How long to wait for the end of a connection that hangs.
    disconnectTimeout: 200,
    maxLoadingRetryTime: 1_000,
    connectionName: 'scs-gateway',
    // Saves two commands that a narrow ACL would have to allow.
    disableClientInfo: true,
    // The store resubscribes itself: a failed resubscription by ioredis would be an unhandled rejection.
    autoResubscribe: false,
    autoResendUnfulfilledCommands: false,
    // Zero: in-flight commands fail immediately when the connection is lost.
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
        // Listens to the Sentinels, so that a new master is known as soon as they agree on it.
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
        // How often, and after how many milliseconds, a command is retried while a node is being connected to.
        maxRedirections: 8,
        retryDelayOnFailover: 8,
        // Certificates name hosts, so with TLS the host names that the nodes announce are kept.
        ...(tls === undefined ? {} : { dnsLookup: (host, done) => done(null, host) }),
      });
      // By default ioredis connects to a node at the first command for it, which would make that command wait too long.
      cluster.on('+node', (node: Redis) => {
        node.connect().catch(() => undefined);
      });
      return cluster;
    }
  }
}

/** For people. An address is not secret, the account is. */
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
