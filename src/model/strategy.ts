// SPDX-License-Identifier: Apache-2.0
// How the gateway proves somebody to one member: the port that every strategy implements.

import type { HttpCall } from './http.ts';
import type { Principal } from './identity.ts';

/** Who is to be proven: a principal of ours, or the holder of a token that the member itself gave (`native`). */
export type Subject =
  | { readonly kind: 'principal'; readonly principal: Principal }
  | { readonly kind: 'native'; readonly token: string };

/** A project by the member's own names. */
export interface MemberProjectName {
  readonly domain: string;
  readonly name: string;
}

/**
 * A strategy only makes the first login: one call to the member's own Keystone whose answer is a token document with
 * `X-Subject-Token`. Sending it, caching, single flight, expiry margin, re-scoping and sealing are the exchange's.
 *
 * To write another: one file in federation/strategies/ and one line in its index; the contract suite runs on it.
 */
export interface Strategy {
  /** As in the configuration; a metrics label. */
  readonly kind: string;
  /**
   * Whose session a proof gives, as a cache key part. Callers with the same holder share the member's token, so it must
   * tell apart everybody whom the member would answer differently.
   */
  holder(subject: Subject, project: MemberProjectName | undefined): string;
  /**
   * Where the configuration decides which projects there are (held credentials): those this subject may use, by the
   * member's names. Absent: the member is asked. Then `login` is only called with one of these projects.
   */
  grants?(subject: Subject): readonly MemberProjectName[];
  /**
   * The call. With `project` absent the token may be unscoped (it will be re-scoped); a strategy that cannot re-scope
   * (it has `grants`) answers with a token for `project`.
   * Throws `GatewayError` `unauthorized` where this subject cannot be proven this way. May run many times at once.
   */
  login(subject: Subject, project: MemberProjectName | undefined): Promise<HttpCall>;
}
