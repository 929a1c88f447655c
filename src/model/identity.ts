// SPDX-License-Identifier: Apache-2.0
// The words of who calls and in which scope (design: Words). Plain data, no I/O.

/** Who calls. Made from a verified IdP token by the mapping rules, carried inside the gateway token. */
export interface Principal {
  /** 64 hex characters: SHA-256 of issuer and subject. The same on every replica. */
  readonly id: string;
  readonly issuer: string;
  readonly subject: string;
  /** User name, as the IdP's claims say. */
  readonly name: string;
  /** Name of the domain that the identity provider's entry puts its users in. */
  readonly domain: string;
  readonly email?: string;
  /** Groups that the identity provider's entry lets through. */
  readonly groups: readonly string[];
  /** Which identity provider entry and protocol the login came by (Keystone's OS-FEDERATION words). */
  readonly identityProvider: string;
  readonly protocol: string;
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

/** The scope that a gateway token works in. */
export type Scope =
  | { readonly kind: 'unscoped' }
  | { readonly kind: 'project'; readonly project: ProjectRef }
  | { readonly kind: 'domain'; readonly domain: DomainRef };

/** What a client asks for in `auth.scope` (Keystone API v3), already checked for shape. */
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

/** A verified gateway token. All times are epoch milliseconds. */
export interface Caller {
  readonly principal: Principal;
  readonly scope: Scope;
  /** Keystone's authentication methods: the protocol id first, `token` added by a re-scope. */
  readonly methods: readonly string[];
  /** This token's audit id, then (after a re-scope) the id of the login it descends from. */
  readonly auditIds: readonly [string, ...string[]];
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** After a re-scope: when the login was that it descends from. */
  readonly loggedInAt?: number;
}

/** A freshly signed gateway token with what it says. `token` is a secret. */
export interface IssuedToken {
  readonly token: string;
  readonly caller: Caller;
}
