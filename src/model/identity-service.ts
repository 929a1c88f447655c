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

/** What the union of members gives the caller in its scope. */
export interface ScopeView {
  readonly roles: readonly RoleRef[];
  readonly catalog: Catalog;
  /** Members that did not answer in time; their last known catalogue, if any, is in `catalog`. */
  readonly degraded: readonly string[];
}

/** The identity facade's port. Every method throws `GatewayError` only. */
export interface IdentityService {
  login(identityProvider: string, protocol: string, bearer: string): Promise<IssuedToken>;
  /** A gateway token's meaning, or `unauthorized`. Served from a bounded local cache after the first time. */
  verify(token: string): Promise<Caller>;
  /** Keystone's `token` method. Never outlives `token`. `undefined` scope: unscoped. `unauthorized` where the caller lacks the scope. */
  /** The same without waiting, where it has been served before. */
  known(token: string): Caller | undefined;
  rescope(token: string, scope: ScopeRequest | undefined): Promise<IssuedToken>;
  /** Revokes this one token (Keystone: by audit id); idempotent. */
  revoke(caller: Caller): Promise<void>;
  /** Revokes every token of this caller's user, from whatever login until now; the user may log in again at once. */
  revokeAll(caller: Caller): Promise<void>;
  projects(caller: Caller): Promise<{ readonly projects: readonly ProjectRef[]; readonly degraded: readonly string[] }>;
  domains(caller: Caller): Promise<{ readonly domains: readonly DomainRef[]; readonly degraded: readonly string[] }>;
  /** Empty roles and catalogue for an unscoped caller. */
  view(caller: Caller): Promise<ScopeView>;
}
