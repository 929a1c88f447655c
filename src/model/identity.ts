// SPDX-License-Identifier: Apache-2.0
// Who calls and in which scope. Plain data, no I/O.
import type { AccessRule } from './access-rules.ts';

/**
 * Why a login has no groups. `overage`: there are too many for a token of this provider. `missing`: the claim is not there.
 * `empty`: it is, without any. `shape`: it is nothing that groups are read from. `filtered`: the entry keeps none of them.
 * `unfit`: none has a name that arrives everywhere as it is.
 */
export const NO_GROUPS = ['overage', 'missing', 'empty', 'shape', 'filtered', 'unfit'] as const;
export type NoGroups = (typeof NO_GROUPS)[number];

/** How many groups a login goes without, by the same two reasons. */
export interface GroupsLeft {
  readonly filtered: number;
  readonly unfit: number;
}

/** Who calls. Mapped from the claims of a verified IdP token; carried inside the gateway token. */
export interface Principal {
  /** 64 hex characters: SHA-256 of issuer and subject. The same on every replica. */
  readonly id: string;
  readonly issuer: string;
  readonly subject: string;
  /** The user name from the IdP's claims. */
  readonly name: string;
  /** Name of the domain that the identity provider's entry assigns to its users. */
  readonly domain: string;
  readonly email?: string;
  /** The groups that the identity provider's entry lets through. */
  readonly groups: readonly string[];
  /** Set if there are none. */
  readonly noGroups?: NoGroups;
  /** Set if there are some, and the identity provider has named more. */
  readonly groupsLeft?: GroupsLeft;
  /** The identity provider entry and the protocol of the login, in the terms of Keystone's OS-FEDERATION API. */
  readonly identityProvider: string;
  readonly protocol: string;
  /** The account is a member's own, at its Keystone: `identityProvider` is that member, and nobody was federated. */
  readonly homeCloud?: true;
  /**
   * A digest of the session at the identity provider that the login belongs to, or of there being none that is known. Set
   * where the provider tells the gateway of logouts.
   */
  readonly session?: string;
}

/** A Keystone domain in the gateway's view. `id` is `default` for the domain named Default, else 32 hex. */
export interface DomainRef {
  readonly id: string;
  readonly name: string;
}

/** A project in the gateway's view: `id` is 32 hex of domain and project name, the same for every member. */
export interface ProjectRef {
  readonly id: string;
  readonly name: string;
  readonly domain: DomainRef;
}

export interface RoleRef {
  readonly id: string;
  readonly name: string;
}

/** The scope of a gateway token. */
export type Scope =
  | { readonly kind: 'unscoped' }
  | { readonly kind: 'project'; readonly project: ProjectRef }
  | { readonly kind: 'domain'; readonly domain: DomainRef };

/** What a client requests in `auth.scope` (Keystone API v3); its shape has been checked. */
export type ScopeRequest =
  | { readonly kind: 'unscoped' }
  | { readonly kind: 'project'; readonly id: string }
  | {
      readonly kind: 'project';
      readonly name: string;
      readonly domain: { readonly id?: string; readonly name?: string };
    }
  | { readonly kind: 'domain'; readonly id?: string; readonly name?: string }
  | { readonly kind: 'system' };

/** What a token says of the application credential that it was obtained with. */
export interface CredentialClaims {
  readonly id: string;
  readonly name: string;
  /** It may not make or delete application credentials. */
  readonly restricted: boolean;
  /** The names of the roles that were asked for. Absent: those that its owner has. */
  readonly roles?: readonly string[];
  /** Absent: every request. Not in the token, but looked up. */
  readonly accessRules?: readonly AccessRule[];
}

/** A verified gateway token. All times are epoch milliseconds. */
export interface Caller {
  readonly principal: Principal;
  readonly scope: Scope;
  /** Keystone's authentication methods: the protocol id first; rescoping adds `token`. */
  readonly methods: readonly string[];
  /**
   * The audit id of this token; after rescoping also the audit id of the original login, as in Keystone's `audit_ids`.
   */
  readonly auditIds: readonly [string, ...string[]];
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** Set after rescoping: when the original login happened. */
  readonly loggedInAt?: number;
  /** The id of the cluster that the token is for: it is good for nothing else, and no other token descends from it. */
  readonly cluster?: string;
  /**
   * The application credential that the token was obtained with. It bounds what the token may do; the last audit id then
   * stands for it.
   */
  readonly credential?: CredentialClaims;
}

/** What is needed of a caller to know whether it has been revoked since; of a console's, no more is kept. */
export type Right = Pick<Caller, 'auditIds' | 'issuedAt' | 'loggedInAt'> & {
  readonly principal: Pick<Principal, 'id'> &
    Partial<Pick<Principal, 'session' | 'name' | 'domain' | 'groups' | 'identityProvider'>>;
};

/** A newly signed gateway token and its content. `token` is a secret. */
export interface IssuedToken {
  readonly token: string;
  readonly caller: Caller;
}
