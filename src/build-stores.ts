// SPDX-License-Identifier: Apache-2.0
// The two stores of a gateway: shared state (Redis, or the process's memory), and what outlives every process (the same
// Redis, or a file in the data folder), which is sealed here for everybody who keeps something in it.
import type { Config } from './config/config.ts';
import type { Keys } from './federation/keys.ts';
import { createResealing, createSealedDurable } from './federation/sealed-durable.ts';
import type { Metrics } from './gateway/metrics.ts';
import { durableWatch, storeWatch } from './gateway/store-watch.ts';
import type { Clock } from './model/clock.ts';
import type { DurableStore } from './model/durable-store.ts';
import type { Seal } from './model/seal.ts';
import type { Store } from './model/store.ts';
import { createDurableRedis } from './store/durable-redis.ts';
import { createFileStore } from './store/file.ts';
import { holdFolder } from './store/in-use.ts';
import { createMemoryStore } from './store/memory.ts';
import { createRedisStore } from './store/redis.ts';

export interface Stores {
  readonly store: Store;
  /** Absent: there are no other replicas. */
  readonly shared: Store | undefined;
  readonly durable: DurableStore;
  /** Settles when Redis is connected, or after a second without it. */
  readonly opened: Promise<void> | undefined;
  close(): Promise<void>;
}

export interface StoresDeps {
  readonly config: Config;
  /** Instead of the configured ones. */
  readonly store?: Store;
  readonly durable?: DurableStore;
  readonly keys: Keys;
  readonly seal: Seal;
  readonly now: Clock;
  readonly log: Parameters<typeof storeWatch>[0]['log'];
  readonly metrics: () => Pick<Metrics, 'storeFailed' | 'storeChanged' | 'storeAnswered' | 'durableFailed'>;
}

export function buildStores(deps: StoresDeps): Stores {
  const { config, keys, seal, now, log } = deps;
  const url = deps.store === undefined ? config.state.redis?.reveal() : undefined;
  const redis =
    url === undefined
      ? undefined
      : createRedisStore({
          url,
          now,
          onState: storeWatch(deps),
          onRoundTrip: (ms) => deps.metrics().storeAnswered(ms),
        });
  const shared = deps.store ?? redis;
  const store = shared ?? createMemoryStore({ now });

  const onState = durableWatch(deps);
  const plain =
    deps.durable ??
    (redis === undefined
      ? createFileStore({ folder: config.gateway.data, now, onState })
      : createDurableRedis({ link: redis.link, now, onState }));
  // For `scs-gateway store move`: without it all is as well, but for that.
  const hold = deps.durable === undefined && redis === undefined ? holdFolder(config.gateway.data) : undefined;
  const durable = createSealedDurable({
    store: plain,
    seal,
    onUnreadable: (kind) =>
      log().error(
        { kind },
        'durable store: an item is not what was sealed, or its seal key is gone; it counts as missing',
      ),
  });
  const resealing = createResealing({ store: plain, seal, keys });

  return {
    store,
    shared,
    durable,
    opened: redis?.opened,
    async close() {
      await resealing.close();
      await durable.close();
      hold?.release();
      await store.close();
    },
  };
}
