// SPDX-License-Identifier: Apache-2.0
// Of whom there may be tokens: that somebody of this id, name, domain, group or provider has logged in. It opens and closes
// nothing; it lets `scs-gateway revoke` tell a mistyped name from one that is known. Digests only, for as long as tokens live.
import { createBoundedCache } from '../cache/bounded-cache.ts';
import type { Clock } from '../model/clock.ts';
import type { Principal } from '../model/identity.ts';
import type { Store } from '../model/store.ts';
import { marksOf } from './marks.ts';
import { LONGEST_TOKEN_LIFE } from './revocation-values.ts';

/** What is written again so seldom is kept for that much longer. */
const AGAIN = 60 * 60_000;
const MOST = 50_000;

export const knownKey = (mark: string): string => `known:${mark}`;

/** Nobody waits for it. */
export function createKnownUsers({
  store,
  now,
}: {
  readonly store: Pick<Store, 'set'>;
  readonly now: Clock;
}): (principal: Principal) => void {
  const written = createBoundedCache<true>({ max: MOST, now });
  return (principal) => {
    for (const mark of [principal.id, ...marksOf(principal)]) {
      if (written.get(mark)) continue;
      written.set(mark, true, { until: now() + AGAIN });
      store.set(knownKey(mark), '1', LONGEST_TOKEN_LIFE + 2 * AGAIN).catch(() => written.delete(mark));
    }
  };
}
