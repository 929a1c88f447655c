// SPDX-License-Identifier: Apache-2.0
// Where a lab's gateway has its state: in its own process and folder, or with LAB_REDIS=1 in a Redis that keeps what it is told.
import { startRedis } from '../redis/redis-server.ts';
import type { Env } from './client.ts';

interface KeptState {
  /** Beside `gateway` in its configuration. */
  readonly config: { readonly state?: { readonly redis: string } };
  readonly env: Env;
}

/** What it starts is ended by the caller, last first: after the gateway. */
export async function keptState(endings: (() => unknown)[]): Promise<KeptState> {
  if (process.env.LAB_REDIS !== '1') return { config: {}, env: {} };
  const redis = await startRedis({ config: ['appendonly yes', 'appendfsync always'] });
  endings.push(() => redis.close());
  return { config: { state: { redis: 'env:LAB_REDIS_URL' } }, env: { LAB_REDIS_URL: redis.url } };
}
