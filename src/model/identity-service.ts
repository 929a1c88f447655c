// SPDX-License-Identifier: Apache-2.0
// What the surfaces may ask of the federation: the port between `gateway/` and `federation/`.
import type { Catalog } from './catalog.ts';
import type { Caller, DomainRef, IssuedToken, Principal, ProjectRef, RoleRef, ScopeRequest } from './identity.ts';

/** A principal just proven by an IdP's token. */
export interface ProvenPrincipal {
  readonly principal: Principal;
  /** Epoch milliseconds; set only where the provider's entry says `capLifetime: true`. */
  readonly notAfter?: number;
  /** Epoch milliseconds: when the IdP's token ends. What is proven by it on each request ends there, streams included. */
  readonly expiresAt: number;
}

/**
 * All OIDC providers of the configuration. Failures: `unauthorized` (the public text never says which check failed),
 * `issuerUnavailable` (no key ever obtained from this issuer), `notFound` (no such provider or protocol),
 * `forbidden` (proven, but in more groups than fit into a token).
 */
export interface IdentityProviders {
  /** For OS-FEDERATION: the token must come from the provider named in the path. */
  authenticate(identityProvider: string, protocol: string, bearer: string): Promise<ProvenPrincipal>;
  /** For /k8s and /scs: the provider is found by the token's issuer. */
  authenticateAny(bearer: string): Promise<ProvenPrincipal>;
  /** Whether this token, as it is, was proven a moment ago. */
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
  /** Members that did not answer in time; their last known catalogue, if any, is in `catalog`. */
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
  /** Revokes every token of this caller's user, from whatever login until now; the user may log in again at once. */
  revokeAll(caller: Caller): Promise<void>;
  projects(caller: Who): Promise<{ readonly projects: readonly ProjectRef[]; readonly degraded: readonly string[] }>;
  domains(caller: Who): Promise<{ readonly domains: readonly DomainRef[]; readonly degraded: readonly string[] }>;
  /** Empty roles and catalogue for an unscoped caller. */
  view(caller: Caller): Promise<ScopeView>;
}
