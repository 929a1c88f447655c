// SPDX-License-Identifier: Apache-2.0
// What a login is told, what it needs, and what it gives.
import type { TokenEndpointResponse } from 'openid-client';

export interface LoginOptions {
  readonly issuer: string;
  readonly clientId: string;
  /** A confidential client acts for itself (client credentials). */
  readonly clientSecret?: string;
  readonly scope: string;
  /** Of an earlier login. */
  readonly refreshToken?: string;
  /** Where an earlier renewal got no answer, the refresh token may be used up (RFC 9700 section 4.14.2). */
  readonly unanswered?: boolean;
  /** By the browser of this machine, with this redirect URI; by a code that is confirmed anywhere where absent. */
  readonly browser?: { readonly callback: string };
}

export type Tokens = Pick<TokenEndpointResponse, 'access_token' | 'expires_in' | 'refresh_token'>;

export interface LoginDeps {
  readonly fetch: typeof fetch;
  /** For people: standard error, since standard output belongs to kubectl. */
  readonly tell: (text: string) => void;
  /** Whether there is a person to confirm a code. */
  readonly interactive: boolean;
  /** What to do where there is none. */
  readonly remedy?: string;
  /** The same URL to be scanned by a phone; undefined where the terminal cannot show that. */
  readonly picture?: (url: string) => string | undefined;
  /** Opens a URL in the system's browser. Resolves with whether that seems to have worked. */
  readonly open?: (url: string) => Promise<boolean>;
  /** Seconds that the provider has for each answer; 30 where absent. */
  readonly timeout?: number;
  /** Seconds that a person has in the browser; 300 where absent. */
  readonly patience?: number;
}
