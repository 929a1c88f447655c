// SPDX-License-Identifier: Apache-2.0
// How many requests that take long one user may have under way in this process: rates count them when they begin, but
// each goes on asking a member, or holds pages in memory, for as long as it lasts.
import { GatewayError } from '../../../model/errors.ts';

export interface LongRequests {
  /** Throws `rateLimited`, or gives what ends it; once or more often. */
  acquire(kind: 'stream' | 'wait', user: string): () => void;
}

const MOST = { stream: 20, wait: 100 } as const;
const WORDS = { stream: 'streams', wait: 'waiting requests' } as const;

export function createLongRequests(most: Readonly<Record<'stream' | 'wait', number>> = MOST): LongRequests {
  const under = new Map<string, number>();
  return {
    acquire(kind, user) {
      const name = `${kind} ${user}`;
      const count = under.get(name) ?? 0;
      if (count >= most[kind])
        throw new GatewayError('rateLimited', {
          message: `You have ${count} ${WORDS[kind]} in progress, which is the maximum.`,
          retryAfter: 5,
        });
      under.set(name, count + 1);
      let left = false;
      return () => {
        if (left) return;
        left = true;
        const now = (under.get(name) ?? 1) - 1;
        if (now === 0) under.delete(name);
        else under.set(name, now);
      };
    },
  };
}
