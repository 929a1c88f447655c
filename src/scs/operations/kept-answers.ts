// SPDX-License-Identifier: Apache-2.0
// What this process has put into the shared state for `Idempotency-Key`, bounded: a Redis that comes back empty gets it again,
// so that a request that is sent once more is still answered with what the first one got.
import { createBoundedCache } from '../../cache/bounded-cache.ts';
import type { Clock } from '../../model/clock.ts';
import type { Store } from '../../model/store.ts';

/** The newest; characters of all of them. */
const MOST = 10_000;
const BUDGET = 16 * 1024 * 1024;
const AT_ONCE = 50;
/** Nobody sends on it: to hear that messages or data may have been lost takes a subscription. */
const CHANNEL = 'idempotency';

interface Kept {
  readonly sealed: string;
  readonly until: number;
}

export type AnswerStore = Pick<Store, 'get' | 'set' | 'add'>;

/** The shared state, and beside it what this process has put there. */
export function createKeptAnswers({
  store,
  now,
}: {
  readonly store: AnswerStore & Pick<Store, 'subscribe'>;
  readonly now: Clock;
}): AnswerStore {
  const kept = createBoundedCache<Kept>({ max: MOST, maxSize: BUDGET, now });
  let restoring = false;
  /** Never over what is there: another replica may know more. The first failure ends it, the next loss begins it anew. */
  const restore = async (): Promise<void> => {
    if (restoring) return;
    restoring = true;
    try {
      const places = kept.keys();
      for (let from = 0; from < places.length; from += AT_ONCE)
        await Promise.all(
          places.slice(from, from + AT_ONCE).map(async (place) => {
            const one = kept.get(place);
            if (one !== undefined) await store.add(place, one.sealed, one.until - now());
          }),
        );
    } catch {
      // Away again.
    } finally {
      restoring = false;
    }
  };
  let listening = false;
  const keep = (place: string, sealed: string, ttl: number): void => {
    const until = now() + ttl;
    kept.set(place, { sealed, until }, { until, size: sealed.length + place.length });
    if (listening) return;
    listening = true;
    store.subscribe(
      CHANNEL,
      () => undefined,
      () => void restore(),
    );
  };
  return {
    get: async (place) => (await store.get(place)) ?? kept.get(place)?.sealed,
    async set(place, sealed, ttl) {
      keep(place, sealed, ttl);
      await store.set(place, sealed, ttl);
    },
    // What this process knows of it, the store may have lost a moment ago.
    async add(place, sealed, ttl) {
      if (kept.get(place) !== undefined || !(await store.add(place, sealed, ttl))) return false;
      keep(place, sealed, ttl);
      return true;
    },
  };
}
