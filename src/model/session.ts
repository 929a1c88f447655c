// SPDX-License-Identifier: Apache-2.0
// What a member issues for a credential: its token, and its own names for the caller.
import type { Catalog } from './catalog.ts';
import type { DomainRef, RoleRef } from './identity.ts';

/** A project with the member's own ids and names. */
interface MemberProject {
  readonly id: string;
  readonly name: string;
  readonly domain: DomainRef;
}

/**
 * One token of the member and what the member said about it (the `token` object of its response).
 * `token` is a secret: it leaves the process only sealed (to the store) or towards that member (X-Auth-Token).
 */
export interface MemberToken {
  readonly token: string;
  /** Epoch milliseconds, as the member stated it. */
  readonly expiresAt: number;
  readonly user: { readonly id: string; readonly name: string; readonly domain: DomainRef };
  readonly project?: MemberProject;
  readonly domain?: DomainRef;
  readonly roles: readonly RoleRef[];
  /** Empty for an unscoped token. */
  readonly catalog: Catalog;
}

/** A pair of ids that mean the same thing: one at the member, one in the gateway's view. */
export interface IdPair {
  readonly member: string;
  readonly gateway: string;
}
