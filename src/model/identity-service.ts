// SPDX-License-Identifier: Apache-2.0
// What the surfaces may ask of the federation: the port between `gateway/` and `federation/`.
import type { Catalog } from './catalog.ts';
import type { Caller, DomainRef, IssuedToken, Principal, ProjectRef, RoleRef, ScopeRequest } from './identity.ts';

/** A principal that an IdP's token has just authenticated. */
export interface ProvenPrincipal {
  readonly principal: Principal;
  /** Epoch milliseconds. Set only if the provider's entry says `capLifetime: true`. */
  readonly notAfter?: number;
  /**
   * Epoch milliseconds at which the IdP's token expires. Requests that it authenticates end then, including streams.
   */
  readonly expiresAt: number;
}

/**
 * All OIDC providers of the configuration. Failures: `unauthorized` (the public text never says which check failed),
 * `issuerUnavailable` (no key was ever obtained from this issuer), `notFound` (no such provider or protocol),
 * `forbidden` (authenticated, but in more groups than fit into a token).
 */
export interface IdentityProviders {
  /** For OS-FEDERATION: the token must have been issued by the provider that the path names. */
  authenticate(identityProvider: string, protocol: string, bearer: string): Promise<ProvenPrincipal>;
  /** For /k8s and /scs: the token's issuer selects the provider. */
  authenticateAny(bearer: string): Promise<ProvenPrincipal>;
  /** Whether exactly this token was verified recently and is still cached. */
  knows(bearer: string): boolean;
  readonly ids: readonly string[];
  close(): void;
}

/** Somebody whom a method of logging in has authenticated, and what a token for them may be. */
export interface Authenticated {
  readonly principal: Principal;
  /** Keystone's names of how it was proven; they stand in the token. */
  readonly methods: readonly string[];
  /** The gateway token that proved it. The new one descends from it, never outlives it, and is revoked with it. */
  readonly parent?: Caller;
  /** Epoch milliseconds: the new token ends then at the latest. */
  readonly notAfter?: number;
  /** What it was proven by is bound to this scope: the token has no other. */
  readonly scope?: ScopeRequest;
}

/** Whose projects or domains: the same in every scope. */
type Who = Pick<Caller, 'principal'>;

/** What the union of members gives the caller in its scope. */
export interface ScopeView {
  readonly roles: readonly RoleRef[];
  readonly catalog: Catalog;
  /** Members that did not answer in time. Their last known catalogs, if any, are part of `catalog`. */
  readonly degraded: readonly string[];
}

/** The identity facade's port. Every method throws `GatewayError` only. */
export interface IdentityService {
  /** By an identity provider's token. Fails as `IdentityProviders` does. */
  authenticate(identityProvider: string, protocol: string, bearer: string): Promise<ProvenPrincipal>;
  /** A gateway token's meaning, or `unauthorized`. */
  verify(token: string): Promise<Caller>;
  /** The same without waiting: undefined where this process has not verified it before. */
  known(token: string): Caller | undefined;
  /** A token for whoever has been authenticated. Without a scope: unscoped. `unauthorized` where the user lacks the scope. */
  issue(proven: Authenticated, scope: ScopeRequest | undefined): Promise<IssuedToken>;
  /** Revokes this one token (Keystone: by audit id); idempotent. */
  revoke(caller: Caller): Promise<void>;
  /**
   * Revokes every token that this caller's user has obtained until now, by any login. The user may log in again at
   * once.
   */
  revokeAll(caller: Caller): Promise<void>;
  projects(caller: Who): Promise<{ readonly projects: readonly ProjectRef[]; readonly degraded: readonly string[] }>;
  domains(caller: Who): Promise<{ readonly domains: readonly DomainRef[]; readonly degraded: readonly string[] }>;
  /** Empty roles and catalogue for an unscoped caller. */
  view(caller: Caller): Promise<ScopeView>;
}
