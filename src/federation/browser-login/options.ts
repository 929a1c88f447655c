// SPDX-License-Identifier: Apache-2.0
// The words of logins in a browser: what is configured of a provider's client, one attempt, and what it yields.

interface LoginClient {
  readonly clientId: string;
  /** Absent: a public client. */
  readonly clientSecret?: { reveal(): string } | undefined;
  readonly scope: string;
  /** Which of the provider's tokens says who it is. */
  readonly token: 'access' | 'id';
}

export interface BrowserLoginOptions {
  readonly id: string;
  readonly issuer: string;
  readonly protocol: string;
  readonly ca?: string | undefined;
  readonly hosts?: readonly string[] | undefined;
  readonly login: LoginClient;
}

/** What ties the provider's answer to the browser that has begun. Secret until it is used. */
export interface Attempt {
  readonly state: string;
  readonly nonce: string;
  /** Of PKCE (RFC 7636). */
  readonly verifier: string;
}

interface ProviderTokens {
  /** The one that the provider's entry is asked about. */
  readonly bearer: string;
  readonly idToken?: string;
  readonly refreshToken?: string;
}

export interface BrowserLogin {
  readonly id: string;
  readonly protocol: string;
  /**
   * Where the browser goes. `silent`: without a question to people; the provider answers `login_required` or the like where it
   * would have to ask (OpenID Connect Core 1.0 §3.1.2.1). Throws `issuerUnavailable`.
   */
  begin(attempt: Attempt, redirectUri: string, options?: { readonly silent?: boolean }): Promise<string>;
  /** `answer`: the query that the browser has come back with. Throws `unauthorized` or `issuerUnavailable`. */
  finish(answer: string, attempt: Attempt, redirectUri: string): Promise<ProviderTokens>;
  /** Where the browser goes to end the provider's own session; undefined: the provider has no such place, or is away. */
  end(returnTo: string, idToken?: string): Promise<string | undefined>;
}
