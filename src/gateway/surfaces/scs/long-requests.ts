// SPDX-License-Identifier: Apache-2.0
// How many requests that take long one user may have under way in this process: rates count them when they begin, but
// each goes on asking a member, or holds pages in memory, for as long as it lasts.
import { GatewayError } from '../../../model/errors.ts';
import { createHeld } from '../../limits/held.ts';

export interface LongRequests {
  /** Throws `rateLimited`, or gives what ends it; once or more often. */
  acquire(kind: 'stream' | 'wait', user: string): () => void;
}

const MOST = { stream: 20, wait: 100 } as const;
const WORDS = { stream: 'streams', wait: 'waiting requests' } as const;

export function createLongRequests(most: Readonly<Record<'stream' | 'wait', number>> = MOST): LongRequests {
  const held = createHeld();
  return {
    acquire(kind, user) {
      const release = held.take(`${kind} ${user}`, most[kind]);
      if (release !== undefined) return release;
      throw new GatewayError('rateLimited', {
        message: `You have ${most[kind]} ${WORDS[kind]} in progress, which is the maximum.`,
        retryAfter: 5,
      });
    },
  };
}
