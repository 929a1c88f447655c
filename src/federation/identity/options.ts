// SPDX-License-Identifier: Apache-2.0
// The types of this folder: an identity provider's resolved entry, the port for calling an issuer, and the closed set
// of outcomes for log and metrics.

import type { NoGroups } from '../../model/identity.ts';

export interface IdentityProviderOptions {
  /** Keystone's id of the provider, in `/OS-FEDERATION/identity_providers/{id}/…`. */
  readonly id: string;
  /**
   * Compared with `iss` and with the discovery document character by character (RFC 7519 §4.1.1, OpenID Connect
   * Discovery 1.0 §4.3).
   */
  readonly issuer: string;
  /** A token must name at least one of these as its audience (RFC 7519 §4.1.3). */
  readonly audiences: readonly string[];
  /** The domain that its users belong to. */
  readonly domain: string;
  /** Keystone's protocol id in the path; `openid` unless configured. */
  readonly protocol: string;
  readonly claims: ClaimNames;
  /** A group is kept if one of these matches it. Absent: every group is kept. Empty: none. */
  readonly groups?: readonly (RegExp | string)[] | undefined;
  /** Between the groups of a claim that is a text. Absent: such a text is one group. */
  readonly groupsSeparator?: string | undefined;
  /** Whether a claim that is an object names the groups by its keys. */
  readonly groupsFromKeys?: boolean | undefined;
  /** All of these must hold, or the token is refused. */
  readonly requiredClaims?: readonly RequiredClaim[] | undefined;
  /** Reduced to asymmetric algorithms, whatever the configuration says. */
  readonly algorithms: readonly string[];
  /** Milliseconds, limited to five minutes. */
  readonly clockSkew: number;
  /** Whether the login ends with the IdP's token. */
  readonly capLifetime: boolean;
  /** If set, discovery is skipped. */
  readonly jwksUri?: string | undefined;
  /** PEM. If set, the only certificate authorities that are trusted for this issuer. */
  readonly ca?: string | undefined;
  /** Addresses of this machine or link that its names may lead to. */
  readonly hosts?: readonly string[] | undefined;
  /** For tokens that are not JWTs (RFC 7662). */
  readonly introspection?: IntrospectionOptions | undefined;
  /** The provider tells the gateway of logouts (OpenID Connect Back-Channel Logout 1.0). */
  readonly backchannelLogout?: { readonly clients: readonly string[] } | undefined;
  /** For tokens that lack the claim of the groups or of the user name (OpenID Connect Core 1.0 §5.3). */
  readonly userinfo?: { readonly endpoint: string } | undefined;
}

/** A claim of which one value must match. */
interface RequiredClaim {
  readonly claim: string;
  readonly matches: RegExp | string;
}

/** Claim names. Dots lead into objects (`realm_access.roles`). */
export interface ClaimNames {
  readonly username: string;
  readonly email: string;
  readonly groups: string;
  readonly subject: string;
}

export interface IntrospectionOptions {
  readonly endpoint: string;
  readonly clientId: string;
  readonly clientSecret: { reveal(): string };
  /** Whether it is asked about JWTs too, where they lack the claim of the groups or of the user name. */
  readonly missingClaims?: boolean | undefined;
  /** Whether it is asked about each JWT. */
  readonly always?: boolean | undefined;
  /** Milliseconds for which an answer counts; a minute if absent. */
  readonly cacheTime?: number | undefined;
}

export interface IssuerCall {
  readonly method: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly ca?: string | undefined;
  /** Whose documents and configuration have named the URL. */
  readonly peer?: IssuerPeer;
  readonly timeoutMs: number;
}

/** What is configured of a provider, by which the connection is judged that a document of its leads to. */
export interface IssuerPeer {
  readonly id: string;
  readonly urls: readonly string[];
  readonly hosts: readonly string[];
}

/** One small call to an issuer. Rejects if there is no complete response in time. Any status is a response. */
export type IssuerFetch = (url: string, call: IssuerCall) => Promise<IssuerAnswer>;

interface IssuerAnswer {
  readonly status: number;
  readonly body: string;
  /** What it says the time is. */
  readonly date?: string;
}

/** Timeout of one call to an issuer. */
export const ISSUER_TIMEOUT_MS = 5000;

const REFUSALS = [
  'tooLarge',
  'malformed',
  'encrypted',
  'opaque',
  'kind',
  'critical',
  'algorithm',
  'unknownIssuer',
  'issuer',
  'unknownKey',
  'signature',
  'audience',
  'gatewayAudience',
  'missingExpiry',
  'expired',
  'notYetValid',
  'issuedInFuture',
  'senderConstrained',
  'inactive',
  'userinfo',
  'requiredClaim',
  'loggedOut',
  'logout',
  'replayed',
  'subject',
  'userName',
  'unverifiedEmail',
  'tooManyGroups',
  'password',
  'accountState',
  'secondFactor',
] as const;

const UNAVAILABLES = [
  'noKeys',
  'keysFetch',
  'keysAnswer',
  'keysKept',
  'introspection',
  'passwordCheck',
  'exchange',
] as const;

/** Why a token was refused. Reported to the log and the metrics, never to the client. */
export type Refusal = (typeof REFUSALS)[number];
/** `noKeys`, `passwordCheck`: a caller had to be refused. `keysFetch`, `keysAnswer`: a fetch failed; cached keys stay in use. `keysKept`: keys from before the start are used. */
export type Unavailable = (typeof UNAVAILABLES)[number];

/** `provider` is the entry's id, or `unknown` if the token's issuer is not configured. */
export type CheckOutcome =
  | {
      readonly provider: string;
      readonly outcome: 'ok';
      readonly reason: 'verified' | 'introspected' | 'cached';
      /** Of a token that was not seen before. */
      readonly groups?: {
        readonly user: string;
        readonly kept: readonly string[];
        readonly leftOut: readonly string[];
      };
    }
  | { readonly provider: string; readonly outcome: 'refused'; readonly reason: Refusal; readonly detail?: string }
  /** The login goes on without any group. */
  | {
      readonly provider: string;
      readonly outcome: 'noGroups';
      readonly reason: NoGroups;
      readonly user: string;
      readonly detail: string;
    }
  /** The login goes on though the provider's clock is ahead. */
  | { readonly provider: string; readonly outcome: 'clock'; readonly reason: 'ahead'; readonly detail: string }
  /** The login goes on without groups whose names would not arrive as they are. */
  | { readonly provider: string; readonly outcome: 'dropped'; readonly reason: 'groupName'; readonly detail: string }
  | {
      readonly provider: string;
      readonly outcome: 'unavailable';
      readonly reason: Unavailable;
      readonly detail?: string;
    };

/** The result of a check: the value, or the reason for the refusal. */
export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: Refusal; readonly detail?: string };

export const pass = <T>(value: T): Checked<T> => ({ ok: true, value });
export const refuse = (reason: Refusal, detail?: string): Checked<never> =>
  detail === undefined ? { ok: false, reason } : { ok: false, reason, detail };

export type Json = Readonly<Record<string, unknown>>;
