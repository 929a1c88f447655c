// SPDX-License-Identifier: Apache-2.0
// What the surfaces may ask of the federation: the port between `gateway/` and `federation/`.
import type { Catalog } from './catalog.ts';
import type {
  Caller,
  CredentialClaims,
  DomainRef,
  IssuedToken,
  Principal,
  ProjectRef,
  RoleRef,
  ScopeRequest,
} from './identity.ts';

/** A principal that an IdP's token has just authenticated. */
export interface ProvenPrincipal {
  readonly principal: Principal;
  /** Epoch milliseconds. Set only if the provider's entry says `capLifetime: true`. */
  readonly notAfter?: number;
  /** Epoch milliseconds at which the IdP's token expires. What it has begun by then goes on. */
  readonly expiresAt: number;
  /** The audit id that the login is to have, where it has left something under it. */
  readonly login?: string;
}

/** Tokens of identity providers that are made for a member, which gets them as they are. */
export interface PassedTokens {
  readonly audience: string;
  /** Whether they may be good for a login at the gateway too. */
  readonly mayBeOurs: boolean;
}

/** Of a user at an identity provider; at least one of subject and session. */
export interface EndedSession {
  readonly issuer: string;
  readonly sub?: string;
  readonly sid?: string;
  /** Which word of the provider it is. */
  readonly jti: string;
  /** Epoch milliseconds. */
  readonly issuedAt: number;
}

/** Whose logins a logout ends, under the names that tokens and the audit stream have: those of the session, else of the user. */
export interface EndedLogins {
  readonly user?: string;
  /** A digest, as `Principal.session`. */
  readonly session?: string;
}

export interface ProviderHealth {
  readonly id: string;
  readonly ok: boolean;
  readonly detail: string;
  /** Epoch milliseconds at which the provider gave the keys that are in use. Absent: there are none. */
  readonly fetchedAt?: number;
}

/**
 * All OIDC providers of the configuration. Failures: `unauthorized` (the public text never says which check failed),
 * `issuerUnavailable` (no key was ever obtained from this issuer), `notFound` (no such provider or protocol),
 * `forbidden` (authenticated, but in more groups than fit into a token).
 */
export interface IdentityProviders {
  /** For OS-FEDERATION: the token must have been issued by the provider that the path names. */
  authenticate(identityProvider: string, protocol: string, bearer: string): Promise<ProvenPrincipal>;
  /**
   * For /k8s and /scs: the token's issuer selects the provider. `passed`: a token for that member instead of one for the
   * gateway. One that is good for both is `forbidden`.
   */
  authenticateAny(bearer: string, passed?: PassedTokens): Promise<ProvenPrincipal>;
  /** Whether exactly this token was verified recently, for the same purpose, and is still cached. */
  knows(bearer: string, passed?: PassedTokens): boolean;
  readonly ids: readonly string[];
  /** What a provider says of a logout; `unauthorized` for anything that is no such word of it, `notFound` where it gives none. */
  endedSession(identityProvider: string, logoutToken: string): Promise<EndedSession>;
  /** What is known of each provider's keys, for people. */
  health(): readonly ProviderHealth[];
  close(): void;
}

/** Somebody whom a login method has authenticated, and the limits of a token for them. */
export interface Authenticated {
  readonly principal: Principal;
  /** Keystone's names of the methods; they are part of the token. */
  readonly methods: readonly string[];
  /**
   * The gateway token that authenticated the caller. The new token descends from it, never outlives it, and is revoked
   * with it.
   */
  readonly parent?: Caller;
  /** The new token's audit id, where something has been kept under it. */
  readonly login?: string;
  /** Epoch milliseconds at which the new token expires at the latest. */
  readonly notAfter?: number;
  /** The id of the cluster that the new token is for, and for nothing else. Such a token has no scope. */
  readonly cluster?: string;
  /** Set if the credential is bound to this scope: the token can have no other. */
  readonly scope?: ScopeRequest;
  /** Set if it was an application credential, which bounds the token. */
  readonly credential?: CredentialClaims;
  /** Until when logins of the user were revoked when it was looked up what is known of them. */
  readonly revokedUntil?: number;
}

/** Whose projects or domains are meant; they do not depend on the scope. */
type Who = Pick<Caller, 'principal' | 'auditIds'>;

/** What all members together grant the caller in its scope. */
export interface ScopeView {
  readonly roles: readonly RoleRef[];
  readonly catalog: Catalog;
  /** Members that did not answer in time. Their last known catalogs, if any, are part of `catalog`. */
  readonly degraded: readonly string[];
}

/** The identity facade's port. Every method throws `GatewayError` only. */
export interface IdentityService {
  /** Authenticates by an identity provider's token. Fails as `IdentityProviders` does. */
  authenticate(identityProvider: string, protocol: string, bearer: string): Promise<ProvenPrincipal>;
  /** The same, the token's issuer selecting the provider. */
  authenticateAny(bearer: string): Promise<ProvenPrincipal>;
  /** The content of a gateway token, or `unauthorized`. */
  verify(token: string): Promise<Caller>;
  /**
   * Issues a token for an authenticated caller; unscoped without a scope. `unauthorized` if the user does not have the
   * scope.
   */
  issue(proven: Authenticated, scope: ScopeRequest | undefined): Promise<IssuedToken>;
  /**
   * Revokes this one token, by its audit id as Keystone does. Idempotent. Fails with `stateUnavailable`, as `revokeAll` does,
   * where it is in force here but would not outlive this process.
   */
  revoke(caller: Caller): Promise<void>;
  /** How many revocations would not outlive this process. */
  unsent(): number;
  /**
   * Revokes every token that this caller's user has obtained until now, by any login. The user may log in again at
   * once.
   */
  revokeAll(caller: Caller): Promise<void>;
  projects(caller: Who): Promise<{ readonly projects: readonly ProjectRef[]; readonly degraded: readonly string[] }>;
  domains(caller: Who): Promise<{ readonly domains: readonly DomainRef[]; readonly degraded: readonly string[] }>;
  /** Empty roles and catalogue for an unscoped caller. */
  view(caller: Caller): Promise<ScopeView>;
  /** The same for one region: projects, domains, scopes and catalogue of its cloud alone. Tokens are the same ones. */
  at(region: string): IdentityService;
}
