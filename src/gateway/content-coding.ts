// SPDX-License-Identifier: Apache-2.0
// Which content coding a client takes (RFC 9110, section 12.5.3). Pure.

import { weighed } from '../http/weighed.ts';

export type Coding = 'zstd' | 'br' | 'gzip' | 'identity';

/** Of `offered`, in the order of preference, the one that the client prefers; `identity` where it takes none of them. */
export function codingFor<C extends Coding>(accept: string | undefined, offered: readonly C[]): C | 'identity' {
  const weights = new Map(weighed(accept).map(({ value, weight }) => [value, weight]));
  const other = weights.get('*') ?? 0;
  let best: C | 'identity' = 'identity';
  let most = 0;
  for (const coding of offered) {
    const weight = weights.get(coding) ?? other;
    if (weight > most) [best, most] = [coding, weight];
  }
  return best;
}
