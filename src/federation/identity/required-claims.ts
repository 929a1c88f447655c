// SPDX-License-Identifier: Apache-2.0
// `requiredClaims` of an entry: what a token must say, or nobody logs in by it.
import { claimAt } from './claim-at.ts';
import { groupFilters } from './map-claims.ts';
import type { IdentityProviderOptions, Json } from './options.ts';

interface Required {
  readonly claim: string;
  readonly matches: RegExp;
}

export const requiredOf = ({ requiredClaims = [] }: Pick<IdentityProviderOptions, 'requiredClaims'>): Required[] =>
  requiredClaims.map(({ claim, matches }) => ({ claim, matches: groupFilters([matches])[0] as RegExp }));

export function holdsClaim(claims: Json, { claim, matches }: Required): boolean {
  const values = [claimAt(claims, claim)].flat();
  return values.some((value) => ['string', 'number', 'boolean'].includes(typeof value) && matches.test(String(value)));
}
