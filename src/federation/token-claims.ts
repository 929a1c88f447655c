// SPDX-License-Identifier: Apache-2.0
// What stands in a gateway token. Names are short, since a token is part of the headers of every request.
import type { NoGroups } from '../model/identity.ts';

/**
 * Issuer and subject at the IdP, user name, domain, email, groups, why there are none, how many were left out as filtered and
 * as unfit, whether it is of a home cloud, the session at the IdP.
 */
interface UserClaims {
  i: string;
  s: string;
  n: string;
  d: string;
  e?: string;
  g: readonly string[];
  w?: NoGroups;
  l?: readonly [number, number];
  h?: 1;
  o?: string;
}

/** Claim names are short; docs/identity.md explains them. */
export interface TokenClaims {
  readonly usr: UserClaims;
  readonly idp: string;
  readonly prt: string;
  /** [domain, project], [domain], or absent. */
  readonly scp?: readonly [string, string] | readonly [string];
  readonly mth: readonly string[];
  /** Audit id of the login that this token descends from, if it is not this token's own. */
  readonly par?: string;
  /** When that login happened, in seconds. */
  readonly lat?: number;
  /** Of an application credential: id, name, whether it is restricted. What else bounds it is looked up. */
  readonly crd?: readonly [string, string, boolean];
}
