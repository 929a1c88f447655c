// SPDX-License-Identifier: Apache-2.0
// The words of this folder: what an identity provider's entry holds once resolved, the port by which an issuer is
// called, and the closed set of outcomes that the log and the metrics know.

export interface IdentityProviderOptions {
  /** Keystone's name of it, in `/OS-FEDERATION/identity_providers/{id}/…`. */
  readonly id: string;
  /** Compared to `iss` and to the discovery document character by character. */
  readonly issuer: string;
  /** A token must name at least one of these as its audience. */
  readonly audiences: readonly string[];
  /** The domain that its users are put in. */
  readonly domain: string;
  /** Keystone's protocol name in the path; `openid` unless configured. */
  readonly protocol: string;
  readonly claims: ClaimNames;
  /** A group is kept if one of these matches; absent: every group, an empty list: none. */
  readonly groups?: readonly (RegExp | string)[] | undefined;
  /** Narrowed to asymmetric ones whatever the configuration says. */
  readonly algorithms: readonly string[];
  /** Milliseconds; at most five minutes count. */
  readonly clockSkew: number;
  /** The login ends with the IdP's token. */
  readonly capLifetime: boolean;
  /** Given: no discovery. */
  readonly jwksUri?: string | undefined;
  /** PEM; the only authorities trusted for this issuer, if given. */
  readonly ca?: string | undefined;
  /** RFC 7662, for tokens that are not JWTs. */
  readonly introspection?: IntrospectionOptions | undefined;
}

/** Claim names; dots lead into objects (`realm_access.roles`). */
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
}

export interface IssuerCall {
  readonly method: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly ca?: string | undefined;
  readonly timeoutMs: number;
}

/** One small call to an issuer. Rejects when there is no whole answer in time; any status is an answer. */
export type IssuerFetch = (
  url: string,
  call: IssuerCall,
) => Promise<{ readonly status: number; readonly body: string }>;

/** How long an issuer may take for one answer. */
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
  'missingExpiry',
  'expired',
  'notYetValid',
  'issuedInFuture',
  'senderConstrained',
  'inactive',
  'subject',
  'userName',
  'unverifiedEmail',
  'tooManyGroups',
] as const;

const UNAVAILABLES = ['noKeys', 'keysFetch', 'keysAnswer', 'introspection'] as const;

/** Why a token was refused. Goes to the log and the metrics, never to the client. */
export type Refusal = (typeof REFUSALS)[number];
/** `noKeys`: a caller had to be sent away; `keysFetch`, `keysAnswer`: one fetch failed, known keys go on serving. */
type Unavailable = (typeof UNAVAILABLES)[number];

/** `provider` is the entry's id, or `unknown` where a token's issuer is not on the list. */
export type CheckOutcome =
  | { readonly provider: string; readonly outcome: 'ok'; readonly reason: 'verified' | 'introspected' | 'cached' }
  | { readonly provider: string; readonly outcome: 'refused'; readonly reason: Refusal; readonly detail?: string }
  | {
      readonly provider: string;
      readonly outcome: 'unavailable';
      readonly reason: Unavailable;
      readonly detail?: string;
    };

/** What a check gives: the value, or the reason why not. */
export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: Refusal; readonly detail?: string };

export const pass = <T>(value: T): Checked<T> => ({ ok: true, value });
export const refuse = (reason: Refusal, detail?: string): Checked<never> =>
  detail === undefined ? { ok: false, reason } : { ok: false, reason, detail };

export type Json = Readonly<Record<string, unknown>>;
