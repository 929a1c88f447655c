// SPDX-License-Identifier: Apache-2.0
// How the gateway authenticates somebody to one member: the port that every strategy implements.

import type { HttpCall } from './http.ts';
import type { Caller, Principal } from './identity.ts';
import type { Holder } from './limits.ts';

/**
 * Who is to be authenticated: a principal of ours, or the holder of a token that the member itself issued (`native`), who
 * came from `from`.
 */
export type Subject =
  | {
      readonly kind: 'principal';
      readonly principal: Principal;
      /** Audit id of the login that the caller's token descends from. */
      readonly login?: string | undefined;
    }
  | { readonly kind: 'native'; readonly token: string; readonly from?: Holder };

/** A caller as members get to know it. Whose login is not known has left nothing for them. */
export const subjectOf = ({
  principal,
  auditIds,
}: Pick<Caller, 'principal'> & Partial<Pick<Caller, 'auditIds'>>): Extract<Subject, { kind: 'principal' }> => ({
  kind: 'principal',
  principal,
  ...(auditIds === undefined ? {} : { login: auditIds.at(-1) }),
});

/** Who is charged for what the gateway asks on the subject's behalf. A token that is yet to be verified is a stranger's. */
export const holderOf = (subject: Subject): Holder =>
  subject.kind === 'principal' ? { key: subject.principal.id } : (subject.from ?? { key: 'native', stranger: true });

/** A project by the member's own names. */
export interface MemberProjectName {
  readonly domain: string;
  readonly name: string;
}

/**
 * A strategy only makes the first login: one request to the member's Keystone whose response is a token document with
 * `X-Subject-Token`. The exchange does the rest: sending, caching, single flight, expiry margin, rescoping, sealing.
 *
 * To add a strategy: one file in federation/strategies/ and one line in its index; the contract suite then runs on it.
 */
export interface Strategy {
  /** The kind from the configuration; also a metrics label. */
  readonly kind: string;
  /**
   * Whose session the login yields, as a part of the cache key. Callers with the same holder share the member's token,
   * so the holder must distinguish all callers whom the member would answer differently.
   */
  holder(subject: Subject, project: MemberProjectName | undefined): string;
  /**
   * The projects that this subject may use, by the member's names, if the configuration decides them (held
   * credentials). Absent: the member is asked. If present, `login` is only called with one of these projects.
   */
  grants?(subject: Subject): readonly MemberProjectName[];
  /**
   * The login request. Without `project` the token may be unscoped; it is then rescoped. A strategy that cannot rescope
   * (it has `grants`) gets a token for `project`.
   * Throws `GatewayError` `unauthorized` if it has no credential for this subject. May run concurrently.
   */
  login(subject: Subject, project: MemberProjectName | undefined): Promise<HttpCall>;
}
