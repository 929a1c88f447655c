// SPDX-License-Identifier: Apache-2.0
// Which content coding a client takes (RFC 9110, section 12.5.3). Pure.

export type Coding = 'zstd' | 'br' | 'gzip' | 'identity';

/** Far above what a client says; no more of it is read. */
const LONGEST = 256;

/** Of `offered`, in the order of preference, the one that the client prefers; `identity` where it takes none of them. */
export function codingFor<C extends Coding>(accept: string | undefined, offered: readonly C[]): C | 'identity' {
  const weights = new Map((accept ?? '').slice(0, LONGEST).toLowerCase().split(',').map(weighed));
  const other = weights.get('*') ?? 0;
  let best: C | 'identity' = 'identity';
  let most = 0;
  for (const coding of offered) {
    const weight = weights.get(coding) ?? other;
    if (weight > most) [best, most] = [coding, weight];
  }
  return best;
}

function weighed(part: string): [coding: string, weight: number] {
  const [coding = '', ...parameters] = part.split(';').map((one) => one.trim());
  const weight = Number(parameters.find((one) => one.startsWith('q='))?.slice(2) ?? '1');
  // What nobody can read is no wish.
  return [coding, weight >= 0 && weight <= 1 ? weight : 0];
}
